"""Each endpoint at 1, 16 and 64 connections, beside an endpoint that does nothing and beside the bare driver.

python -m benchmarks.connections                        both engines; an hour at most
python -m benchmarks.connections --quick                a smoke test, whose numbers say nothing
python -m benchmarks.connections --into FOLDER          each median, percentile and error as JSON too

Every address of the OpenAPI document with its own examples (`benchmarks.addresses`), none written by hand. One round
has, for each of them and each number of connections, in turn on both engines (the order turns from round to round):

- `http`: the real app under uvicorn in a process of its own, under a load by h2load (`benchmarks.http_load`), with nothing
  remembered (`PARTNERSHIPS_REMEMBERED_MEGABYTES=0`): each request asks the database, as a first request does.
- `again`: the same app as it is by default, which has been asked the same before and answers from memory.
- `driver`: the very statements that the app sends for that address, with the same parameters, by as many threads of
  this process as there are connections, each with a reading session opened for each asking; every row is consumed.
- `no-op`: the endpoint of the same app that answers `{}`.

A part of a round is as many requests as take about a third of a second, each connection two at the least. Ratios are of
answers a second, within a round; the median of the rounds' ratios is told. Percentiles are of all requests of all
rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import neo4j

from benchmarks.addresses import Address, addresses, ask
from benchmarks.bounded import begin, say
from benchmarks.engines import ENGINES, bare_driver, loaded, versions
from benchmarks.http_load import Hits, hit, missing, percentile
from benchmarks.loading import package_size
from benchmarks.report import setting, table
from benchmarks.service import NO_OP, NOTHING_REMEMBERED, started
from benchmarks.timing import turned
from graph.settings import Settings

LEVELS = (1, 16, 64)
_LONGEST_SECONDS = 3_600
_MOST_REQUESTS = 2_000
_NO_OP_KEY = "no-op"


@dataclass(frozen=True)
class Size:
    """How much is asked."""

    rounds: int
    part_seconds: float
    seconds: float
    """After which no further round begins; a round that takes twice as long is ended."""

    levels: Sequence[int] = LEVELS
    addresses: int | None = None
    """Only so many of them, evenly chosen; None: all."""


FULL = Size(rounds=5, part_seconds=0.3, seconds=1_000)
QUICK = Size(rounds=1, part_seconds=0.02, seconds=20, levels=(1, 4), addresses=3)


@dataclass
class Measured:
    """One way of asking one address from so many connections: answers a second, one value a round, and all latencies."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, hits: Hits) -> None:
        """One more round."""
        self.rates.append(hits.per_second)
        self.latencies.extend(hits.latencies)
        self.errors += hits.errors


Found = Mapping[tuple[str, int], Mapping[str, Measured]]
"""By address and connections, then by way: `http embedded`, `again embedded`, `driver embedded` and so on, and `no-op`."""


