"""The database behind the graph, whichever engine it is: sessions that read, and one that writes.

Nothing above this module knows which engine answers. Reads cannot write: on the embedded engine they go through a user
whose group may only read, on Neo4j through read access mode.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions as bolt

from graph.engine import Engine
from graph.errors import DatabaseAccessError, DatabaseError, DatabaseUnavailableError, WriteRefusedError
from graph.locks import locked
from graph.settings import Settings

# Unknown labels on an empty graph are no news to a user; errors arrive as exceptions.
logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)

Row = Mapping[str, Any]
"""A record as the driver gives it: the only place where the type of a value is open."""

_OLDEST_NEO4J = (5, 23)
"""The first release that knows `CALL () { }`, which the assembling of answers uses."""

_SCHEMES = {f"{scheme}{security}" for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc")}

_TURN_SECONDS = 600.0
"""How long a writer waits for another one."""

_READ_ONLY_REFUSALS = ("Neo.ClientError.Statement.AccessMode", "Neo.ClientError.Security.Forbidden")


@dataclass(frozen=True)
class Login:
    """A user of the database and its password; the password is never printed."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Login(user={self.user!r}, password=...)"


class Writer:
    """One open write transaction. Everything it runs is committed together or not at all."""

    def __init__(self, transaction: neo4j.Transaction) -> None:
        self._transaction = transaction

    def run(self, text: str, /, **parameters: Any) -> list[Row]:
        """The rows of one statement. Raises `DatabaseError`."""
        with _translated():
            result = self._transaction.run(text, parameters)
            return [record.data() for record in result]


class Graph:
    """An open database. Use it as a context manager, or call `close`.

    `address` is where it is, without user or password. `turns` is the file on whose lock writers wait for each other, where
    the database does not make them wait.
    """

    def __init__(
        self,
        uri: str,
        database: str,
        writer: Login,
        reader: Login | None = None,
        *,
        timeout: float = 10.0,
        turns: Path | None = None,
    ) -> None:
        self.address = uri
        self._turns = turns
        self.database = database
        self._timeout = timeout
        self._writer = _driver(uri, writer)
        self._reader = _driver(uri, reader) if reader else self._writer

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The graph that the settings name. Raises `EngineError` if it is the embedded one and that does not run."""
        if settings.embedded:
            engine = Engine(settings)
            state = engine.joined()
            return cls(
                state.uri,
                state.database,
                Login(state.writer, state.writer_password),
                Login(state.reader, state.reader_password),
                timeout=settings.partnerships_query_timeout,
                turns=engine.home / "write.lock",
            )
        login = Login(settings.neo4j_user, settings.neo4j_password.get_secret_value())
        return cls(settings.neo4j_uri, settings.neo4j_database, login, timeout=settings.partnerships_query_timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self._reader.close()
        self._writer.close()

    def check(self) -> str:
        """The database answers, lets us in and is one we know; its name and version.

        Raises `DatabaseUnavailableError`, `DatabaseAccessError`, or `DatabaseError` for a version that is too old.
        """
        with _translated(self.address):
            agent = self._reader.get_server_info().agent
        self._read("RETURN 1 AS answer", None)
        product, _, version = agent.partition("/")
        numbers = tuple(int(part) for part in version.split(" ")[0].split(".")[:2] if part.isdigit())
        if product != "Neo4j" or (len(numbers) > 1 and numbers < _OLDEST_NEO4J):
            raise DatabaseError(
                f"this is {agent}, which cannot answer our questions.",
                where=self.address,
                remedy="Use Neo4j 5.26 or later, or the embedded engine (leave NEO4J_URI empty).",
            )
        return agent

    def read(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of one reading statement, in one round trip.

        Raises `WriteRefusedError` if it tries to write, `DatabaseUnavailableError` if nobody answers, `DatabaseError`
        for the rest. A connection that went stale while idle is replaced once.
        """
        try:
            return self._read(text, parameters)
        except DatabaseUnavailableError:
            # The driver keeps connections open; the first use after a restart of the database finds them dead.
            return self._read(text, parameters)

    def _read(self, text: str, parameters: Mapping[str, Any] | None) -> list[Row]:
        query = neo4j.Query(text, timeout=self._timeout)
        with (
            _translated(self.address),
            self._reader.session(database=self.database, default_access_mode=neo4j.READ_ACCESS) as session,
        ):
            return [record.data() for record in session.run(query, dict(parameters or {}))]

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """A write transaction: committed if the block ends well, rolled back if it raises.

        It waits for another one that is open. Raises `DatabaseUnavailableError` if that takes ten minutes.
        """
        with (
            self._turn(),
            _translated(self.address),
            self._writer.session(database=self.database, default_access_mode=neo4j.WRITE_ACCESS) as session,
            session.begin_transaction() as transaction,
        ):
            yield Writer(transaction)
            transaction.commit()

    def _turn(self) -> AbstractContextManager[None]:
        """The embedded engine would let two writers go on and refuse the second at its end, with all that it wrote."""

        def refusal() -> DatabaseUnavailableError:
            return DatabaseUnavailableError(
                "another process has been writing to the graph for ten minutes.",
                where=self.address,
                remedy="Wait for its end, or end it; then try again.",
            )

        return locked(self._turns, refusal, seconds=_TURN_SECONDS) if self._turns else nullcontext()

    def define(self, text: str) -> None:
        """Run one statement that defines a constraint or an index, in a transaction of its own."""
        with (
            _translated(self.address),
            self._writer.session(database=self.database, default_access_mode=neo4j.WRITE_ACCESS) as session,
        ):
            session.run(text).consume()


