"""The two doors as a client sees them: a server on a free port of loopback, and commands as processes of their own."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import uvicorn
from fastapi import FastAPI

from graph.connection import Graph
from graph.settings import Settings

LOOPBACK = "127.0.0.1"
POLICY_DAY = "2011-04-15"
PROBLEM = "application/problem+json"

LEAKS = (
    "Traceback",
    'File "',
    "site-packages",
    "neo4j.exceptions",
    "GraphState",
    "revision_before",
    "$as_of <",
    "CALL () {",
)
"""What no answer may hold: pieces of a traceback, and of the Cypher that the questions are made of."""

_PATIENCE = 60.0
_ENTRY_POINT = "from api.cli import main; main()"


def wait_until(holds: Callable[[], bool], seconds: float = _PATIENCE) -> bool:
    """Whether it came to hold in that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of a real server with that app, for as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen(64)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=5)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert wait_until(lambda: server.started), "the server did not start"
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(_PATIENCE)
        assert not thread.is_alive(), "the server did not end"


def only_operation(methods: Mapping[str, Any]) -> Any:
    """The operation of a path of the document: each has one."""
    (operation,) = methods.values()
    return operation


def body_of(operation: Mapping[str, Any]) -> Any:
    """The example of an operation's body; None where it takes none."""
    return operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")


def raw_get(address: str, target: bytes, method: bytes = b"GET") -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers (names in small letters) and body for a request target that is sent as it is, byte for byte."""
    where = urlsplit(address)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=20) as connection:
        connection.sendall(method + b" " + target + b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
        response = http.client.HTTPResponse(connection, method=method.decode())
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, headers, response.read()


def problem_of(response: httpx.Response, status: int) -> dict[str, Any]:
    """The body of a response that must be a problem of that status, and tell nothing of our insides."""
    assert response.status_code == status, response.text[:500]
    return problem_in(response.headers["content-type"], response.text, status)


def problem_in(content_type: str, text: str, status: int) -> dict[str, Any]:
    """A body that must be a problem of that status, and tell nothing of our insides."""
    assert content_type == PROBLEM
    body: dict[str, Any] = json.loads(text)
    for member in ("type", "title", "detail", "instance"):
        assert isinstance(body[member], str)
        assert body[member]
    assert body["status"] == status
    assert [leak for leak in LEAKS if leak in text] == []
    return body


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output, which must be JSON."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """All that it said, with every run of white space as one space: where lines break is no matter."""
        return " ".join(f"{self.out} {self.err}".split())


@dataclass(frozen=True)
class Command:
    """A call of the command line, with settings on top of those of the test."""

    arguments: Sequence[str]
    environment: Mapping[str, str]

    def run(self, folder: Path, code: str = _ENTRY_POINT) -> Said:
        """Run it to its end, with `folder` as working directory."""
        process = self.started(folder, code)
        try:
            out, err = process.communicate(timeout=_PATIENCE)
        finally:
            process.kill()
        return Said(process.returncode, out, err)

    def started(self, folder: Path, code: str = _ENTRY_POINT) -> subprocess.Popen[str]:
        """The running process, the first of a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", code, *self.arguments],
            cwd=folder,
            env=_environment(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )


def run_all(commands: Mapping[str, Command], folder: Path) -> dict[str, Said]:
    """What each command said; several run at once, since each spends two seconds on starting."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(commands, pool.map(lambda command: command.run(folder), commands.values()), strict=True))


def as_environment(settings: Settings) -> dict[str, str]:
    """Settings as a user gives them to a command."""
    return {
        "NEO4J_URI": settings.neo4j_uri,
        "NEO4J_USER": settings.neo4j_user,
        "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
        "NEO4J_DATABASE": settings.neo4j_database,
        "PARTNERSHIPS_HOME": str(settings.partnerships_home),
        "PARTNERSHIPS_BOLT_PORT": str(settings.partnerships_bolt_port),
        "PARTNERSHIPS_ENGINE_MEMORY": settings.partnerships_engine_memory,
        "PORT": "0",
    }


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    ours = {name.upper() for name in Settings.model_fields}
    rest = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    return rest | {"COLUMNS": "200", "NO_COLOR": "1"} | dict(settings)


def read_until(process: subprocess.Popen[str], line: str, seconds: float = _PATIENCE) -> str:
    """What a process writes up to a line that begins so, and that line. Fails if it ends before, or takes longer."""
    assert process.stdout
    watch = threading.Timer(seconds, process.terminate)
    watch.start()
    written = ""
    try:
        for text in process.stdout:
            written += text
            if text.startswith(line):
                return written
    finally:
        watch.cancel()
    raise AssertionError(
        f"it ended before it said {line!r}:\n{written}\n{process.stderr.read() if process.stderr else ''}"
    )


def end(process: subprocess.Popen[str], number: signal.Signals) -> Said:
    """What a process says after a signal, which must end it."""
    process.send_signal(number)
    try:
        out, err = process.communicate(timeout=_PATIENCE)
    finally:
        process.kill()
    return Said(process.returncode, out, err)


def records_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every record of an answer, those inside of others too."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from records_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from records_in(inner)


def counted(graph: Graph) -> list[int]:
    """The graph's revision, and how many nodes and edges it has: what no request may change."""
    return [
        graph.read(text)[0]["number"]
        for text in (
            "MATCH (state:GraphState) RETURN state.revision AS number",
            "MATCH (node) RETURN count(node) AS number",
            "MATCH ()-[edge]->() RETURN count(edge) AS number",
        )
    ]


def utc_today() -> str:
    """The day that `as_of` means where none is given."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat()
