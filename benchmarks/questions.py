"""What a question costs over HTTP, beside the same Cypher by the bare driver and beside an endpoint that does nothing.

Every question of the catalogue with the examples of its header, as of 2011-04-15, by the state of knowledge of the newest
release. Measured in seconds of wall time as one client sees it, one request at a time:

- `http`: `GET /v1/questions/...` of the real app, by httpx over one connection kept alive; the body is read, not parsed.
- `driver`: the text of the question's file with the same parameters, by the bare driver in a reading session, opened for the
  question as our own reads open one; every row is consumed.
- `noop`: an async endpoint of the same app that answers `{}`: what httpx, uvicorn and FastAPI cost by themselves.
- `noop_in_thread`: the same as a plain function, which FastAPI runs in a thread, as it does a question's.
- `assembled`: as `driver`, with `Question.assembled`: the rows collected, and the revision read before and after them.
- `desk`: `Desk.ask` in this process: that, our checks of what was asked, and the rows as JSON has them.
- `body`: that, and the bytes of the response.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import neo4j

from api.answers import respond
from api.links import list_body
from benchmarks.engines import bare_driver
from benchmarks.service import NO_OP, NO_OP_IN_THREAD, NOTHING_REMEMBERED, started
from benchmarks.timing import Series, one_round
from graph.connection import Graph
from graph.settings import Settings
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.question import Question

AS_OF = dt.date(2011, 4, 15)
WAYS = ("http", "driver", "noop", "noop_in_thread", "assembled", "desk", "body")
_WARM_UP_SECONDS, _SECONDS = 60.0, 200.0
"""After which no further round begins, however many are left: the machine may be busy."""

_FEWEST = 3

Calls = Mapping[str, Callable[[], object]]


@dataclass
class Asked:
    """A question on one engine: what it answers, and the seconds of each way, one value a round."""

    rows: int
    size: int
    """Bytes of the body over HTTP."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})

    def __getitem__(self, way: str) -> Series:
        return self.seconds[way]


@dataclass(frozen=True)
class _Bench:
    """One engine, loaded, with everything that asks it."""

    desk: Desk
    client: httpx.Client
    driver: neo4j.Driver
    database: str

    def calls(self, question: Question) -> Calls:
        """Each way of asking a question."""
        address = f"/v1/questions/{question.path}?{urlencode({**question.examples, 'as_of': AS_OF})}"
        parameters = {
            **question.parse(question.examples, AS_OF),
            "as_of": AS_OF,
            "known_at": self.desk.known().releases[-1].published_at,
        }

        def ask() -> Any:
            return self.desk.ask(question.path, question.examples, as_of=AS_OF)

        return {
            "http": lambda: self._get(address),
            "driver": lambda: self._run(question.text, parameters),
            "noop": lambda: self._get(NO_OP),
            "noop_in_thread": lambda: self._get(NO_OP_IN_THREAD),
            "assembled": lambda: self._run(question.assembled, parameters),
            "desk": ask,
            "body": lambda: respond(list_body(ask(), {})),
        }

    def _get(self, address: str) -> httpx.Response:
        return self.client.get(address).raise_for_status()

    def _run(self, text: str, parameters: dict[str, Any]) -> list[neo4j.Record]:
        with self.driver.session(database=self.database, default_access_mode=neo4j.READ_ACCESS) as session:
            return list(session.run(text, parameters))


def measure(engines: Mapping[str, Settings], *, warm_up: int, rounds: int) -> dict[str, dict[str, Asked]]:
    """Every question on every (loaded) engine, by engine and path.

    One round asks every question once in every way on every engine. Raises `RuntimeError` if the ways do not agree.
    """
    catalogue = Catalogue.read()
    with ExitStack() as stack:
        benches = {name: stack.enter_context(_bench(settings, catalogue)) for name, settings in engines.items()}
        calls: dict[str, dict[str, Calls]] = {name: {} for name in benches}
        found: dict[str, dict[str, Asked]] = {name: {} for name in benches}
        for question in catalogue:
            for name, bench in benches.items():
                calls[name][question.path] = bench.calls(question)
                found[name][question.path] = _tried(question, calls[name][question.path])
        warm = time.monotonic() + _WARM_UP_SECONDS
        for turn in range(warm_up):
            if time.monotonic() < warm:
                _round(catalogue, calls, turn)
        ends = time.monotonic() + _SECONDS
        for turn in range(rounds):
            if turn < _FEWEST or time.monotonic() < ends:
                for (name, path), taken in _round(catalogue, calls, turn).items():
                    for way, value in taken.items():
                        found[name][path].seconds[way].append(value)
        return found


def _round(
    catalogue: Catalogue, calls: Mapping[str, Mapping[str, Calls]], turn: int
) -> dict[tuple[str, str], dict[str, float]]:
    """Every question in every way, the engines in turn for each."""
    return {
        (name, question.path): one_round(calls[name][question.path], turn) for question in catalogue for name in calls
    }


@contextmanager
def _bench(settings: Settings, catalogue: Catalogue) -> Iterator[_Bench]:
    driver, database = bare_driver(settings)
    with (
        driver,
        Graph.open(settings) as graph,
        started(settings.model_copy(update=NOTHING_REMEMBERED)) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        yield _Bench(Desk(graph, catalogue), client, driver, database)


def _tried(question: Question, calls: Calls) -> Asked:
    """The question asked once in each way; they must give as many rows."""
    got = {way: call() for way, call in calls.items()}
    http, rows, assembled = got["http"], got["driver"], got["assembled"]
    if not (isinstance(http, httpx.Response) and isinstance(rows, list) and isinstance(assembled, list)):
        raise TypeError("the ways of asking give other things than they did")
    counts = {len(http.json()["items"]), len(rows), len(assembled[0]["rows"])}
    if len(counts) != 1:
        raise RuntimeError(f"{question.path}: the ways of asking it give {sorted(counts)} rows")
    return Asked(rows=len(rows), size=len(http.content))