def _driver(uri: str, login: Login) -> neo4j.Driver:
    parts = urlsplit(uri)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise DatabaseError(
            f"{uri[:60]!r} is no address of a Neo4j.",
            where="NEO4J_URI",
            remedy="Write it as neo4j://host:7687 or bolt://host:7687; +s behind the scheme asks for TLS.",
        )
    try:
        return neo4j.GraphDatabase.driver(
            uri,
            auth=(login.user, login.password),
            connection_timeout=2.0,
            connection_acquisition_timeout=2.0,
            max_transaction_retry_time=5.0,
            user_agent="partnerships",
        )
    except (bolt.ConfigurationError, ValueError) as error:
        raise DatabaseError(
            f"the driver refuses the address: {error}.", where="NEO4J_URI", remedy="Write it as neo4j://host:7687."
        ) from error


@contextmanager
def _translated(address: str = "") -> Iterator[None]:
    """The driver's errors as ours, without the statement or the password in them."""
    try:
        yield
    except bolt.AuthError as error:
        raise DatabaseAccessError(
            "the database refused the user or the password.",
            where=address,
            remedy="Set NEO4J_USER and NEO4J_PASSWORD; after three wrong tries Neo4j refuses for five seconds.",
        ) from error
    except bolt.TransientError as error:
        raise DatabaseUnavailableError(
            f"the database gave up for now ({error.code}); nothing was written.",
            where=address,
            remedy="Try again: another transaction was in the way, or the database is just starting.",
        ) from error
    except (bolt.ServiceUnavailable, bolt.SessionExpired, OSError) as error:
        raise DatabaseUnavailableError(
            "the database does not answer.",
            where=address,
            remedy="See that it runs (`partnerships engine status`) and that NEO4J_URI is right; then try again.",
        ) from error
    except bolt.ClientError as error:
        code = error.code or ""
        if code in _READ_ONLY_REFUSALS:
            raise WriteRefusedError("a write was tried through a door that only reads.", where=address) from error
        if code == "Neo.ClientError.Database.DatabaseNotFound":
            raise DatabaseError(
                "there is no such database.",
                where="NEO4J_DATABASE",
                remedy="SHOW DATABASES lists those there are.",
            ) from error
        raise DatabaseError(f"the database refused a statement: {error.message}", where=address) from error
    except bolt.DriverError as error:
        raise DatabaseUnavailableError(
            f"the connection to the database failed ({type(error).__name__}).",
            where=address,
            remedy="Try again.",
        ) from error
    except bolt.Neo4jError as error:
        raise DatabaseError(f"the database failed: {error.message}", where=address) from error
