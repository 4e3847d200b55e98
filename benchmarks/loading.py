"""What loading our data package costs: `loaders.load.load` of the default folder.

Measured in seconds of wall time. A load holds the check of every row (`check` here, alone: read the package and check it)
and the writing of all of them in one transaction. `again` is a load of what the graph holds already.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.engines import ENGINES, TODAY, empty
from benchmarks.timing import seconds
from graph.connection import Graph
from graph.settings import Settings
from loaders.checks import checked
from loaders.load import load
from loaders.package import default_folder

_SECONDS = 60.0
"""After which no further round begins, however many are left: the machine may be busy."""


@dataclass
class Loads:
    """Series in seconds, one value a round."""

    check: list[float] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


def package_size() -> tuple[int, int]:
    """The rows of the package, and how many of them are claims."""
    package = checked(default_folder()).package
    return sum(1 for _ in package), sum(1 for _ in package.claims())


def fresh(folder: Path, rounds: int) -> dict[str, Loads]:
    """The first load of engines that were started for it, as a new user meets it. The start is not counted."""
    found = {name: Loads() for name in ENGINES}
    ends = time.monotonic() + _SECONDS
    for turn in range(rounds):
        if turn and time.monotonic() > ends:
            break
        for name, start in ENGINES.items():
            home = folder / f"{name}-{turn}"
            home.mkdir(parents=True)
            with start(home) as settings, Graph.open(settings) as graph:
                graph.check()
                _one(graph, found[name])
    return found


def warm(engines: Mapping[str, Settings], rounds: int) -> dict[str, Loads]:
    """Loads into running engines, emptied before each (the emptying is not counted). They are left loaded."""
    found = {name: Loads() for name in engines}
    ends = time.monotonic() + _SECONDS
    for turn in range(rounds):
        if turn and time.monotonic() > ends:
            break
        order = list(engines.items())
        for name, settings in order if turn % 2 == 0 else reversed(order):
            with Graph.open(settings) as graph:
                empty(graph)
                _one(graph, found[name])
    return found


def _one(graph: Graph, into: Loads) -> None:
    folder = default_folder()
    into.check.append(seconds(lambda: checked(folder)))
    into.load.append(seconds(lambda: load(graph, folder, today=TODAY)))
    into.again.append(seconds(lambda: load(graph, folder, today=TODAY)))
