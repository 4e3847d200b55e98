"""A real Neo4j with its Browser, for analysts (`partnerships browser`), tests and benchmarks: no Docker, only Java and Maven.

    with neo4j_server(folder) as server:
        neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password))

`graph/neo4j/pom.xml` names the jars. They are fetched once into `.partnerships/neo4j/lib` and used again until the
pom changes. Each server has a home of its own, listens on loopback, and is ended by its process id.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

import neo4j
from neo4j import exceptions as bolt

from graph.errors import PartnershipsError

ROOT = Path(__file__).resolve().parent.parent
POM = Path(__file__).resolve().parent / "neo4j" / "pom.xml"
LIB = ROOT / ".partnerships" / "neo4j" / "lib"
LOOPBACK = "127.0.0.1"

_USER = "neo4j"
_OLDEST_JAVA = 17
_FETCH_SECONDS = 900
_START_SECONDS = 120.0
_STOP_SECONDS = 30.0
_TRIES = 3
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")


class Neo4jServerError(PartnershipsError):
    """The jars could not be fetched, or the server did not start; the message holds the end of the log."""


@dataclass(frozen=True)
class Neo4jServer:
    """A running server. `uri` is its Bolt address; `http_url` (ending in `/`) serves Neo4j Browser under `browser/`."""

    uri: str
    http_url: str
    user: str
    password: str = field(repr=False)
    pid: int
    home: Path
    log: Path


def missing_for_neo4j(lib: Path = LIB) -> str:
    """What this machine lacks to run a Neo4j, in words; empty if it lacks nothing."""
    java = shutil.which("java")
    if java is None:
        return "there is no java on the PATH"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        return f"java is older than {_OLDEST_JAVA}"
    if not _complete(lib) and shutil.which("mvn") is None:
        return "there is no mvn on the PATH to fetch it"
    return ""


def fetch_jars(lib: Path = LIB, pom: Path = POM) -> Path:
    """The folder with the jars that `pom` names, filled by Maven unless it is complete. Raises `Neo4jServerError`.

    Two runs that start at once fetch once: the second waits for the first.
    """
    lib.parent.mkdir(parents=True, exist_ok=True)
    with (lib.parent / "fetch.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _complete(lib, pom):
            return lib
        shutil.rmtree(lib, ignore_errors=True)
        done = subprocess.run(
            ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={lib}"],
            capture_output=True,
            text=True,
            timeout=_FETCH_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            raise Neo4jServerError(f"Maven could not fetch what {pom} names:\n{(done.stdout + done.stderr)[-4000:]}")
        _marker(lib).write_text(_digest(pom), encoding="utf-8")
    return lib


@contextmanager
def neo4j_server(
    folder: Path,
    *,
    lib: Path = LIB,
    password: str = "",
    config: Mapping[str, str] | None = None,
    memory: str = "512m",
    ports: Sequence[int] = (),
    prepared: Callable[[Path], None] = lambda _: None,
) -> Iterator[Neo4jServer]:
    """A Neo4j with a fresh home in `folder`, for as long as the block lasts.

    `password`: of the user neo4j, generated where none is given. `config`: more lines of neo4j.conf. `memory`: its heap.
    `ports`: for Bolt and for HTTP, taken where they are free; else, and where none are given, others.
    `prepared` is called with the home before the server starts in it. Raises `Neo4jServerError`.
    """
    fetch_jars(lib)
    secret = password or secrets.token_urlsafe(18)
    for attempt in range(1, _TRIES + 1):
        home = folder / f"neo4j-{attempt}"
        bolt_port, http_port = _ports(ports if attempt == 1 else ())
        log = _make_home(home, bolt_port, http_port, config or {})
        prepared(home)
        process = _launch(home, lib, log, memory)
        try:
            started = _await_login(process, bolt_port, secret)
            if not started and attempt < _TRIES and "Address already in use" in _tail(log):
                continue  # Another program took the port between our look and the server's.
            if not started:
                raise Neo4jServerError(f"Neo4j did not start; the end of {log}:\n{_tail(log)}")
            yield Neo4jServer(
                uri=f"bolt://{LOOPBACK}:{bolt_port}",
                http_url=f"http://{LOOPBACK}:{http_port}/",
                user=_USER,
                password=secret,
                pid=process.pid,
                home=home,
                log=log,
            )
            return
        finally:
            _end(process)


@contextmanager
def neo4j_started_again(server: Neo4jServer, *, lib: Path = LIB) -> Iterator[Neo4jServer]:
    """The same server, whose process has ended, for as long as the block lasts. Raises `Neo4jServerError`."""
    process = _launch(server.home, lib, server.log, "512m")
    try:
        port = int(server.uri.rpartition(":")[2])
        if not _answers(process, port, server.password, time.monotonic() + _START_SECONDS):
            raise Neo4jServerError(f"Neo4j did not start again; the end of {server.log}:\n{_tail(server.log)}")
        yield replace(server, pid=process.pid)
    finally:
        _end(process)


def configure(server: Neo4jServer, config: Mapping[str, str]) -> None:
    """More lines for neo4j.conf, heeded when it is started again."""
    with (server.home / "conf" / "neo4j.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in config.items())


def neo4j_admin(home: Path, arguments: Sequence[str], *, stdin: Path | None = None, lib: Path = LIB) -> None:
    """Run the admin tool on a home in which no server runs; `stdin` is a file that it reads. Raises `Neo4jServerError`."""
    with (stdin or Path(os.devnull)).open("rb") as given:
        done = subprocess.run(
            ["java", "-cp", f"{fetch_jars(lib)}/*", "org.neo4j.cli.AdminTool", *arguments],
            stdin=given,
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
            env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        )
    if done.returncode != 0:
        raise Neo4jServerError(f"neo4j-admin {' '.join(arguments)}:\n{(done.stdout + done.stderr)[-4000:]}")


def _marker(lib: Path) -> Path:
    return lib / ".complete"


def _digest(pom: Path) -> str:
    return hashlib.sha256(pom.read_bytes()).hexdigest()


def _complete(lib: Path, pom: Path = POM) -> bool:
    with contextlib.suppress(OSError):
        return _marker(lib).read_text(encoding="utf-8") == _digest(pom)
    return False


def _ports(wanted: Sequence[int]) -> list[int]:
    """The wanted ports that nobody listens on, and others in place of the rest."""
    return [port if _free(port) else other for port, other in zip_longest(wanted, free_ports(2), fillvalue=0)]


def _free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connections are only just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return port != 0


def free_ports(number: int) -> list[int]:
    """Ports of loopback that nobody listens on, all different."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _make_home(home: Path, bolt_port: int, http_port: int, config: Mapping[str, str]) -> Path:
    settings = {
        "server.default_listen_address": LOOPBACK,
        "server.bolt.listen_address": f"{LOOPBACK}:{bolt_port}",
        "server.bolt.advertised_address": f"{LOOPBACK}:{bolt_port}",
        "server.http.listen_address": f"{LOOPBACK}:{http_port}",
        "server.http.advertised_address": f"{LOOPBACK}:{http_port}",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": "64m",
        "dbms.usage_report.enabled": "false",
        **config,
    }
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text(
        "".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8"
    )
    return home / "neo4j.log"