@dataclass(frozen=True)
class _Bench:
    """One engine with its app and its bare driver."""

    server: str
    remembering: str
    driver: neo4j.Driver
    database: str
    threads: ThreadPoolExecutor

    def http(self, path: str, connections: int, requests: int) -> Hits:
        return hit(self.server, [path], connections=connections, requests=requests)

    def again(self, path: str, connections: int, requests: int) -> Hits:
        return hit(self.remembering, [path], connections=connections, requests=requests)

    def bare(self, address: Address, connections: int, requests: int) -> Hits:
        """The same from threads: each has its turn as soon as its last answer is there, as a connection has."""

        def one_thread(number: int) -> list[tuple[float, float]]:
            found = []
            for _ in range(max(1, number)):
                begun = time.perf_counter()
                ask(self.driver, self.database, address.statements)
                found.append((begun, time.perf_counter() - begun))
            return found

        each = max(1, requests // connections)
        done = [pair for pairs in self.threads.map(one_thread, [each] * connections) for pair in pairs]
        first, last = min(begun for begun, _ in done), max(begun + taken for begun, taken in done)
        return Hits(last - first, [taken for _, taken in done], [begun - first for begun, _ in done], Counter())


def measure(engines: Mapping[str, Settings], size: Size) -> tuple[Found, int]:
    """Everything, and in how many rounds."""
    found: dict[tuple[str, int], dict[str, Measured]] = defaultdict(lambda: defaultdict(Measured))
    with ExitStack() as stack:
        asked = addresses(next(iter(engines.values())))
        if size.addresses:
            asked = asked[:: max(1, len(asked) // size.addresses)][: size.addresses]
        benches: dict[str, _Bench] = {}
        for name, settings in engines.items():
            driver, database = bare_driver(settings)
            threads = stack.enter_context(ThreadPoolExecutor(max(size.levels)))
            benches[name] = _Bench(
                stack.enter_context(started(settings.model_copy(update=NOTHING_REMEMBERED))),
                stack.enter_context(started(settings)),
                stack.enter_context(driver),
                database,
                threads,
            )
        rates: dict[tuple[str, str], float] = {}
        for address in asked:  # Not counted: it warms up, and tells how many requests are right.
            for way, call in _ways(benches, address):
                call(1, 1)
                rates[address.path, way] = call(1, 2).per_second
        say("warmed up")
        begun, rounds = time.monotonic(), 0
        while rounds < size.rounds and (not rounds or time.monotonic() - begun <= size.seconds * rounds / (rounds + 1)):
            for address in asked:
                if time.monotonic() - begun > 2 * size.seconds:
                    break  # The machine is far busier than we thought: what there is of this round is told.
                for connections in size.levels:
                    for way, call in turned(_ways(benches, address), rounds):
                        wished = min(int(rates[address.path, way] * size.part_seconds), _MOST_REQUESTS)
                        found[address.path, connections][way].add(call(connections, max(wished, 2 * connections)))
            rounds += 1
            say(f"round {rounds} of {size.rounds} after {time.monotonic() - begun:.0f} s")
    return found, rounds


Call = Callable[[int, int], Hits]


def _ways(benches: Mapping[str, _Bench], address: Address) -> list[tuple[str, Call]]:
    ways: list[tuple[str, Call]] = []
    for name, bench in benches.items():
        ways.append((f"http {name}", lambda many, number, bench=bench: bench.http(address.path, many, number)))  # type: ignore[misc]
        ways.append((f"again {name}", lambda many, number, bench=bench: bench.again(address.path, many, number)))  # type: ignore[misc]
        if address.statements:
            ways.append((f"driver {name}", lambda many, number, bench=bench: bench.bare(address, many, number)))  # type: ignore[misc]
    first = next(iter(benches.values()))
    ways.append((_NO_OP_KEY, lambda many, number: first.http(NO_OP, many, number)))
    return ways


def ratio(of: Mapping[str, Measured], upper: str, lower: str) -> float | None:
    """The median of the rounds' ratios of answers a second; None where one of the two was not asked or not answered."""
    if upper not in of or lower not in of:
        return None
    pairs = [one / other for one, other in zip(of[upper].rates, of[lower].rates, strict=True) if other]
    return statistics.median(pairs) if pairs else None


def summary(found: Found, engines: Sequence[str], levels: Sequence[int]) -> Iterator[str]:
    """A line for each engine and number of connections: medians over the addresses."""
    rows = []
    for engine in engines:
        http, again, driver = (f"{way} {engine}" for way in ("http", "again", "driver"))
        for level in levels:
            ones = [of for (_, many), of in found.items() if many == level]
            asking = [of for of in ones if driver in of]
            tails = [percentile(of[http].latencies, 99) / percentile(of[driver].latencies, 99) for of in asking]
            middles = [percentile(of[http].latencies, 50) / percentile(of[driver].latencies, 50) for of in asking]
            own = [percentile(of[http].latencies, 99) / percentile(of[http].latencies, 50) for of in ones]
            rows.append(
                [
                    f"{engine}, {level}",
                    _number(statistics.median(_known(ratio(of, http, driver) for of in asking))),
                    _number(min(_known(ratio(of, http, driver) for of in asking))),
                    _number(statistics.median(_known(ratio(of, http, _NO_OP_KEY) for of in ones))),
                    _number(statistics.median(_known(ratio(of, again, _NO_OP_KEY) for of in ones))),
                    _number(statistics.median(middles)),
                    _number(statistics.median(tails)),
                    _number(statistics.median(own)),
                    str(sum(len(of[way].latencies) for of in ones for way in (http, again))),
                    str(sum(of[way].errors.total() for of in ones for way in (http, again))),
                ]
            )
    head = [
        "engine, connections", "answers a second: HTTP / driver", "the lowest of all addresses", "HTTP / no-op", "again / no-op",
        "p50: HTTP / driver", "p99: HTTP / driver", "HTTP: p99 / p50", "requests", "errors",
    ]  # fmt: skip
    yield from table(head, rows)


def each(found: Found, engines: Sequence[str], levels: Sequence[int]) -> Iterator[str]:
    """A line for each address: answers a second, HTTP over the driver's and the no-op's, given again over the no-op's."""
    head = ["address", *(f"{engine}, {level}" for engine in engines for level in levels)]
    rows = []
    for path in dict.fromkeys(path for path, _ in found):
        cells = []
        for engine in engines:
            for level in levels:
                of = found[path, level]
                found_here = (
                    ratio(of, f"http {engine}", f"driver {engine}"),
                    ratio(of, f"http {engine}", _NO_OP_KEY),
                    ratio(of, f"again {engine}", _NO_OP_KEY),
                )
                cells.append(" · ".join("-" if value is None else _number(value) for value in found_here))
        rows.append([f"`{path.removesuffix('as_of=2011-04-15').rstrip('?&')}`", *cells])
    yield from table(head, rows)


def _known(values: Iterator[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _number(value: float) -> str:
    return f"{value:.2f}"


def as_json(found: Found) -> str:
    """Every median, percentile and error."""
    return json.dumps(
        [
            {
                "address": path,
                "connections": level,
                "way": way,
                "per_second": statistics.median(one.rates),
                "p50": percentile(one.latencies, 50),
                "p99": percentile(one.latencies, 99),
                "requests": len(one.latencies),
                "errors": dict(one.errors),
            }
            for (path, level), of in found.items()
            for way, one in of.items()
        ],
        indent=1,
    )


def run(size: Size, into: Path | None = None) -> Iterator[str]:
    """The tables, with everything started for them and ended."""
    with tempfile.TemporaryDirectory(prefix="partnerships-connections-") as folder, ExitStack() as stack:
        engines = {name: stack.enter_context(loaded(name, Path(folder) / name)) for name in ENGINES}
        found, rounds = measure(engines, size)
        yield from setting({name: versions(settings) for name, settings in engines.items()}, package_size())
    if into:
        into.mkdir(parents=True, exist_ok=True)
        (into / "connections.json").write_text(as_json(found), encoding="utf-8")
    yield f"### Over all addresses ({rounds} rounds)"
    yield ""
    yield from summary(found, list(ENGINES), size.levels)
    yield "### Each address: answers a second of HTTP / driver · HTTP / no-op · again / no-op"
    yield ""
    yield from each(found, list(ENGINES), size.levels)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.connections")
    parser.add_argument("--quick", action="store_true", help="a smoke test, whose numbers say nothing")
    parser.add_argument("--into", type=Path, help="a folder for everything as JSON")
    given = parser.parse_args()
    begin(_LONGEST_SECONDS, missing())
    for line in run(QUICK if given.quick else FULL, given.into):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
