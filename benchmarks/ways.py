"""Ways of asking the same, timed in turn, and what was aimed at. Each value is of one round; the median of the rounds counts."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import neo4j

from benchmarks.addresses import Statement, ask
from benchmarks.http_load import Hits, hit
from benchmarks.report import table
from benchmarks.timing import Key, median, middle_half, turned
from benchmarks.timing import seconds as seconds_of

_MOST_REQUESTS = 20_000

Call = Callable[[], Hits]


@dataclass
class Way:
    """One way of asking: answers a second and the median in seconds, one value a round, and what went wrong."""

    rates: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, hits: Hits) -> None:
        """One more round. Raises `RuntimeError` for one without an answer."""
        if not hits.latencies:
            raise RuntimeError(f"nothing was answered, but {dict(hits.errors)}")
        self.rates.append(hits.per_second)
        self.medians.append(statistics.median(hits.latencies))
        self.errors += hits.errors


def in_turns(ways: Mapping[Key, Call], rounds: int) -> dict[Key, Way]:
    """Each way once a round, after one round that is not counted."""
    found = {key: Way() for key in ways}
    for turn in range(-1, rounds):
        for key in turned(list(ways), turn):
            hits = ways[key]()
            if turn >= 0:
                found[key].add(hits)
    return found


def for_seconds(seconds: float, server: str, paths: Sequence[str], connections: int, **more: Any) -> Call:
    """As many requests as take about so long, each connection two at the least. `more`: what `hit` takes besides."""
    some = partial(hit, server, paths, connections=connections, **more)
    rate = [some(requests=number * connections).per_second for number in (2, 10)][-1]  # The first of them warms up.
    return partial(some, requests=min(max(int(rate * seconds), 2 * connections), _MOST_REQUESTS))


def bare(driver: neo4j.Driver, database: str, statements: Sequence[Statement], seconds: float = 0.0) -> Hits:
    """The statements one after another by the bare driver: once, or again for so many seconds."""
    begun = time.perf_counter()
    starts: list[float] = []
    latencies: list[float] = []
    while not starts or time.perf_counter() - begun < seconds:
        starts.append(time.perf_counter() - begun)
        latencies.append(seconds_of(lambda: ask(driver, database, statements)))
    return Hits(starts[-1] + latencies[-1], latencies, starts, Counter())


@dataclass(frozen=True)
class Aim:
    """What was to be reached, with one value a round. Without a limit nothing was, and the values alone are told."""

    what: str
    values: Sequence[float]
    limit: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """By the median of the rounds."""
        if self.limit is None:
            return True
        return median(self.values) >= self.limit if self.at_least else median(self.values) <= self.limit

    def cells(self) -> list[str]:
        """A line of the table: the aim, what came of it, and how far that is from the limit."""
        middle, (low, high) = median(self.values), middle_half(self.values)
        told = [self.what, f"{middle:.2f} ({low:.2f} to {high:.2f})"]
        if self.limit is None:
            return [*told, "", "", ""]
        share = f"{middle / self.limit:.2f}" if self.limit else ""
        limit = f"at {'least' if self.at_least else 'most'} {self.limit:g}"
        return [*told, limit, share, "yes" if self.reached else "**no**"]


def aims(found: Sequence[Aim]) -> Iterator[str]:
    """Each aim with what came of it."""
    yield from table(["", "measured (middle half)", "aim", "of the aim", "reached"], [aim.cells() for aim in found])
