"""The embedded engine: a process of its own that every command joins, and the files that tell of it.

It is ArcadeDB, which speaks Bolt and Cypher, started as a plain process of the Java runtime that its package brings (inside
Python a SIGTERM crashed both). One engine a folder: a second is refused by the operating system's lock, not by a file that a
crash leaves behind. It listens on loopback only.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path

import httpx
import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from graph.errors import EngineError
from graph.locks import locked
from graph.settings import Settings

LOOPBACK = "127.0.0.1"
DATABASE = "partnerships"
_WRITER = "root"
_READER = "reader"
_DEFAULT_BOLT_PORT = 7687
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_ROOM_NEEDED = 200 * 1024 * 1024
"""Bytes of free disk without which a start is refused: the engine writes its log and its files ahead."""

_GROUPS = {
    "databases": {
        "*": {
            "groups": {
                "admin": {
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "access": ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
                    "types": {"*": {"access": ["createRecord", "readRecord", "updateRecord", "deleteRecord"]}},
                },
                "reader": {
                    "resultSetLimit": -1,
                    "readTimeout": -1,
                    "access": [],
                    "types": {"*": {"access": ["readRecord"]}},
                },
                "*": {"resultSetLimit": -1, "readTimeout": -1, "access": [], "types": {"*": {"access": []}}},
            }
        }
    },
    "version": 1,
}


_TRIES = 3
"""How often a start finds another port where it may choose one."""


class _PortTakenError(EngineError):
    """Another program took the port between the look for a free one and the engine's start."""


class EngineState(BaseModel):
    """A running engine: where it listens, who may use it, and the process that it is."""

    model_config = ConfigDict(frozen=True)

    pid: int
    created: float
    bolt_port: int
    http_port: int
    database: str
    writer: str
    writer_password: str
    reader: str
    reader_password: str
    owner: int
    """The process that ends it when it ends itself; 0 if it was started to stay."""

    owner_created: float = 0.0

    @property
    def uri(self) -> str:
        """The Bolt address."""
        return f"bolt://{LOOPBACK}:{self.bolt_port}"

    def alive(self) -> bool:
        """That very process runs: the number alone may by now be another's."""
        return _same_process(self.pid, self.created)

    def owned_by_the_living(self) -> bool:
        """The process that should end it still runs."""
        return bool(self.owner) and _same_process(self.owner, self.owner_created)


