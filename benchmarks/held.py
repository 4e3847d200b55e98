"""Ten minutes of held load: do memory and descriptors stay where they are, of the API and of the engine?

python -m benchmarks.held                       ten minutes on both engines, one after the other
python -m benchmarks.held --together            both at once: the times are then worth nothing, the memory as much
python -m benchmarks.held --seconds 20          a smoke test, whose numbers say nothing

Every address of the OpenAPI document in turn (`benchmarks.addresses`) from 16 connections by h2load, without a pause, with nothing
remembered (`PARTNERSHIPS_REMEMBERED_MEGABYTES=0`), so that the database has to answer each time.
Meanwhile the resident memory and the open descriptors of the app's process and of the engine's are read every two
seconds (the engine is a Java process: what it has taken from the system it seldom gives back, up to the limit of its
heap).

What is told is of the second half, when the first has warmed everything up. The slope is the median of the slopes
between all pairs of readings of it (Theil and Sen: one outlier does not turn it), given as what it would add in that
half; the noise is how far the readings lie from that line, in the middle (1.48 times the median deviation). A series is
**steady** if the half's growth is below the noise or below one per cent of the level.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from benchmarks.addresses import addresses
from benchmarks.bounded import begin
from benchmarks.engines import ENGINES, loaded, versions
from benchmarks.http_load import Hits, hit, missing, percentile
from benchmarks.loading import package_size
from benchmarks.report import setting, table
from benchmarks.service import NOTHING_REMEMBERED, started
from graph.engine import Engine
from graph.settings import Settings

SECONDS = 600.0
CONNECTIONS = 16
_EVERY_SECONDS = 2.0
_LITTLE = 0.01
"""Of the level: growth below it in the half of the run is none."""

_MOST_PAIRS = 200
"""Readings of which every pair is looked at; more are thinned out evenly."""


@dataclass
class Readings:
    """What a process held, and when (in seconds from the start)."""

    at: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    descriptors: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """The second half of a series: its level, what its slope adds in that time, and its noise."""

    level: float
    growth: float
    noise: float

    @property
    def steady(self) -> bool:
        """It does not grow."""
        return self.growth <= max(self.noise, self.level * _LITTLE)


@dataclass(frozen=True)
class Held:
    """One engine under held load."""

    hits: Hits
    readings: Mapping[str, Readings]
    """Of the app and of the engine."""


def line(at: Sequence[float], values: Sequence[float]) -> Line:
    """The second half of the readings. Raises `ValueError` for fewer than four of them there."""
    middle = (at[0] + at[-1]) / 2
    half = [(when, value) for when, value in zip(at, values, strict=True) if when >= middle]
    if len(half) < 4:  # noqa: PLR2004
        raise ValueError(f"{len(half)} readings in the second half are too few; hold the load for longer.")
    some = half[:: max(1, len(half) // _MOST_PAIRS)]
    slope = statistics.median(
        (two[1] - one[1]) / (two[0] - one[0]) for one, two in itertools.combinations(some, 2) if two[0] > one[0]
    )
    start = statistics.median(value - slope * when for when, value in half)
    noise = 1.48 * statistics.median(abs(value - start - slope * when) for when, value in half)
    return Line(statistics.median(value for _, value in half), slope * (half[-1][0] - half[0][0]), noise)


def listening(server: str) -> psutil.Process:
    """The process that listens there. Raises `LookupError`."""
    port = urlsplit(server).port
    for one in psutil.net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
            return psutil.Process(one.pid)
    raise LookupError(f"nobody listens at {server}")


def hold(settings: Settings, paths: Sequence[str], seconds: float, connections: int = CONNECTIONS) -> Held:
    """The load on one loaded engine, and what its processes held meanwhile."""
    with started(settings.model_copy(update=NOTHING_REMEMBERED)) as server:
        uri = Engine(settings).joined().uri if settings.embedded else settings.neo4j_uri
        watched = {"API": listening(server), "engine": listening(uri)}
        readings = {name: Readings() for name in watched}
        over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(watched, readings, over, min(_EVERY_SECONDS, seconds / 20)))
        watcher.start()
        try:
            hits = hit(server, paths, connections=connections, seconds=seconds)
        finally:
            over.set()
            watcher.join()
    return Held(hits, readings)


def _paths(settings: Settings) -> list[str]:
    return [address.path for address in addresses(settings)]


def _watch(
    watched: Mapping[str, psutil.Process], readings: Mapping[str, Readings], over: threading.Event, every: float
) -> None:
    begun = time.monotonic()
    while not over.wait(every):
        for name, process in watched.items():
            into = readings[name]
            into.at.append(time.monotonic() - begun)
            into.megabytes.append(process.memory_info().rss / 2**20)
            into.descriptors.append(float(process.num_fds()))


def report(found: Mapping[str, Held]) -> Iterator[str]:
    """What each process held, and what was answered."""
    rows = []
    for engine, held in found.items():
        for name, readings in held.readings.items():
            for what, unit, values in (
                ("memory", "MB", readings.megabytes),
                ("descriptors", "", readings.descriptors),
            ):
                second = line(readings.at, values)
                rows.append(
                    [
                        f"{engine}: {what} of the {name}" + (f", {unit}" if unit else ""),
                        f"{values[0]:.0f}", f"{max(values):.0f}", f"{second.level:.0f}", f"{second.growth:+.1f}",
                        f"{second.noise:.1f}", "yes" if second.steady else "**no**",
                    ]
                )  # fmt: skip
    yield from table(["", "at the start", "highest", "second half: level", "its growth", "its noise", "steady"], rows)
    rows = []
    for engine, held in found.items():
        middle = held.hits.seconds / 2
        halves: list[list[float]] = [[], []]
        for start, taken in zip(held.hits.starts, held.hits.latencies, strict=True):
            halves[start >= middle].append(taken)
        rows.append(
            [
                engine, f"{held.hits.seconds:.0f}", str(len(held.hits.latencies)), _errors(held.hits),
                f"{len(halves[1]) / max(1, len(halves[0])):.2f}",
                *(f"{percentile(halves[1], of) / percentile(halves[0], of):.2f}" for of in (50, 99)),
                f"{percentile(held.hits.latencies, 99) / percentile(held.hits.latencies, 50):.1f}",
            ]
        )  # fmt: skip
    yield from table(
        [
            "engine", "seconds", "answers", "errors", "answers: second half / first", "p50: second / first",
            "p99: second / first", "p99 / p50",
        ],
        rows,
    )  # fmt: skip


def _errors(hits: Hits) -> str:
    return ", ".join(f"{number} of {what}" for what, number in hits.errors.items()) or "0"


def run(seconds: float, *, together: bool = False) -> Iterator[str]:
    """The tables, with everything started for them and ended."""
    found: dict[str, Held] = {}
    agents: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="partnerships-held-") as folder, ExitStack() as stack:
        if together:
            engines = {name: stack.enter_context(loaded(name, Path(folder) / name)) for name in ENGINES}
            agents = {name: versions(settings) for name, settings in engines.items()}
            paths = {name: _paths(settings) for name, settings in engines.items()}
            with ThreadPoolExecutor(len(engines)) as threads:
                tasks = {
                    name: threads.submit(hold, settings, paths[name], seconds) for name, settings in engines.items()
                }
                found = {name: task.result() for name, task in tasks.items()}
        else:
            for name in ENGINES:
                with loaded(name, Path(folder) / name) as settings:
                    agents[name] = versions(settings)
                    found[name] = hold(settings, _paths(settings), seconds)
    yield from setting(agents, package_size())
    yield from report(found)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.held")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each engine is held under load")
    parser.add_argument("--together", action="store_true", help="both engines at once")
    given = parser.parse_args()
    if not 1 <= given.seconds <= SECONDS * 6:
        parser.error(f"--seconds: 1 to {SECONDS * 6:.0f}")
    longest = round(given.seconds * 2 + 600)
    begin(longest, missing())
    for text in run(given.seconds, together=given.together):
        sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
