"""Run everything and print the tables of `docs/performance.md`. Ends by itself, with everything that it started.

python -m benchmarks            a few minutes, ten at most
python -m benchmarks --quick    a smoke test: few rounds, whose numbers say nothing
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import loading, questions, report
from benchmarks.bounded import begin, say
from benchmarks.engines import ENGINES, versions

_LONGEST_SECONDS = 590
"""After which the run is given up."""


@dataclass(frozen=True)
class Size:
    """How often each thing is done."""

    fresh_loads: int
    loads: int
    warm_up: int
    rounds: int


FULL = Size(fresh_loads=3, loads=9, warm_up=20, rounds=100)
QUICK = Size(fresh_loads=1, loads=1, warm_up=1, rounds=3)


def tables(size: Size, folder: Path) -> Iterator[str]:
    """The lines of the report, as they are measured."""
    say("loading into engines just started")
    fresh = loading.fresh(folder / "fresh", size.fresh_loads)
    with ExitStack() as stack:
        running = {}
        for name, start in ENGINES.items():
            (folder / name).mkdir()
            running[name] = stack.enter_context(start(folder / name))
        say("loading into running engines")
        warm = loading.warm(running, size.loads)
        say("asking every question")
        found = questions.measure(running, warm_up=size.warm_up, rounds=size.rounds)
        agents = {name: versions(settings) for name, settings in running.items()}
    yield from report.setting(agents, loading.package_size())
    yield from report.loads("The first load of an engine just started", fresh)
    yield from report.loads("Loads into a running engine, emptied before each", warm)
    for engine, asked in found.items():
        yield from report.asked(engine, asked)
    for engine, asked in found.items():
        yield from report.steps(engine, asked)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smoke test: few rounds, whose numbers say nothing")
    quick = parser.parse_args().quick
    begin(_LONGEST_SECONDS)
    with tempfile.TemporaryDirectory(prefix="partnerships-benchmarks-") as folder:
        for line in tables(QUICK if quick else FULL, Path(folder)):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
