"""What clients are told while their database is killed, started again and made to hang: requests lost, and time to recover.

python -m benchmarks.faults            five kills and five hangs of each engine; about ten minutes
python -m benchmarks.faults --quick    one of each, whose numbers say nothing

The engines and the app run for the measurement alone, on loopback, and end with it: sixteen clients, each over a connection of
its own, ask five things in turn without end. Times are those of the clients.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks import report
from benchmarks.bounded import begin
from benchmarks.engines import EMBEDDED, NEO4J
from benchmarks.loading import package_size
from benchmarks.service import started
from benchmarks.timing import median
from graph.clocks import today
from graph.connection import Graph
from loaders.load import load
from loaders.package import default_folder
from tests.support.crowd import Crowd, Told, ask, crowd
from tests.support.own_database import OwnDatabase, own_database

CLIENTS = 16
PATHS = (
    "/v1/countries/SWE?as_of=2011-04-15",
    "/v1/frameworks/EAPC/members?as_of=2011-04-15",
    "/v1/embassies?ally=LTU&as_of=2015-06-01",
    "/v1/questions/countries/timeline?country=FIN",
    "/readyz",
)
_QUERY_TIMEOUT = 10.0
_AWAY_SECONDS, _FROZEN_SECONDS, _AFTER_SECONDS = 4.0, 8.0, 2.0
_LONGEST_SECONDS = 1500
_WELL_SECONDS = 60.0


@dataclass(frozen=True)
class Kill:
    """One kill, as the clients saw it. Seconds."""

    asked: int
    lost: int
    """Requests with no answer, or with one that is neither an answer nor a refusal with a reason."""

    under_way: int
    """Requests that were being answered when it was killed, or had just been sent, and were refused."""

    under_way_longest: float
    refused: int
    refused_median: float
    refused_longest: float
    starting: float
    """From the start of the engine until it answers a driver, which is its own doing."""

    recovered: float
    """From there to the first answer; below zero where a client was quicker than the driver that looks."""

    well: float
    """From there to the last refusal."""

    late: int
    """Questions cut off (504) by an engine that had just started."""


@dataclass(frozen=True)
class Hang:
    """One hang, as the clients saw it. Seconds."""

    asked: int
    lost: int
    refused: int
    refused_longest: float
    recovered: float
    """From its end to the first answer."""

    well: float
    """From its end to the last refusal."""


def _is_lost(one: Told) -> bool:
    return one.status not in (200, 503, 504) or (one.status != 200 and not one.kind)  # noqa: PLR2004


def _is_well(address: str) -> bool:
    with httpx.Client(base_url=address, timeout=30) as client:
        return all(ask(client, path).status == httpx.codes.OK for path in PATHS)


def _until_well(address: str) -> None:
    deadline = time.monotonic() + _WELL_SECONDS
    while not _is_well(address):
        if time.monotonic() > deadline:
            raise RuntimeError("the service did not recover by itself")
        time.sleep(0.05)


def _after(found: Crowd, instant: float) -> tuple[float, float]:
    """Seconds from an instant to the first answer of a request that was sent after it, and to the end of the last refusal."""
    since = [one for one in found.told if one.ended > instant]
    first = min(one.ended for one in since if one.status == httpx.codes.OK)
    last = max((one.ended for one in since if one.status != httpx.codes.OK), default=instant)
    return first - instant, last - instant


def kill(database: OwnDatabase, address: str) -> Kill:
    """Kill the database under load and start it again."""
    _until_well(address)
    with crowd(address, PATHS, clients=CLIENTS) as found:
        time.sleep(_AFTER_SECONDS)
        database.kill()
        dead = time.monotonic()
        time.sleep(_AWAY_SECONDS)
        starting = time.monotonic()
        database.start()
        back = time.monotonic()
        _until_well(address)
        time.sleep(_AFTER_SECONDS)
    under_way = [one for one in found.told if one.begun < dead < one.ended and one.status != httpx.codes.OK]
    refused = [one.seconds for one in found.between(dead, starting) if one.ended < starting]
    first = min(one.ended for one in found.told if one.begun > dead and one.status == httpx.codes.OK)
    _, well = _after(found, back)
    return Kill(
        asked=len(found.told),
        lost=sum(map(_is_lost, found.told)),
        under_way=len(under_way),
        under_way_longest=max((one.ended - dead for one in under_way), default=0.0),
        refused=len(refused),
        refused_median=median(refused),
        refused_longest=max(refused),
        starting=back - starting,
        recovered=first - back,
        well=well,
        late=Counter(one.status for one in found.told)[504],
    )


def hang(database: OwnDatabase, address: str) -> Hang:
    """Let the database say nothing for a while, under load."""
    _until_well(address)
    with crowd(address, PATHS, clients=CLIENTS) as found:
        time.sleep(_AFTER_SECONDS)
        with database.frozen():
            frozen = time.monotonic()
            time.sleep(_FROZEN_SECONDS)
        back = time.monotonic()
        _until_well(address)
        time.sleep(_AFTER_SECONDS)
    refused = [one for one in found.told if frozen < one.ended and one.status != httpx.codes.OK]
    recovered, well = _after(found, back)
    return Hang(
        asked=len(found.told),
        lost=sum(map(_is_lost, found.told)),
        refused=len(refused),
        refused_longest=max(one.seconds for one in refused),
        recovered=recovered,
        well=well,
    )


def measure(name: str, folder: Path, times: int) -> tuple[list[Kill], list[Hang], str]:
    """So many kills and hangs of one engine, and what it says that it is."""
    with own_database(name, folder, query_timeout=_QUERY_TIMEOUT) as database:
        with Graph.open(database.settings) as graph:
            load(graph, default_folder(), today=today())
            agent = graph.check()
        with started(database.settings) as address:
            kills = [kill(database, address) for _ in _told(f"{name}: kill", times)]
            hangs = [hang(database, address) for _ in _told(f"{name}: hang", times)]
    return kills, hangs, agent


def tables(found: dict[str, tuple[list[Kill], list[Hang]]]) -> Iterator[str]:
    """Medians of all kills and hangs; of what must not happen, the sum; of what is bounded, the longest of all."""
    kills = {name: of for name, (of, _) in found.items()}
    hangs = {name: of for name, (_, of) in found.items()}
    yield f"### Killed ({min(map(len, kills.values()))} times each)"
    yield ""
    yield from _table(
        kills,
        ("requests", "asked", sum),
        ("of these without an answer or a reason", "lost", sum),
        ("under way when it was killed, and refused", "under_way", median),
        ("... longest until told, s", "under_way_longest", max),
        ("refused while it was away", "refused", median),
        ("... median, s", "refused_median", median),
        ("... longest, s", "refused_longest", max),
        ("the engine's own start, s", "starting", median),
        ("from there to the first answer, s", "recovered", median),
        ("from there to the last refusal, s", "well", median),
        ("... longest, s", "well", max),
        ("cut off as too slow by an engine just started", "late", median),
    )
    yield f"### Made to hang for {_FROZEN_SECONDS:.0f} seconds ({min(map(len, hangs.values()))} times each)"
    yield ""
    yield from _table(
        hangs,
        ("requests", "asked", sum),
        ("of these without an answer or a reason", "lost", sum),
        ("refused", "refused", median),
        ("... longest, s", "refused_longest", max),
        ("from its end to the first answer, s", "recovered", median),
        ("from its end to the last refusal, s", "well", median),
    )


def _table(found: dict[str, list[Kill]] | dict[str, list[Hang]], *rows: tuple[str, str, object]) -> Iterator[str]:
    yield "| | " + " | ".join(found) + " |"
    yield "|---|" + "---:|" * len(found)
    for label, field, taken in rows:
        values = [taken([getattr(one, field) for one in of]) for of in found.values()]  # type: ignore[operator]
        cells = [f"{value:.0f}" if float(value).is_integer() else f"{value:.3f}" for value in values]
        kind = {median: "median", max: "longest of all", sum: "all together"}[taken]  # type: ignore[index]
        yield f"| {label} ({kind}) | " + " | ".join(cells) + " |"
    yield ""


def _told(what: str, times: int) -> Iterator[int]:
    for number in range(1, times + 1):
        sys.stderr.write(f"{what} {number} of {times} ...\n")
        yield number


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one kill and one hang of each, whose numbers say nothing")
    times = 1 if parser.parse_args().quick else 5
    begin(_LONGEST_SECONDS)
    found: dict[str, tuple[list[Kill], list[Hang]]] = {}
    agents: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="partnerships-faults-") as folder:
        for label, name in ((EMBEDDED, "embedded"), (NEO4J, "neo4j")):
            (Path(folder) / name).mkdir()
            kills, hangs, agents[label] = measure(name, Path(folder) / name, times)
            found[label] = kills, hangs
    for line in itertools.chain(report.setting(agents, package_size()), tables(found)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
