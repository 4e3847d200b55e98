"""Eligibility: a verdict, all verdicts of a day, and all of all days, beside peers and beside the bare driver.

python -m benchmarks.eligibility                        both engines; two hours at most
python -m benchmarks.eligibility --only check matrix    only some of its parts
python -m benchmarks.eligibility --quick                a smoke test, whose numbers say nothing

Loads over HTTP are made by h2load. Whatever is compared runs in turn, the order turning from round to round, and a ratio is
the median of the rounds' own ratios of medians (or of answers a second). Where nothing is asked for the first time of a
process, a first round that is not counted warms up.

- `check`: `/v1/eligibility`, one verdict with all its reasons. **Repeated**: the app as it is by default, which has been asked the
  same before. **First time**: an app with nothing remembered; beside it the **driver**, with the very statements that the app
  sends. **No-op**: an endpoint of the same app that answers `{}`. Peers (`benchmarks.peers`) have the memberships of our graph.
- `matrix`: `/v1/eligibility/matrix`. **First**: a process that has just started, and has read what it reads before it serves,
  and no more; beside it the driver with the statements that it sends. **Next day**: the same process, asked for the first
  time about a day on which no verdict is another. **Again**, and **days in turn** (such days): what it has answered before;
  beside those a no-op that answers as many bytes as leave there.
- `days`: how long it takes, after the start, until all verdicts of all days are known, in this process.
- `mixed`: all addresses that name eligibility and ten others, each asked once before, while a small package of a user's own
  is loaded and unloaded again and again.
- `growth`: the same check, first time, in the synthetic graph of `benchmarks.growth` and in ours, both engines of a kind up
  at once.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from benchmarks.addresses import AS_OF, addresses, noted
from benchmarks.bounded import begin, say
from benchmarks.engines import ENGINES, TODAY, bare_driver, loaded, versions
from benchmarks.growth import AS_OF as DAY
from benchmarks.growth import FLAT, MEMORY, TIMEOUT, fill, grown
from benchmarks.http_load import Hits, hit, missing, percentile
from benchmarks.loading import package_size
from benchmarks.peers import FRAMEWORKS, OPENFGA_CHECK, PEERS, TOOL, Memberships, PeerMissingError
from benchmarks.report import AIM, setting, table
from benchmarks.service import NO_OP, NO_OP_OF_SIZE, NOTHING_REMEMBERED, started
from benchmarks.timing import median, ratios, turned
from benchmarks.timing import seconds as seconds_of
from benchmarks.ways import Aim, Call, Way, aims, bare, for_seconds, in_turns
from graph.connection import Graph
from graph.schema import tables
from graph.settings import Settings
from loaders.load import load, unload
from loaders.package import default_folder
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.many import Many
from queries.matrix import Matrix
from tests.support.small_package import row, write_package

YES, NO = "JOR", "COL"
"""A partner that may ask for the tool on the day of the policy, and a country that was none."""

CHECK = f"/v1/eligibility?actor={YES}&tool={TOOL}&as_of={AS_OF}"
LEVELS = (1, 16)
_MAY = ("open", "on_request", "needs_decision", "granted")
_MOST_DAYS = 5
_LONGEST_SECONDS = 7_200


@dataclass(frozen=True)
class Size:
    """How much is asked."""

    rounds: int
    part_seconds: float
    """How long each way is asked in a round."""

    few_rounds: int
    """Of what takes seconds each time."""

    mixed_seconds: float
    mixed_connections: int
    write_every: float
    """Seconds between two writes, a load and an unload in turn."""

    factor: int
    """How many times our actors the synthetic graph has."""


FULL = Size(15, 0.5, 9, mixed_seconds=60, mixed_connections=64, write_every=3, factor=100)
QUICK = Size(1, 0.1, 1, mixed_seconds=3, mixed_connections=8, write_every=1, factor=2)


def check(engines: Mapping[str, Settings], size: Size) -> Iterator[str]:
    """One verdict, beside the driver, a no-op and the peers."""
    ways: dict[tuple[str, int], Call] = {}
    theirs: list[str] = []
    notes: list[str] = []
    with ExitStack() as stack:

        def over_http(way: str, server: str, path: str, levels: Sequence[int] = LEVELS, body: bytes = b"") -> None:
            for level in levels:
                ways[way, level] = for_seconds(size.part_seconds, server, [path], level, body=body)

        for name, settings in engines.items():
            server = stack.enter_context(started(_patient(settings)))
            _see_that_it_is_right(server)
            over_http(f"repeated, {name}", server, CHECK)
            asking = stack.enter_context(started(_patient(settings, **NOTHING_REMEMBERED)))
            over_http(f"first time, {name}", asking, CHECK, LEVELS[:1])
            statements = noted(settings, CHECK, after=CHECK).statements
            driver, database = bare_driver(settings)
            stack.enter_context(driver)
            ways[f"driver, {name}", 1] = partial(bare, driver, database, statements, size.part_seconds)
        over_http("no-op", server, NO_OP)
        memberships = partners(next(iter(engines.values())))
        for name, serve in PEERS.items():
            try:
                peer = stack.enter_context(serve(memberships, YES, NO, AS_OF))
            except PeerMissingError as error:
                notes.append(f"{name} is left out: {error}.")
                continue
            notes.append(peer.about)
            for way, request in peer.requests.items():
                theirs.append(way)
                over_http(way, peer.server, request.path, body=request.body)
        found = in_turns(ways, size.rounds)

    yield f"### One verdict: `{CHECK}` ({size.rounds} rounds)"
    yield ""
    head = ["", *(f"{what} at {level}" for level in LEVELS for what in ("median, ms,", "answers a second"))]
    rows = []
    for way in dict.fromkeys(way for way, _ in found):
        cells = [way]
        for one in (found.get((way, level)) for level in LEVELS):
            cells += [f"{median(one.medians) * 1000:.2f}", f"{median(one.rates):.0f}"] if one else ["", ""]
        rows.append([*cells, str(sum(found[way, level].errors.total() for level in LEVELS if (way, level) in found))])
    yield from table([*head, "errors"], rows)
    for line in notes:
        yield from (line, "")
    few, many = LEVELS
    reached = []
    for name in engines:
        repeated = f"repeated, {name}"
        for way in theirs:
            rates = ratios(found[repeated, many].rates, found[way, many].rates)
            medians = ratios(found[repeated, few].medians, found[way, few].medians)
            rate, slower = (2, 1) if way == OPENFGA_CHECK else (None, None)
            reached.append(Aim(f"{repeated} / {way}: answers a second at {many}", rates, rate, at_least=True))
            reached.append(Aim(f"{repeated} / {way}: median at {few}", medians, slower))
        first = ratios(found[f"first time, {name}", few].medians, found[f"driver, {name}", few].medians)
        reached.append(Aim(f"first time / driver, {name}: median at {few}", first, AIM))
    yield from aims(reached)


def partners(settings: Settings) -> Memberships:
    """The partners in each framework on the day, by our own question."""
    with Graph.open(settings) as graph:
        desk = Desk(graph, Catalogue.read())
        asked = {
            body: desk.ask("members/of_body", {"body": body, "role": "partner"}, as_of=DAY).rows for body in FRAMEWORKS
        }
    return {body: [row["id"] for row in rows if row["certainty"] == "certain"] for body, rows in asked.items()}


def _see_that_it_is_right(server: str) -> None:
    """Our own answers are those that the peers are held to. Raises `RuntimeError`."""
    for actor, may in ((YES, True), (NO, False)):
        told = _got(server + CHECK.replace(YES, actor)).json()["verdict"]
        if (told in _MAY) is not may:
            raise RuntimeError(f"{actor} and {TOOL}: {told}")


def _got(address: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    return httpx.get(address, headers=headers, trust_env=False, timeout=TIMEOUT).raise_for_status()


def _patient(settings: Settings, **more: object) -> Settings:
    """With which a late answer is timed, and not cut off."""
    return settings.model_copy(update={"partnerships_answer_timeout": settings.partnerships_query_timeout, **more})


def _matrix_of(day: str) -> str:
    return f"/v1/eligibility/matrix?as_of={day}"


def matrix(engines: Mapping[str, Settings], size: Size) -> Iterator[str]:
    """All verdicts of a day, first and again."""
    found: dict[tuple[str, str], Way] = {}
    kilobytes: dict[tuple[str, str], float] = {}
    with ExitStack() as stack:
        asked = {}
        for name, settings in engines.items():
            driver, database = bare_driver(settings)
            stack.enter_context(driver)
            asked[name] = partial(bare, driver, database, noted(settings, _matrix_of(AS_OF), after=CHECK).statements)
        paths = [_matrix_of(day) for day in _alike(next(iter(engines.values())))]
        for turn in range(size.few_rounds):
            for name in turned(list(engines), turn):
                with started(_patient(engines[name])) as server:
                    taken, sizes = _fresh(server, paths, asked[name], size.part_seconds, turn)
                kilobytes |= {(name, way): kb for way, kb in sizes.items()}
                for way, hits in taken.items():
                    found.setdefault((name, way), Way()).add(hits)

    yield f"### All verdicts of a day: `{paths[0]}` ({size.few_rounds} rounds)"
    yield ""
    yield f"Days in turn: {', '.join(path.partition('=')[2] for path in paths)}."
    yield ""
    rows = []
    for (name, way), one_way in found.items():
        kb, taken_ms = kilobytes.get((name, way)), median(one_way.medians) * 1000
        per_kb = [f"{kb:.1f}", f"{taken_ms / kb * 1000:.2f}"] if kb else ["", ""]
        rows.append([f"{name}: {way}", f"{taken_ms:.2f}", *per_kb, str(one_way.errors.total())])
    yield from table(["", "median, ms", "kB", "µs a kB", "errors"], rows)
    reached = []
    for name in engines:
        of = {way: one_way.medians for (engine, way), one_way in found.items() if engine == name}
        reached.append(Aim(f"{name}: first / driver", ratios(of["first"], of["driver"]), 1.2))
        for way, no_op in (("again", "no-op"), ("days in turn", "no-op"), ("again, gzip", "no-op, gzip")):
            reached.append(Aim(f"{name}: {way} / no-op of as many bytes", ratios(of[way], of[no_op]), 2))
    yield from aims(reached)


def _fresh(
    server: str, paths: Sequence[str], asked: Call, seconds: float, turn: int
) -> tuple[dict[str, Hits], dict[str, float]]:
    """An app that has just started, asked in each way; the kB of what it answered before, as they leave."""
    one = partial(hit, server, connections=1)
    _got(server + CHECK)
    asked()
    ways: dict[str, Call] = {"first": partial(one, paths[:1], requests=1), "driver": asked}
    taken = {way: ways[way]() for way in turned(list(ways), turn)}
    taken["next day"] = one(paths[1:2], requests=1)
    plain, packed = (_bytes(server + paths[0], encoding) for encoding in ("identity", "gzip"))
    ways = {
        "again": for_seconds(seconds, server, paths[:1], 1),
        "days in turn": for_seconds(seconds, server, paths, 1),
        "no-op": for_seconds(seconds, server, [f"{NO_OP_OF_SIZE}?bytes={plain}"], 1),
        "again, gzip": for_seconds(seconds, server, paths[:1], 1, headers={"accept-encoding": "gzip"}),
        "no-op, gzip": for_seconds(seconds, server, [f"{NO_OP_OF_SIZE}?bytes={packed}"], 1),
    }
    taken |= {way: ways[way]() for way in turned(list(ways), turn)}
    return taken, {way: (packed if way.endswith("gzip") else plain) / 1000 for way in ways}


def _bytes(address: str, encoding: str) -> int:
    return int(_got(address, {"accept-encoding": encoding}).headers["content-length"])


def _alike(settings: Settings) -> list[str]:
    """Days from the day of the policy on, before the next on which a verdict is another."""
    with Graph.open(settings) as graph:
        later = [day for day in cells_of(graph).days() if day > DAY]
    number = min(_MOST_DAYS, (later[0] - DAY).days if later else _MOST_DAYS)
    return [DAY.fromordinal(DAY.toordinal() + number_).isoformat() for number_ in range(max(2, number))]


def cells_of(graph: Graph) -> Matrix:
    """The cells of the newest state of knowledge, read anew."""
    return _cells(Desk(graph, Catalogue.read()))


def _cells(desk: Desk) -> Matrix:
    many = Many(desk)
    return desk.together(lambda known: many.matrix(known, known.releases[-1].published_at, None))


@dataclass(frozen=True)
class AllDays:
    """The verdicts of all days. `seconds`: to read what every answer needs, to read what verdicts rest on, to work them out."""

    seconds: tuple[float, float, float]
    places: int
    days: int
    changes: int


def all_days(settings: Settings) -> AllDays:
    """Until all verdicts of all days are known, by a desk that knows nothing."""
    with Graph.open(settings) as graph:
        desk = Desk(graph, Catalogue.read())
        known = seconds_of(desk.known)
        begun = time.perf_counter()
        cells = _cells(desk)
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        spells = [cells.spells(place) for place in cells.places]
        worked_out = time.perf_counter() - begun
        return AllDays(
            (known, read, worked_out), len(spells), len(cells.days()), sum(len(found) - 1 for found in spells)
        )


def days(engines: Mapping[str, Settings], size: Size) -> Iterator[str]:
    """All verdicts of all days."""
    found: dict[str, list[AllDays]] = {name: [] for name in engines}
    for turn in range(-1, size.few_rounds):
        for name in turned(list(engines), turn):
            one = all_days(engines[name])
            if turn >= 0:
                found[name].append(one)
    yield f"### All verdicts of all days ({size.few_rounds} rounds)"
    yield ""
    rows = []
    for name, series in found.items():
        steps = [f"{median(step):.2f}" for step in zip(*(one.seconds for one in series), strict=True)]
        rows.append([name, *(str(of) for of in (series[-1].places, series[-1].days, series[-1].changes)), *steps])
    head = ["", "places", "days on which a verdict changes", "changes"]
    yield from table([*head, "what every answer needs, s", "what verdicts rest on, s", "worked out, s"], rows)
    yield from aims(
        [Aim(f"{name}: seconds", [sum(one.seconds) for one in series], 60) for name, series in found.items()]
    )


def _write(settings: Settings, every: float, over: threading.Event) -> list[float]:
    """Load and unload a small package in turn until it is over; the seconds of each write."""
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as parent, Graph.open(settings) as graph:
        folder = small_package(Path(parent))
        while not over.wait(every):
            taken.append(seconds_of(lambda: load(graph, folder, today=TODAY)))
            over.wait(every)
            taken.append(seconds_of(lambda: unload(graph, folder.name, today=TODAY)))
    return taken


def small_package(parent: Path) -> Path:
    """A club of three countries of ours."""
    name = "a-club"
    some = {
        "releases": [row("releases", number="1", published_at="2026-01-01T00:00:00Z")],
        "sources": [row("sources", id="a-club-list", title="A list of members")],
        "frameworks": [
            row("frameworks", id="CLUB", name="A club", confers_partnership="false", sources="a-club-list")
        ],
        "memberships": [
            row("memberships", id=f"CLUB:{country}", country=country, body="CLUB", role="member",
                valid_from="2000", valid_to="..", sources="a-club-list")
            for country in ("FIN", "SWE", YES)
        ],
    }  # fmt: skip
    return write_package(parent / name, {declared.name: some.get(declared.name, []) for declared in tables()}, name)


def mixed(engines: Mapping[str, Settings], size: Size) -> Iterator[str]:
    """Many connections, many questions, and a writer."""
    rows, reached = [], []
    for name, settings in engines.items():
        paths = [address.path for address in addresses(settings)]
        ours, others = ([path for path in paths if ("eligibility" in path) is of_ours] for of_ours in (True, False))
        asked = [*ours, *others[:: len(others) // 10][:10]]
        with started(settings) as server:
            hit(server, asked, connections=1, requests=len(asked))
            over = threading.Event()
            with ThreadPoolExecutor(1) as threads:
                written = threads.submit(_write, settings, size.write_every, over)
                try:
                    hits = hit(server, asked, connections=size.mixed_connections, seconds=size.mixed_seconds)
                finally:
                    over.set()
            taken = written.result()
        p50, p99 = (percentile(hits.latencies, of) for of in (50, 99))
        errors = ", ".join(f"{number} of {what}" for what, number in hits.errors.items()) or "0"
        rows.append(
            [
                name, str(len(asked)), f"{hits.seconds:.0f}", str(len(hits.latencies)), errors,
                f"{p50 * 1000:.1f}", f"{p99 * 1000:.1f}", str(len(taken)), f"{median(taken):.2f}" if taken else "",
            ]
        )  # fmt: skip
        reached.append(Aim(f"{name}: errors", [hits.errors.total()], 0))
        reached.append(Aim(f"{name}: p99 / p50", [p99 / p50], 5))
    yield f"### Mixed questions from {size.mixed_connections} connections, and a writer"
    yield ""
    head = ["", "addresses", "seconds", "answers", "errors", "p50, ms", "p99, ms", "writes", "a write, s"]
    yield from table(head, rows)
    yield from aims(reached)


def growth(size: Size) -> Iterator[str]:
    """The same check where there are many more actors."""
    with tempfile.TemporaryDirectory(prefix="partnerships-eligibility-") as folder:
        packages = {1: default_folder(), size.factor: grown(Path(folder) / "package", size.factor)}
        rows, reached = [], []
        for name, start in ENGINES.items():
            ways: dict[tuple[str, int], Call] = {}
            with ExitStack() as stack:
                for factor, package in packages.items():
                    home = Path(folder) / f"{name}-{factor}"
                    home.mkdir()
                    settings = stack.enter_context(start(home, MEMORY, TIMEOUT))
                    with Graph.open(settings) as graph:
                        claims = fill(graph, package)
                    say(f"{name}: {claims} claims, {factor} times ours")
                    server = stack.enter_context(started(_patient(settings, **NOTHING_REMEMBERED)))
                    _got(
                        server + CHECK
                    )  # It reads what it keeps of the graph, which takes its time where that is large.
                    statements = noted(settings, CHECK, after=CHECK).statements
                    driver, database = bare_driver(settings)
                    stack.enter_context(driver)
                    ways["HTTP", factor] = for_seconds(size.part_seconds, server, [CHECK], 1)
                    ways["driver", factor] = partial(bare, driver, database, statements, size.part_seconds)
                found = in_turns(ways, size.rounds)
            for way in ("HTTP", "driver"):
                ours, theirs = found[way, 1], found[way, size.factor]
                errors = ours.errors.total() + theirs.errors.total()
                cells = [f"{median(one.medians) * 1000:.2f}" for one in (ours, theirs)]
                rows.append([f"{name}: {way}", *cells, str(errors)])
                reached.append(
                    Aim(f"{name}: {way}, {size.factor} times / ours", ratios(theirs.medians, ours.medians), FLAT)
                )
    yield f"### One verdict, first time, among {size.factor} times the actors ({size.rounds} rounds)"
    yield ""
    yield from table(["", "ours, ms", f"{size.factor} times, ms", "errors"], rows)
    yield from aims(reached)


PARTS: Mapping[str, Callable[[Mapping[str, Settings], Size], Iterator[str]]] = {
    "check": check,
    "matrix": matrix,
    "days": days,
    "mixed": mixed,
}
"""Those that are asked of our own graph."""


def run(size: Size, only: Sequence[str]) -> Iterator[str]:
    """The tables, with everything started for them and ended."""
    if parts := [part for part in PARTS if part in only]:
        with tempfile.TemporaryDirectory(prefix="partnerships-eligibility-") as folder, ExitStack() as stack:
            engines = {name: stack.enter_context(loaded(name, Path(folder) / name)) for name in ENGINES}
            agents = {name: versions(settings) for name, settings in engines.items()}
            for part in parts:
                say(part)
                yield from PARTS[part](engines, size)
            yield from setting(agents, package_size())
    if "growth" in only:
        say("growth")
        yield from growth(size)


def main() -> None:
    names = [*PARTS, "growth"]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.eligibility")
    parser.add_argument("--quick", action="store_true", help="a smoke test, whose numbers say nothing")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    given = parser.parse_args()
    begin(_LONGEST_SECONDS, missing())
    for line in run(QUICK if given.quick else FULL, given.only):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