def _launch(home: Path, lib: Path, log: Path, memory: str) -> subprocess.Popen[bytes]:
    command = [
        "java",
        f"-Xmx{memory}",
        "-XX:+UseSerialGC",
        *(f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED),
        "-cp",
        f"{lib}/*",
        "org.neo4j.server.CommunityEntryPoint",
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
    ]
    with log.open("wb") as out:
        # A session of its own: Ctrl-C in the terminal reaches the tests, and they end it in order.
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=home, start_new_session=True
        )


def _await_login(process: subprocess.Popen[bytes], bolt_port: int, password: str) -> bool:
    """Set the first password as soon as Bolt answers; whether it came to that."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _listens(bolt_port):
            with (
                contextlib.suppress(bolt.ServiceUnavailable, bolt.SessionExpired, bolt.TransientError),
                neo4j.GraphDatabase.driver(f"bolt://{LOOPBACK}:{bolt_port}", auth=(_USER, _USER)) as driver,
            ):
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=password, database_="system"
                )
                return _answers(process, bolt_port, password, deadline)
        time.sleep(0.1)
    return False


def _answers(process: subprocess.Popen[bytes], bolt_port: int, password: str, deadline: float) -> bool:
    """The database of the users is there too: it opens a little after the one of the passwords."""
    with neo4j.GraphDatabase.driver(f"bolt://{LOOPBACK}:{bolt_port}", auth=(_USER, password)) as driver:
        while time.monotonic() < deadline and process.poll() is None:
            if _listens(bolt_port):
                with contextlib.suppress(bolt.Neo4jError, bolt.DriverError):
                    driver.execute_query("RETURN 1", database_="neo4j")
                    return True
            time.sleep(0.1)
    return False


def _listens(port: int) -> bool:
    """Asked before the driver is: that would tell the log of each try in vain."""
    with contextlib.suppress(OSError):
        socket.create_connection((LOOPBACK, port), timeout=1.0).close()
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_STOP_SECONDS)


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]
