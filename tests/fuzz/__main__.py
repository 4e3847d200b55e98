"""`python -m tests.fuzz`: twenty thousand made-up requests on each engine, every check, sequences too; whatever it finds is said.

    python -m tests.fuzz --engine embedded --requests 20000 --minutes 30

First each parameter is led through its bounds (coverage), then come rounds of random requests and of sequences that follow the
links of the document, each round with the next seed, until there are as many requests as were asked for. A round that found
something ends the run: `--seed` begins with that of a round, so that it can be had again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from api.app import create_app
from benchmarks.engines import embedded, real_neo4j
from graph.connection import Graph
from loaders.load import load
from loaders.package import default_folder
from tests.api.support import served
from tests.conftest import TODAY
from tests.fuzz.run import PATIENT, fuzz

_SINGLE = 30
"""Made-up requests to each address in a round."""

_SEQUENCES = 80
"""Sequences of requests in a round."""


ENGINES = {"embedded": embedded, "neo4j": real_neo4j}


@dataclass(frozen=True)
class Plan:
    """How much is asked of one engine."""

    requests: int
    minutes: float
    seed: int
    workers: int


def main() -> None:
    """Fuzz the engines that are named; the exit status is 1 if something was found."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    asked.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    asked.add_argument("--requests", type=int, default=20_000, help="How many on each engine, at least.")
    asked.add_argument("--minutes", type=float, default=60, help="No round begins later than this, on each engine.")
    asked.add_argument("--seed", type=int, default=1, help="Seed of the first round.")
    asked.add_argument("--workers", type=int, default=2)
    given = vars(asked.parse_args())
    engine = given.pop("engine")
    found = False
    for name in ENGINES if engine == "both" else (engine,):
        with ExitStack() as held:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
            settings = held.enter_context(ENGINES[name](folder / "engine")).model_copy(update=PATIENT)
            graph = held.enter_context(Graph.open(settings))
            load(graph, default_folder(), today=TODAY)
            address = held.enter_context(served(create_app(settings, graph)))
            found |= _finds(name, address, folder, Plan(**given))
    sys.exit(found)


def _rounds(seed: int) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """What is asked, in which phases, with how many examples, with which seed: without end."""
    yield "bounds", ("examples", "coverage"), 1, seed
    for number in count(seed):
        yield "single requests", ("fuzzing",), _SINGLE, number
        yield "sequences", ("stateful",), _SEQUENCES, number


def _finds(name: str, address: str, folder: Path, plan: Plan) -> bool:
    """Whether something is found."""
    begun = time.monotonic()
    total = 0
    for about, phases, examples, seed in _rounds(plan.seed):
        outcome = fuzz(
            address, folder, examples=examples, seed=seed, phases=phases, more=["--workers", str(plan.workers)]
        )
        total += outcome.requests
        passed = time.monotonic() - begun
        print(
            f"{dt.timedelta(seconds=round(passed))} {name}, {about}, seed {seed}: {outcome.operations} addresses,"
            f" {outcome.requests} requests ({total} so far), {len(outcome.failures)} findings",
            flush=True,
        )
        if outcome.failures:
            print(outcome.said)
            return True
        if total >= plan.requests or passed > plan.minutes * 60:
            break
    print(f"{name}: {total} requests, nothing found{'' if total >= plan.requests else ', fewer than asked for'}.")
    return False


if __name__ == "__main__":
    main()