class Engine:
    """The embedded engine of one home folder."""

    def __init__(self, settings: Settings) -> None:
        self.home = settings.partnerships_home.absolute()
        self.folder = self.home / "engine"
        self.log = self.folder / "engine.log"
        self.database_folder = self.folder / "databases" / DATABASE
        """Folder of the database."""
        self._replaced = self.folder / "replaced"
        self._state_file = self.home / "engine.json"
        self._passwords_file = self.home / "passwords.json"
        self._lock_file = self.home / "engine.lock"
        self._bolt_port = settings.partnerships_bolt_port
        self._memory = settings.partnerships_engine_memory
        self._query_timeout = settings.partnerships_query_timeout

    def state(self) -> EngineState | None:
        """The running engine of this folder, or None."""
        try:
            state = EngineState.model_validate_json(self._state_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except ValidationError:
            return None  # Half written by a process that died; the lock tells who runs, and a start writes it anew.
        return state if state.alive() else None

    def joined(self) -> EngineState:
        """The running engine. Raises `EngineError` if there is none."""
        if state := self.state():
            return state
        raise EngineError(
            "the embedded engine does not run.",
            where=str(self.home),
            remedy="Start it with `partnerships engine start`, or name a Neo4j in NEO4J_URI.",
        )

    def start(self, *, stay: bool = True, waiting: Callable[[str], None] = lambda _: None) -> EngineState:
        """The running engine, started if none runs. `stay`: it outlives this process.

        An engine whose owner died is taken over. `waiting` is told in words what is under way. Raises `EngineError` for
        a folder that cannot be written, is full or is held by another process, and for an engine that does not come up.
        """
        self._make_home()
        with self._locked():
            if state := self.state():
                if state.owner and not state.owned_by_the_living():
                    state = self._owned(state, stay=stay)
                    self._write_private(self._state_file, state.model_dump_json(indent=2))
                return state
            self._put_back()
            waiting("starting the embedded engine")
            for _ in range(_TRIES):
                try:
                    return self._launch(stay=stay)
                except _PortTakenError:
                    if self._bolt_port:
                        raise
            return self._launch(stay=stay)

    def stop(self) -> bool:
        """End the engine of this folder; whether one ran. Raises `EngineError` if it does not end."""
        state = self.state()
        if state is None:
            return False
        process = psutil.Process(state.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired:
            # Acknowledged writes are on disk (txWalFlush=2), so a hard end loses none.
            process.kill()
            with contextlib.suppress(psutil.TimeoutExpired):
                process.wait(_STOP_SECONDS)
        if state.alive():
            raise EngineError(f"the engine (process {state.pid}) does not end.", remedy=f"See {self.log}.")
        self._state_file.unlink(missing_ok=True)
        return True

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """No engine runs here, and none is started, while the block lasts. Raises `EngineError` if one runs."""
        self._make_home()
        with self._locked():
            if state := self.state():
                raise self._runs(state)
            self._put_back()
            yield

    def holds_database(self) -> bool:
        """An engine has run here, or a backup was restored; the graph may still be empty."""
        return self.database_folder.exists() or self._replaced.exists()

    def put_in(self, fresh: Path) -> None:
        """Give the place of the database to the one in the folder `fresh`, on the same disk.

        Wherever a kill falls, the next start finds the one or the other, whole. Raises `EngineError` if an engine runs,
        and `OSError`.
        """
        with self.at_rest():
            shutil.rmtree(self._replaced, ignore_errors=True)
            self.database_folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                if self.database_folder.exists():
                    self.database_folder.rename(self._replaced)
                fresh.rename(self.database_folder)
            finally:
                self._put_back()
        shutil.rmtree(self._replaced, ignore_errors=True)

    def owned_here(self, state: EngineState) -> bool:
        """This process should end that engine when it ends."""
        return state.owner == os.getpid()

    def _put_back(self) -> None:
        """The database that was there, if whoever was about to replace it got no further than to take it away."""
        if self._replaced.exists() and not self.database_folder.exists():
            self._replaced.rename(self.database_folder)

    def _runs(self, state: EngineState) -> EngineError:
        if state.owned_by_the_living():
            return EngineError(
                f"the engine (process {state.pid}) is in use by process {state.owner}, which started it and ends it.",
                where=str(self.home),
                remedy="End that program (Ctrl-C where `partnerships run` was called); then try again.",
            )
        return EngineError(
            f"the engine (process {state.pid}) runs, and an API may answer from it.",
            where=str(self.home),
            remedy="End what answers from it, and the engine with `partnerships engine stop`; then try again.",
        )

    def _make_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            (self.folder / "config").mkdir(parents=True, exist_ok=True)
            probe = self.home / ".probe"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        except OSError as error:
            raise EngineError(
                f"the folder cannot be written ({error.strerror}).",
                where=str(self.home),
                remedy="Give yourself write access, free some disk, or name another folder in PARTNERSHIPS_HOME.",
            ) from error
        if (free := shutil.disk_usage(self.home).free) < _ROOM_NEEDED:
            raise EngineError(
                f"only {free // 1_000_000} MB of disk are free.",
                where=str(self.home),
                remedy=f"Free {_ROOM_NEEDED // 1_000_000} MB, or name another folder in PARTNERSHIPS_HOME.",
            )

    def _locked(self) -> AbstractContextManager[None]:
        """One start at a time in a folder; the second waits and then joins the first one's engine."""

        def refusal() -> EngineError:
            return EngineError(
                "another process has been starting an engine here for a minute.",
                where=str(self.home),
                remedy="End that process, or name another folder in PARTNERSHIPS_HOME.",
            )

        return locked(self._lock_file, refusal, seconds=_START_SECONDS)

    def _passwords(self) -> dict[str, str]:
        """The generated passwords of this folder's database; made once, since the database keeps them too."""
        try:
            passwords: dict[str, str] = json.loads(self._passwords_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            passwords = {_WRITER: secrets.token_urlsafe(24), _READER: secrets.token_urlsafe(24)}
            self._write_private(self._passwords_file, json.dumps(passwords, indent=2))
        return passwords

    def _write_private(self, path: Path, text: str) -> None:
        """Write a file that only its owner can read, whole or not at all."""
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
        draft.replace(path)

    def _owned(self, state: EngineState, *, stay: bool) -> EngineState:
        me = psutil.Process()
        return state.model_copy(
            update={"owner": 0 if stay else me.pid, "owner_created": 0.0 if stay else me.create_time()}
        )

    def _launch(self, *, stay: bool) -> EngineState:
        passwords = self._passwords()
        (self.folder / "config" / "server-groups.json").write_text(json.dumps(_GROUPS, indent=2), encoding="utf-8")
        root_password = self.folder / "root-password"
        self._write_private(root_password, passwords[_WRITER])
        bolt_port = self._chosen_bolt_port()
        http_port = _free_port()
        arcade = Path(str(files("arcadedb_embedded")))
        options = {
            "server.rootPath": self.folder,
            "server.rootPasswordPath": root_password,
            "server.mode": "production",
            "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "server.httpIncomingHost": LOOPBACK,
            "server.httpIncomingPort": http_port,
            "bolt.host": LOOPBACK,
            "bolt.port": bolt_port,
            "txWalFlush": 2,
            # It does not heed the limit that a client gives its query.
            "command.timeout": int(self._query_timeout * 1000),
            # It would run four questions at once, on two cores, and let everything else wait behind them for half a minute.
            # Whoever asks bounds how many there are: `PARTNERSHIPS_POOL_SIZE`.
            "queryMaxConcurrent": 0,
        }
        command = [
            str(arcade / "jre" / "bin" / "java"),
            f"-Xmx{self._memory}",
            *(f"-Darcadedb.{name}={value}" for name, value in options.items()),
            "-cp",
            f"{arcade / 'jars'}/*",
            "com.arcadedb.server.ArcadeDBServer",
        ]
        with self.log.open("ab") as log:
            said_before = log.tell()
            # A session of its own: Ctrl-C in the terminal reaches us, and we end it in order.
            process = subprocess.Popen(  # noqa: S603 - every word of the command is ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        try:
            self._await_ready(process, http_port, bolt_port, said_before)
            self._prepare_database(http_port, passwords)
        except BaseException:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_SECONDS)
            process.kill()
            raise
        state = self._owned(
            EngineState(
                pid=process.pid,
                created=psutil.Process(process.pid).create_time(),
                bolt_port=bolt_port,
                http_port=http_port,
                database=DATABASE,
                writer=_WRITER,
                writer_password=passwords[_WRITER],
                reader=_READER,
                reader_password=passwords[_READER],
                owner=0,
            ),
            stay=stay,
        )
        self._write_private(self._state_file, state.model_dump_json(indent=2))
        return state

    def _chosen_bolt_port(self) -> int:
        """The port that was asked for, or one that is free. Raises `EngineError` if the former is taken."""
        if not self._bolt_port:
            return _free_port(_DEFAULT_BOLT_PORT)
        if _free_port(self._bolt_port) != self._bolt_port:
            raise EngineError(
                f"port {self._bolt_port} is taken.",
                where="PARTNERSHIPS_BOLT_PORT",
                remedy="End the program that listens there, or name another port (0 takes any free one).",
            )
        return self._bolt_port

    def _await_ready(self, process: subprocess.Popen[bytes], http_port: int, bolt_port: int, said_before: int) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise self._did_not_start(f"it ended at once with status {process.returncode}")
            if b"Unable to listen" in self.log.read_bytes()[said_before:]:
                # Two engines that start at one moment find the same port free; the one that comes late stays, and says so.
                raise _PortTakenError(
                    "its port was taken while it started.",
                    where=str(self.folder),
                    remedy="Start it again, or name another PARTNERSHIPS_BOLT_PORT (0 takes any free one).",
                )
            with contextlib.suppress(httpx.HTTPError, OSError):
                if httpx.get(f"http://{LOOPBACK}:{http_port}/api/v1/ready", timeout=1.0).is_success:
                    with socket.create_connection((LOOPBACK, bolt_port), timeout=1.0):
                        return
            time.sleep(0.05)
        raise self._did_not_start(f"it was not ready within {_START_SECONDS:.0f} seconds")

    def _did_not_start(self, why: str) -> EngineError:
        log = self.log.read_text(encoding="utf-8", errors="replace")[-20_000:] if self.log.exists() else ""
        if "locked" in log.lower() and "database" in log.lower():
            return EngineError(
                "the engine's data are held by another process.",
                where=str(self.folder),
                remedy="End that process, or name another folder in PARTNERSHIPS_HOME.",
            )
        if "No space left" in log:
            return EngineError("the disk is full.", where=str(self.folder), remedy="Free some disk and start again.")
        return EngineError(f"the engine did not start: {why}.", where=str(self.folder), remedy=f"See {self.log}.")

    def _prepare_database(self, http_port: int, passwords: dict[str, str]) -> None:
        """Make the database and its reading user if they are not there. Over HTTP, so that no process list shows them."""
        with httpx.Client(
            base_url=f"http://{LOOPBACK}:{http_port}/api/v1", auth=(_WRITER, passwords[_WRITER]), timeout=20.0
        ) as client:
            databases = client.get("/databases")
            if databases.status_code in (401, 403):
                raise EngineError(
                    "the engine does not accept the password that is kept beside its data.",
                    where=str(self._passwords_file),
                    remedy="Put back the file that belongs to these data, or move the folder away and load anew.",
                )
            databases.raise_for_status()
            if DATABASE not in databases.json()["result"]:
                self._command(client, f"create database {DATABASE}")
            users = (self.folder / "config" / "server-users.jsonl").read_text(encoding="utf-8")
            if not any(json.loads(line)["name"] == _READER for line in users.splitlines() if line.strip()):
                reader = {
                    "name": _READER,
                    "password": passwords[_READER],
                    "databases": {DATABASE: ["reader"]},
                }
                self._command(client, f"create user {json.dumps(reader)}")

    def _command(self, client: httpx.Client, command: str) -> None:
        answer = client.post("/server", json={"command": command})
        if not answer.is_success:
            raise EngineError(
                f"the engine refused to be prepared (status {answer.status_code}).", remedy=f"See {self.log}."
            )


@contextmanager
def running(settings: Settings, waiting: Callable[[str], None] = lambda _: None) -> Iterator[EngineState | None]:
    """The engine that the settings ask for, for as long as the block lasts; None where a Neo4j is named.

    An engine that this process started is ended with it; one that was there before is left running.
    """
    if not settings.embedded:
        yield None
        return
    engine = Engine(settings)
    before = engine.state()
    state = engine.start(stay=False, waiting=waiting)
    # One that this process had started for another block is that block's to end.
    ours = engine.owned_here(state) and not (before and engine.owned_here(before))
    try:
        yield state
    finally:
        if ours:
            engine.stop()


def _same_process(pid: int, created: float) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - created) < 1.0
    except psutil.NoSuchProcess:
        return False


def _free_port(preferred: int = 0) -> int:
    """A port of loopback that nobody listens on: the preferred one if it is free."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            number: int = probe.getsockname()[1]
            return number
    raise EngineError("no port of loopback is free.", remedy="End some programs that listen.")


__all__ = ["DATABASE", "LOOPBACK", "Engine", "EngineState", "running"]
