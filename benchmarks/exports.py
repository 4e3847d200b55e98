"""Exports and panels: how long each takes beside the bare read of the same rows, and how much memory.

python -m benchmarks.exports                                       our graph and 10 times its size, both engines
python -m benchmarks.exports --engines embedded --factors 100      a size of one's own; one of the engines
python -m benchmarks.exports --quick                               a smoke test, whose numbers say nothing

Each way is a process of its own, which has read what it imports before the clock starts and writes into nothing. **Bare** is the
driver with the two statements of an export, whose records are taken and thrown away. In each round every way runs once, in an order
that turns, and a ratio is the median of the rounds' own ratios. **Memory** is what the process holds at most, beyond what it held
before it began: the largest of all rounds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import neo4j

from api.exports import all_formats
from api.exports.taken import Taken
from api.panels import PANELS
from api.panels.written import FORMATS, panel
from benchmarks.bounded import begin, say
from benchmarks.engines import ENGINES, bare_driver, versions
from benchmarks.growth import FACTORS, MEMORY, TIMEOUT, fill, grown
from benchmarks.loading import package_size
from benchmarks.report import setting, table
from benchmarks.service import ROOT, environment_of
from benchmarks.timing import median, middle_half, ratios, turned
from graph.connection import Graph
from graph.settings import Settings
from graph.text import cypher
from loaders.package import default_folder
from queries.catalogue import Catalogue
from queries.desk import Desk

BARE = "bare"
_LONGEST_SECONDS = 5_400
_MEGABYTE = 1024 * 1024


@dataclass
class Taking:
    """One way: a value a round."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0
    memory: int = 0
    """Bytes at most, beyond what was held before."""


def ways() -> list[str]:
    """All that is measured."""
    return [BARE, *all_formats(), *(f"{name}:{form}" for name in PANELS for form in FORMATS)]


def one(way: str, settings: Settings) -> dict[str, float]:
    """Take it away in this process. Bytes of memory are those of the process at its largest."""
    with Graph.open(settings) as graph:
        desk = Desk(graph, Catalogue.read())
        desk.known()
        driver, database = bare_driver(settings)
        with driver:
            before, begun, size = _largest(), time.perf_counter(), 0
            if way == BARE:
                _read(driver, database, desk.known().releases[-1].published_at)
            elif ":" in way:
                name, _, form = way.partition(":")
                size = sum(map(len, FORMATS[form].write(panel(desk, name, "any_day"))))
            else:
                size = sum(map(len, all_formats()[way].write(Taken(desk))))
            return {"seconds": time.perf_counter() - begun, "size": size, "memory": _largest() - before}


def _read(driver: neo4j.Driver, database: str, known_at: object) -> None:
    asked = {"known_at": known_at, "as_of": None, "among": None, "claim": None, "ids": None}
    for name in ("things", "relations"):
        with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
            for record in session.run(cypher("api", f"exports/cypher/{name}.cypher"), asked):
                record.data()


def _largest() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(settings: Settings, rounds: int) -> dict[str, Taking]:
    """Every way, in turn."""
    found = {way: Taking() for way in ways()}
    for turn in range(rounds):
        for way in turned(list(found), turn):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.exports", "--one", way],
                cwd=ROOT,
                env=environment_of(settings),
                check=True,
                capture_output=True,
                text=True,
            )
            told: Mapping[str, float] = json.loads(done.stdout)
            found[way].seconds.append(told["seconds"])
            found[way].size = int(told["size"])
            found[way].memory = max(found[way].memory, int(told["memory"]))
        say(f"round {turn + 1} of {rounds}")
    return found


def report(found: Mapping[str, Taking]) -> Iterator[str]:
    """A line for each way."""
    rows = []
    for way, taking in found.items():
        beside = ratios(taking.seconds, found[BARE].seconds)
        low, high = middle_half(beside)
        rows.append(
            [
                f"`{way}`",
                f"{median(taking.seconds):.2f}",
                f"{median(beside):.2f} ({low:.2f} to {high:.2f})",
                f"{taking.size / _MEGABYTE:.2f}" if taking.size else "",
                f"{taking.memory / _MEGABYTE:.0f}",
            ]
        )
    yield from table(["", "seconds", "times the bare read (middle half)", "MB written", "MB of memory"], rows)


def run(engines: Sequence[str], factors: Sequence[int], rounds: int) -> Iterator[str]:
    """The tables, with everything started for them and ended."""
    with tempfile.TemporaryDirectory(prefix="partnerships-exports-") as folder:
        agents: dict[str, str] = {}
        for factor in factors:
            package = default_folder() if factor == 1 else grown(Path(folder) / f"package-{factor}", factor)
            for name in engines:
                home = Path(folder) / f"{name}-{factor}"
                home.mkdir()
                with ENGINES[name](home, MEMORY, TIMEOUT) as settings:
                    with Graph.open(settings) as graph:
                        claims = fill(graph, package)
                    say(f"{name}: {factor} times ours is written")
                    yield f"### {name}, {factor} times ours: {claims} claims ({rounds} round{'s' if rounds > 1 else ''})"
                    yield ""
                    yield from report(measure(settings, rounds))
                    agents[name] = versions(settings)
        yield from setting(agents, package_size())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--factors", type=int, nargs="+", default=(1, 10), help=f"sizes, {max(FACTORS)} at most")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a smoke test, whose numbers say nothing")
    parser.add_argument("--one", choices=ways(), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        sys.stdout.write(json.dumps(one(given.one, Settings())))
        return
    if any(not 1 <= factor <= max(FACTORS) for factor in given.factors):
        parser.error(f"--factors: 1 to {max(FACTORS)}")
    begin(_LONGEST_SECONDS)
    factors, rounds = ([1], 1) if given.quick else (sorted(given.factors), given.rounds)
    for line in run(given.engines, factors, rounds):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
