"""How each question's time grows with the graph: beside ours a synthetic one of 10 and of 100 times its size.

python -m benchmarks.growth                                 10 and 100 times, both engines; an hour at most
python -m benchmarks.growth --engines embedded              only one of them
python -m benchmarks.growth --factors 2 --quick             a smoke test, whose numbers say nothing

**What the synthetic graph keeps of ours.** It is a data package like ours, written by the statements of our own loader
(in many transactions: one of 350,000 claims would be a question of memory). Each copy has every row of ours with ids of
its own, so that the kinds of nodes and edges stay in proportion, dates and sources are as real as ours, and each actor
has exactly as many claims, of the same kinds, as the one it copies. A graph of mere copies would be many small worlds
side by side, in which nothing grows but their number; a real one that grew would have larger hubs. So of the claims by
which a copied actor reaches a **hub** (anything that more than 20 claims of ours reach: the UN, NATO, the EAPC, a tool,
a meeting), every second one reaches the hub of ours, and the others the hub of its copy. At 100 times our size about 50
times as many actors belong to our EAPC, and a new EAPC of half the size stands in each copy. Which of the two, is
decided by the pair of actor and hub, so that rivals stay rivals.

**What is measured.** Each question with its examples, as the app sends it (`Question.assembled`), by the bare driver in
a reading session. The engines of all sizes, of one kind, are up at once with equal memory, and each round asks each of
them in turn (`timing.one_round`). The ratio of a size is the median of the rounds' own ratios to our size.

A question **looks at one actor** where one of its parameters names a country, a body or another entity that it is asked
about. It is **flat** if at the largest size it takes at most 1.5 times as long as at ours. Where the answer itself
grows (the members of a body that has more of them) time may grow with the rows, and that is said.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import neo4j

from benchmarks.bounded import begin, say
from benchmarks.engines import ENGINES, TODAY, bare_driver, versions
from benchmarks.report import setting, table
from benchmarks.scale import copied, hangs_on, withdrawn
from benchmarks.timing import median, middle_half, one_round, quiet, ratios
from graph.connection import Graph, Row, Writer
from graph.schema import tables
from graph.settings import Settings
from graph.text import cypher, statements
from loaders.load import lock, set_status, write_rows
from loaders.package import default_folder, read_package
from loaders.releasing import read_tables
from loaders.rows import graph_rows
from loaders.unloading import write_table
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.question import Question
from queries.types import ENTITY_LABELS

FACTORS = (10, 100)
AS_OF = dt.date(2011, 4, 15)
FLAT = 1.5
HUB = 20
"""Claims that reach it, beyond which something is a hub."""

MEMORY = "3g"
TIMEOUT = 600.0
"""Of each engine, and the seconds that it may take for a question."""

_ROUNDS = ((0.3, 30), (1.0, 9), (20.0, 3), (float("inf"), 1))
"""How many rounds, by the seconds that all sizes together take."""

_LONGEST_SECONDS = 4_500
_ONCE = ("releases", "changes")
"""Tables that are not copied: a package has one history."""

Rows = Mapping[str, Sequence[Mapping[str, str]]]


def hubs(rows: Rows) -> frozenset[str]:
    """Whatever many claims reach."""
    reached: Counter[str] = Counter()
    for declared in tables():
        if declared.edge:
            reached.update(cells[declared.edge.end] for cells in rows[declared.name])
    return frozenset(id_ for id_, number in reached.items() if number > HUB)


def grown(target: Path, factor: int) -> Path:
    """A package of `factor` times ours, in a folder."""
    rows = read_tables(default_folder())
    shared, gone = hubs(rows), withdrawn(rows)
    target.mkdir(parents=True)
    shutil.copyfile(default_folder() / "datapackage.json", target / "datapackage.json")
    for declared in tables():
        many: list[Mapping[str, str]] = list(rows[declared.name])
        for copy in range(1, 1 if declared.name in _ONCE else factor):
            for cells in rows[declared.name]:
                if cells.get("until_release") or hangs_on(declared, cells, gone):
                    continue  # A withdrawal is told of once, and what hung on the withdrawn row with it.
                out = copied(declared, cells, copy)
                edge = declared.edge
                if edge and cells[edge.end] in shared and _to_ours(copy, cells[edge.start], cells[edge.end]):
                    out[edge.end] = cells[edge.end]
                many.append(out)
        write_table(target / f"{declared.name}.csv", declared, many)
    return target


def _to_ours(copy: int, actor: str, hub: str) -> bool:
    """Every second pair of an actor of a copy and a hub is joined to the hub of ours."""
    return sha256(f"{copy} {actor} {hub}".encode()).digest()[0] % 2 == 0


class _InParts(Writer):
    """Writes each batch in a transaction of its own, and creates what our loader merges. Only for an empty graph of our own.

    The embedded engine looks through all nodes of a label for each node of several labels that it merges: 10 times the
    rows are 100 times the work, which is the loader's matter and not that of the questions.
    """

    _NEW = re.compile(r"MERGE (?=\((?:node|claim):|\(start\)-\[edge:\w+ {claim_id:)")

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def run(self, text: str, /, **parameters: object) -> list[Row]:
        with self._graph.write() as writer:
            return writer.run(self._NEW.sub("CREATE ", text), **parameters)


def fill(graph: Graph, folder: Path) -> int:
    """Bring a package into an empty graph; the number of its claims. Raises `RuntimeError` for one that cannot be read."""
    package, faults = read_package(folder)
    if faults:
        raise RuntimeError(f"{folder}: {faults[0]}")
    for definition in statements(cypher("graph", "cypher/constraints.cypher")):
        graph.define(definition)
    writer = _InParts(graph)
    rows = graph_rows(package, package.name, lock(writer))
    write_rows(writer, rows)
    set_status(writer, TODAY)
    return len(rows.claims)


@dataclass
class Grown:
    """A question at each size: how many rows it gives, and its seconds, one value a round."""

    rows: dict[int, int] = field(default_factory=dict)
    seconds: dict[int, list[float]] = field(default_factory=dict)

    def ratio(self, factor: int) -> tuple[float, float, float]:
        """How much longer it takes than at our size: the median, and the middle half."""
        paired = ratios(self.seconds[factor], self.seconds[1])
        return median(paired), *middle_half(paired)

    def flat(self, factor: int) -> bool:
        """It takes as long as at our size."""
        return self.ratio(factor)[0] <= FLAT

    def more_rows(self, factor: int) -> float:
        """How many times the rows it gives at our size."""
        return self.rows[factor] / max(1, self.rows[1])

    def verdict(self, factor: int) -> str:
        """Flat, or not, and whether its answer grows with it."""
        if self.flat(factor):
            return "yes"
        more = self.more_rows(factor)
        return f"no: {more:.0f} times the rows" if more > 1 else "**no**"

    def quickest(self, factor: int) -> float:
        """The same of the quickest tenths: noise only ever adds."""
        return quiet(self.seconds[factor]) / quiet(self.seconds[1])


def looks_at_one(question: Question) -> bool:
    """One of its parameters names what it is asked about."""
    return any(parameter.type in ENTITY_LABELS for parameter in question.parameters) or any(
        parameter.name in {"claim", "source"} for parameter in question.parameters
    )


def measure(engines: Mapping[int, Settings], rounds: int) -> dict[str, Grown]:
    """Every question at every size, by path, one question after the other; at most so many rounds of each."""
    with ExitStack() as stack:
        drivers = {factor: bare_driver(settings) for factor, settings in engines.items()}
        for driver, _ in drivers.values():
            stack.enter_context(driver)
        with Graph.open(engines[1]) as graph:
            known_at = Desk(graph, Catalogue.read()).known().releases[-1].published_at
        found: dict[str, Grown] = {}
        for question in Catalogue.read():
            parameters = {**question.parse(question.examples, AS_OF), "as_of": AS_OF, "known_at": known_at}
            calls = {
                factor: _call(driver, database, question.assembled, parameters)
                for factor, (driver, database) in drivers.items()
            }
            asked = found[question.path] = Grown(seconds={factor: [] for factor in engines})
            for factor, call in calls.items():
                asked.rows[factor] = len(call()[0]["rows"])
            begun = time.monotonic()
            one_round(calls, 0)  # To warm up, and to see how long it takes.
            taken = (time.monotonic() - begun) / 2
            for turn in range(min(rounds, next(many for longest, many in _ROUNDS if taken <= longest))):
                for factor, seconds in one_round(calls, turn).items():
                    asked.seconds[factor].append(seconds)
            say(f"{question.path}: {taken:.1f} s for all sizes")
        return found


def _call(
    driver: neo4j.Driver, database: str, text: str, parameters: Mapping[str, object]
) -> Callable[[], list[neo4j.Record]]:
    def call() -> list[neo4j.Record]:
        with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
            return list(session.run(text, dict(parameters)))

    return call


def report(found: Mapping[str, Grown], factors: Sequence[int]) -> Iterator[str]:
    """A line for each question, those that look at one actor first."""
    catalogue = Catalogue.read()
    sizes = [1, *factors]
    rows = []
    for one in (True, False):
        for path, grown_ in found.items():
            if looks_at_one(catalogue[path]) is not one:
                continue
            cells = []
            for factor in factors:
                middle, low, high = grown_.ratio(factor)
                cells += [f"{middle:.2f} ({low:.2f} to {high:.2f})", f"{grown_.quickest(factor):.2f}"]
            rows.append(
                [
                    f"`{path}`",
                    "yes" if one else "no",
                    " / ".join(str(grown_.rows[size]) for size in sizes),
                    *cells,
                    grown_.verdict(factors[-1]),
                ]
            )
    head = ["question", "looks at one", f"rows at {', '.join(map(str, sizes))}"]
    for factor in factors:
        head += [f"{factor} times (middle half)", "quickest tenths"]
    yield from table([*head, "flat"], rows)
    those = [grown_ for path, grown_ in found.items() if looks_at_one(catalogue[path])]
    same = [grown_ for grown_ in those if grown_.more_rows(factors[-1]) <= 1]
    yield (
        f"Of {len(those)} that look at one, {sum(grown_.flat(factors[-1]) for grown_ in those)} are flat; "
        f"of the {len(same)} among them whose answer does not grow, {sum(grown_.flat(factors[-1]) for grown_ in same)}."
    )
    yield ""


def run(engines: Sequence[str], factors: Sequence[int], rounds: int) -> Iterator[str]:
    """The tables, with everything started for them and ended."""
    with tempfile.TemporaryDirectory(prefix="partnerships-growth-") as folder:
        packages = {1: default_folder()}
        for factor in factors:
            packages[factor] = grown(Path(folder) / f"package-{factor}", factor)
            say(f"{factor} times ours is written")
        for name in engines:
            with ExitStack() as stack:
                running: dict[int, Settings] = {}
                sizes: list[tuple[int, int]] = []
                for factor, package in packages.items():
                    home = Path(folder) / f"{name}-{factor}"
                    home.mkdir()
                    running[factor] = stack.enter_context(ENGINES[name](home, MEMORY, TIMEOUT))
                    begun = time.monotonic()
                    with Graph.open(running[factor]) as graph:
                        sizes.append((factor, fill(graph, package)))
                    say(f"{name}: {factor} times ours is written in {time.monotonic() - begun:.0f} s")
                found = measure(running, rounds)
                yield f"### {name}: " + ", ".join(f"{claims} claims at {factor}" for factor, claims in sizes)
                yield ""
                yield from setting({name: versions(running[1])}, (0, sizes[0][1]))
                of_each = Counter(len(one.seconds[1]) for one in found.values())
                told = ", ".join(
                    f"{many} of {number} questions" for many, number in sorted(of_each.items(), reverse=True)
                )
                yield f"Rounds: {told}; fewer of those that take longer."
                yield ""
                yield from report(found, factors)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--factors", type=int, nargs="+", default=FACTORS, help="sizes beside ours")
    parser.add_argument("--quick", action="store_true", help="a smoke test, whose numbers say nothing")
    given = parser.parse_args()
    if any(not 1 < factor <= max(FACTORS) for factor in given.factors):
        parser.error(f"--factors: 2 to {max(FACTORS)}")
    begin(_LONGEST_SECONDS)
    rounds = 1 if given.quick else max(many for _, many in _ROUNDS)
    for line in run(given.engines, sorted(given.factors), rounds):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
