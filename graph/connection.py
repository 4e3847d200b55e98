"""The database behind the graph, whichever engine it is: sessions that read, and one that writes.

Nothing above this module knows which engine answers. Reads cannot write: on the embedded engine they go through a user
whose group may only read, on Neo4j through read access mode.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions as bolt

from graph.engine import Engine
from graph.errors import (
    DatabaseAccessError,
    DatabaseBusyError,
    DatabaseError,
    DatabaseTooSlowError,
    DatabaseUnavailableError,
    EngineError,
    WriteRefusedError,
)
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

_CONNECT_SECONDS = 1.5
"""How long a connection may take to be had, so that whoever meets a database that is away is told within two seconds."""

_AT_ONCE_SECONDS = 0.25
"""A connection that died while idle fails as quickly as that; whoever has waited longer is not kept for a second try."""

_SILENCE_SECONDS = 3.0
"""Beyond its own limit, after which a database that says nothing is cut off: Neo4j looks at the clock every two seconds,
and neither engine does within one expression."""

_PULSE_SECONDS = 0.9
"""In which a database that is there says that it is."""

_FRESH_SECONDS = 0.5
"""For which what it said then holds good for others who ask."""

_READ_ONLY_REFUSALS = ("Neo.ClientError.Statement.AccessMode", "Neo.ClientError.Security.Forbidden")
_TIMED_OUT = "Neo.ClientError.Transaction.TransactionTimedOut"
"""How the codes begin with which either engine gives up on a question."""


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


@dataclass(frozen=True)
class Place:
    """Where a database is, and who may use it. `reader` may only read; where it is None the writer reads, too."""

    uri: str
    database: str
    writer: Login
    reader: Login | None = None


class _SilentError(DatabaseUnavailableError):
    """A connection was cut off on which the database said nothing for too long."""


class Graph:
    """An open database. Use it as a context manager, or call `close`.

    `address` is where it is, without user or password. `turns` is the file on whose lock writers wait for each other, where
    the database does not make them wait. `pool` is how many questions may be with the database at once. `find` tells where
    it is by now, None while it is nowhere: the embedded engine may come back on another port.
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
        pool: int = 20,
        find: Callable[[], Place | None] = lambda: None,
    ) -> None:
        self._turns = turns
        self._timeout = timeout
        self._pool = pool
        self._find = find
        self._moving = threading.Lock()
        self._feeling = threading.Lock()
        self._felt: tuple[float, bool] | None = None
        self._open_at(Place(uri, database, writer, reader))

    @classmethod
    def open(cls, settings: Settings, place: Place | None = None) -> Self:
        """The graph that the settings name, at the place where it was last if one is given.

        Raises `EngineError` if it is the embedded one, no place is given, and it does not run.
        """
        engine = Engine(settings) if settings.embedded else None
        place = place or (_joined(engine) if engine else _named(settings))
        return cls(
            place.uri,
            place.database,
            place.writer,
            place.reader,
            timeout=settings.partnerships_query_timeout,
            turns=engine.home / "write.lock" if engine else None,
            pool=settings.partnerships_pool_size,
            find=(lambda: _found(engine)) if engine else lambda: None,
        )

    def _open_at(self, place: Place) -> None:
        silence = self._timeout + _SILENCE_SECONDS
        self.place = place
        self.address = place.uri
        self.database = place.database
        # A load may take its time over a statement; a question may not.
        self._writer = _driver(place.uri, place.writer)
        self._reader = _driver(place.uri, place.reader or place.writer, pool=self._pool, silence=silence)
        # Of its own, so that it is asked whatever the others are waiting for.
        self._pulse = _driver(place.uri, place.reader or place.writer, connect=_PULSE_SECONDS, silence=_PULSE_SECONDS)

    def _moved(self) -> bool:
        """Whether the database is elsewhere by now; then it is open there."""
        with self._moving:
            place = self._find()
            if place is None or place == self.place:
                return False
            former = self._drivers()
            self._open_at(place)
        for driver in former:
            driver.close()
        return True

    def _drivers(self) -> tuple[neo4j.Driver, ...]:
        return self._pulse, self._reader, self._writer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        for driver in self._drivers():
            driver.close()

    def answers(self) -> bool:
        """The database answers anything at all within a second, or did so just now: it is there, however slow a question is.

        Asked by many at one time, it is asked once.
        """
        with self._feeling:
            if self._felt is None or time.monotonic() - self._felt[0] > _FRESH_SECONDS:
                answers = self._feel()
                self._felt = time.monotonic(), answers
            return self._felt[1]

    def _feel(self) -> bool:
        try:
            # No question: that would wait behind others.
            with _translated(self.address):
                self._pulse.verify_connectivity()
        except DatabaseUnavailableError:
            return self._moved()
        except DatabaseBusyError:
            return False  # Its one connection could not be had in time.
        except DatabaseError:
            pass  # A refusal is an answer.
        return True

    def check(self) -> str:
        """The database answers, lets us in and is one we know; its name and version.

        Raises `DatabaseUnavailableError`, `DatabaseAccessError`, or `DatabaseError` for a version that is too old.
        """
        with self._told_apart():
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

        Raises `WriteRefusedError` if it tries to write, `DatabaseUnavailableError` if nobody answers, `DatabaseTooSlowError`
        if it was cut off, `DatabaseBusyError` if no connection is free, `DatabaseError` for the rest. A connection that
        went stale while idle is replaced once.
        """
        begun = time.monotonic()
        with self._told_apart():
            try:
                return self._read(text, parameters)
            except _SilentError:
                raise
            except DatabaseUnavailableError:
                # The driver keeps connections open; the first use after a restart of the database finds them dead.
                if not self._moved() and time.monotonic() - begun > _AT_ONCE_SECONDS:
                    raise
                return self._read(text, parameters)

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, seconds: float) -> Iterator[Row]:
        """The rows of one reading statement one after the other, as the database gives them: some hundreds are held at a time.

        Raises what `read` does, from the iteration, and nothing is tried again. `seconds` is how long all of it may take. The
        connection is given back when the iterator ends or is closed.
        """
        with (
            self._told_apart(),
            _translated(self.address),
            self._reader.session(database=self.database, default_access_mode=neo4j.READ_ACCESS) as session,
        ):
            for record in session.run(neo4j.Query(text, timeout=seconds), dict(parameters or {})):
                yield record.data()

    @contextmanager
    def _told_apart(self) -> Iterator[None]:
        """What looks alike from here is told apart by whether the database is there."""
        try:
            yield
        except _SilentError as error:
            if self.answers():
                raise _too_slow(self.address) from error
            raise
        except DatabaseBusyError as error:
            # Those that hold the connections may be waiting for a database that is away.
            if self.answers():
                raise
            raise _away(self.address) from error

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


def _named(settings: Settings) -> Place:
    """The Neo4j that the settings name."""
    login = Login(settings.neo4j_user, settings.neo4j_password.get_secret_value())
    return Place(settings.neo4j_uri, settings.neo4j_database, login)


def _joined(engine: Engine) -> Place:
    """The embedded engine, which must run. Raises `EngineError`."""
    state = engine.joined()
    return Place(
        state.uri,
        state.database,
        Login(state.writer, state.writer_password),
        Login(state.reader, state.reader_password),
    )


def _found(engine: Engine) -> Place | None:
    try:
        return _joined(engine)
    except EngineError:
        return None


def _driver(
    uri: str,
    login: Login,
    *,
    connect: float = _CONNECT_SECONDS,
    pool: int = 100,
    silence: float | None = None,
) -> neo4j.Driver:
    """A driver that cuts a connection off on which the database says nothing for `silence` seconds."""
    if "@" in uri:
        raise DatabaseError(
            "the address holds a user or a password.",  # which is not repeated here
            where="NEO4J_URI",
            remedy="Give them in NEO4J_USER and NEO4J_PASSWORD, and the address as neo4j://host:7687.",
        )
    parts = urlsplit(uri)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise DatabaseError(
            f"{uri[:60]!r} is no address of a Neo4j.",
            where="NEO4J_URI",
            remedy="Write it as neo4j://host:7687 or bolt://host:7687; +s behind the scheme asks for TLS.",
        )
    try:
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=(login.user, login.password),
            connection_timeout=connect,
            connection_acquisition_timeout=connect,
            max_connection_pool_size=pool,
            max_transaction_retry_time=5.0,
            user_agent="partnerships",
        )
    except (bolt.ConfigurationError, ValueError) as error:
        raise DatabaseError(
            f"the driver refuses the address: {error}.", where="NEO4J_URI", remedy="Write it as neo4j://host:7687."
        ) from error
    if silence is not None:
        _cut_off_after(driver, silence)
    return driver


def _cut_off_after(driver: neo4j.Driver, seconds: float) -> None:
    """Let the driver give a connection up on which nothing comes for so long.

    It can do so, but only on the word of the server: Neo4j asks for two minutes and the embedded engine for nothing, so a
    thread that waits on a frozen engine, or on a network that is cut, would wait for ever.
    """
    pool: Any = driver._pool
    opener = pool.opener

    def limited(*arguments: Any) -> Any:
        connection = opener(*arguments)
        connection.socket.set_read_timeout(seconds)
        return connection

    pool.opener = limited


def _away(address: str, kind: type[DatabaseUnavailableError] = DatabaseUnavailableError) -> DatabaseUnavailableError:
    return kind(
        "the database does not answer.",
        where=address,
        remedy="See that it runs (`partnerships engine status`) and that NEO4J_URI is right; then try again.",
    )


def _too_slow(address: str) -> DatabaseTooSlowError:
    return DatabaseTooSlowError(
        "the database took too long over the question, which was cut off.",
        where=address,
        remedy="Ask for less, or raise PARTNERSHIPS_QUERY_TIMEOUT.",
    )


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
    except bolt.ConnectionAcquisitionTimeoutError as error:
        raise DatabaseBusyError(
            "every connection to the database is in use.",
            where=address,
            remedy="Try again; if it goes on, raise PARTNERSHIPS_POOL_SIZE.",
        ) from error
    except (bolt.ServiceUnavailable, bolt.SessionExpired, OSError) as error:
        silent = isinstance(error.__cause__, TimeoutError)
        raise _away(address, _SilentError if silent else DatabaseUnavailableError) from error
    except bolt.ClientError as error:
        code = error.code or ""
        if code.startswith(_TIMED_OUT):
            raise _too_slow(address) from error
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
