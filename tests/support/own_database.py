"""A database of a test's own, of either engine, that can be killed, started again, and made to hang.

with own_database("neo4j", folder) as database:
    database.kill()
    database.start()
    with database.frozen():
        ...
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pydantic import SecretStr

from graph.engine import Engine
from graph.neo4j_server import free_ports, neo4j_server, neo4j_started_again
from graph.settings import Settings

_END_SECONDS = 20.0


@dataclass
class OwnDatabase:
    """A running database; `settings` open it, before and after it was started again."""

    settings: Settings
    pid: int
    _again: Callable[[], AbstractContextManager[int]]
    _stack: ExitStack = field(default_factory=ExitStack)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        process = psutil.Process(self.pid)
        process.kill()
        process.wait(_END_SECONDS)

    def start(self) -> None:
        """Start it again and wait until it answers."""
        self.pid = self._stack.enter_context(self._again())

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It is there and says nothing, while the block lasts."""
        os.kill(self.pid, signal.SIGSTOP)
        process = psutil.Process(self.pid)
        while process.status() != psutil.STATUS_STOPPED:  # On a busy machine it may answer once more before.
            time.sleep(0.01)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def close(self) -> None:
        """End whatever was started again."""
        self._stack.close()


@contextmanager
def own_database(engine_name: str, folder: Path, *, query_timeout: float = 60.0) -> Iterator[OwnDatabase]:
    """An empty database of that engine with its files in `folder`, ended with the block."""
    start = {"embedded": _embedded, "neo4j": _neo4j}[engine_name]
    with start(folder, query_timeout) as database:
        try:
            yield database
        finally:
            database.close()


@contextmanager
def _embedded(folder: Path, query_timeout: float) -> Iterator[OwnDatabase]:
    settings = Settings(
        neo4j_uri="",
        partnerships_home=folder,
        partnerships_bolt_port=free_ports(1)[0],
        partnerships_engine_memory="512m",
        partnerships_query_timeout=query_timeout,
        partnerships_remembered_megabytes=0,  # What befalls the database is to be seen at once.
    )
    engine = Engine(settings)

    @contextmanager
    def again() -> Iterator[int]:
        yield engine.start(stay=False).pid

    try:
        yield OwnDatabase(settings, engine.start(stay=False).pid, again)
    finally:
        engine.stop()


@contextmanager
def _neo4j(folder: Path, query_timeout: float) -> Iterator[OwnDatabase]:
    with neo4j_server(folder) as server:
        settings = Settings(
            neo4j_uri=server.uri,
            neo4j_user=server.user,
            neo4j_password=SecretStr(server.password),
            partnerships_home=folder,
            partnerships_query_timeout=query_timeout,
            partnerships_remembered_megabytes=0,
        )

        @contextmanager
        def again() -> Iterator[int]:
            with neo4j_started_again(server) as restarted:
                yield restarted.pid

        yield OwnDatabase(settings, server.pid, again)
