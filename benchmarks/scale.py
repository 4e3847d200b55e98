"""How the check and the load grow with the package, against py2neo's bulk interface and `neo4j-admin database import`.

python -m benchmarks.scale                      1, 3, 10, 30 and 100 times our package (py2neo to 10); an hour at most
python -m benchmarks.scale --factors 1 3        a smoke test

The larger packages are ours, many times over: every id that a row defines, and every id that it names, once for each copy. What is
measured, in seconds of wall time, each in a process or an engine of its own, one after another for each size:

- `check`: `loaders.checks.checked` in a fresh Python, with the peak of its memory.
- `load`: `loaders.load.load` into an engine just started; `write` is that without the check.
- `py2neo`: the same nodes and edges by py2neo's `create_nodes` and `create_relationships`, in batches of 1,000, in one transaction,
  without a check, into an engine just started that has our constraints.
- `import`: `neo4j-admin database import full` of the same nodes and edges from CSV files (writing those is not counted) into an
  empty Neo4j that does not run: no transaction, no constraint, no server. The limit of what can be had.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import py2neo
import py2neo.bulk

from benchmarks.bounded import begin, say
from benchmarks.engines import EMBEDDED, ENGINES, NEO4J
from graph.connection import Graph
from graph.engine import Engine
from graph.neo4j_server import fetch_jars
from graph.schema import OURS, Table, node_types, tables
from graph.settings import Settings
from graph.text import cypher, statements
from loaders.checks import checked
from loaders.load import load
from loaders.package import default_folder
from loaders.releasing import read_tables
from loaders.rows import GraphRows, graph_rows
from loaders.unloading import write_table

FACTORS = (1, 3, 10, 30, 100)
TODAY = dt.date(2026, 11, 22)
_BATCH = 1_000
_MEMORY = "8g"
_TIMEOUT = 600.0
_LONGEST_SECONDS = 3_600
_OF_THE_PACKAGE = ("releases", "changes")
"""Tables that are not copied: a package has one history."""

_NODES = {node.label: node for node in node_types()}


@dataclass
class Measured:
    """One size: rows, and seconds by what was measured (None: not done)."""

    factor: int
    rows: int
    claims: int
    seconds: dict[str, float | None]
    peak_mb: float


def copies(target: Path, factor: int) -> Path:
    """Our package `factor` times over, in a folder."""
    rows = read_tables(default_folder())
    gone = withdrawn(rows)
    target.mkdir(parents=True)
    shutil.copyfile(default_folder() / "datapackage.json", target / "datapackage.json")
    for declared in tables():
        many = [
            cells if copy == 0 or declared.name in _OF_THE_PACKAGE else copied(declared, cells, copy)
            for copy in range(1 if declared.name in _OF_THE_PACKAGE else factor)
            for cells in rows[declared.name]
            # A withdrawal is told of once, and what hung on the withdrawn row with it.
            if copy == 0 or not (cells.get("until_release") or hangs_on(declared, cells, gone))
        ]
        write_table(target / f"{declared.name}.csv", declared, many)
    return target


def withdrawn(rows: Mapping[str, Sequence[Mapping[str, str]]]) -> set[str]:
    """The ids of rows that a release has withdrawn."""
    return {cells["id"] for found in rows.values() for cells in found if cells.get("until_release")}


def hangs_on(declared: Table, cells: Mapping[str, str], gone: set[str]) -> bool:
    """The row is an edge of structure at something that was withdrawn."""
    ends = declared.structure
    return ends is not None and bool({cells[ends.start], cells[ends.end]} & gone)


def copied(declared: Table, cells: Mapping[str, str], copy: int) -> dict[str, str]:
    """A row of a copy: its key, and whatever it names, with the copy's number before it."""
    out = dict(cells)
    for column in declared.columns:
        cell = cells[column.name]
        named = column.references or column.name in {declared.key, "rival_group"}
        if named and cell:
            parts = cell.split(";") if column.kind == "list" else [cell]
            out[column.name] = ";".join(f"x{copy}-{part.strip()}" for part in parts)
    return out


def check_alone(folder: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of the check, in a Python of its own."""
    program = (
        "import sys, time, resource\nfrom pathlib import Path\nfrom loaders.checks import checked\n"
        "begun = time.perf_counter()\nchecked(Path(sys.argv[1]))\n"
        "print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def ours(settings: Settings, folder: Path) -> float:
    """Seconds of our load, the check included."""
    with Graph.open(settings) as graph:
        graph.check()
        begun = time.perf_counter()
        load(graph, folder, today=TODAY)
        return time.perf_counter() - begun


def by_py2neo(settings: Settings, rows: GraphRows) -> float:
    """Seconds that py2neo takes to create the same nodes and edges."""
    with Graph.open(settings) as graph:
        for definition in statements(cypher("graph", "cypher/constraints.cypher")):
            graph.define(definition)
    if settings.embedded:
        state = Engine(settings).joined()
        there = py2neo.Graph(state.uri, auth=(state.writer, state.writer_password), name=state.database)
    else:
        auth = (settings.neo4j_user, settings.neo4j_password.get_secret_value())
        there = py2neo.Graph(settings.neo4j_uri, auth=auth, name="neo4j")
    nodes = {label: [dict(row["properties"]) for row in found] for label, found in rows.nodes.items()}
    nodes["Claim"] = [dict(row["properties"]) for row in rows.claims]
    begun = time.perf_counter()
    transaction = there.begin()
    for label, found in nodes.items():
        labels = set(_NODES[label].labels) if label in _NODES else {label}
        for batch in _batches(found):
            py2neo.bulk.create_nodes(transaction, batch, labels=labels)
    for kind, start, end, edges in _edges(rows):
        for batch in _batches(edges):
            py2neo.bulk.create_relationships(transaction, batch, kind, start_node_key=start, end_node_key=end)
    there.commit(transaction)
    return time.perf_counter() - begun


def by_import(folder: Path, rows: GraphRows) -> float:
    """Seconds of `neo4j-admin database import full` into a Neo4j that does not run."""
    files = list(_import_files(folder, rows))
    home = folder / "home"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").write_text(f"server.memory.heap.max_size={_MEMORY}\n", encoding="utf-8")
    lib = fetch_jars()
    command = [
        "java", "-Xmx8g", "-cp", f"{lib}/*", f"-Dapp.home={home}", f"-Dbasedir={home}",
        "org.neo4j.cli.AdminTool", "database", "import", "full", "neo4j", "--multiline-fields=true", "--id-type=string",
        *files,
    ]  # fmt: skip
    begun = time.perf_counter()
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf"), "PATH": "/usr/bin:/bin"},
    )
    taken = time.perf_counter() - begun
    if done.returncode != 0:
        raise RuntimeError((done.stdout + done.stderr)[-3000:])
    return taken


def _edges(
    rows: GraphRows,
) -> Iterator[tuple[str, tuple[str, str], tuple[str, str], list[tuple[str, dict[str, Any], str]]]]:
    """Every kind of edge with the label and key of its ends."""
    entity = ("Entity", "id")
    for kind, found in rows.edges.items():
        yield kind, entity, entity, [(row["start"], dict(row["properties"]), row["end"]) for row in found]
    for kind, found in rows.structure.items():
        yield kind, entity, entity, [(row["start"], dict(row["properties"]), row["end"]) for row in found]
    for start, key, found in (("Claim", "claim", rows.claims_rest_on), ("Entity", "entity", rows.entities_rest_on)):
        ends = (start, "id"), ("Source", "id")
        yield "RESTS_ON", *ends, [(row[key], {"package": row["package"]}, row["source"]) for row in found]
    claim = ("Claim", "id")
    yield "RIVALS", claim, claim, [(row["one"], {"package": row["package"]}, row["other"]) for row in rows.rivals]


def _import_files(folder: Path, rows: GraphRows) -> Iterator[str]:
    """The files that the import reads, as its arguments. Everything is text there, but for the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    spaces = {"Claim": "claims", "Source": "sources", "Release": "releases", "Change": "changes"}
    nodes = {**rows.nodes, "Claim": rows.claims}
    for label, found in nodes.items():
        names = sorted({name for row in found for name in row["properties"]})
        path = folder / f"node-{label}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow([f"key:ID({spaces.get(label, 'entities')})", *names])
            for row in found:
                writer.writerow([row["key"], *(_text(row["properties"].get(name)) for name in names)])
        labels = ":".join(_NODES[label].labels) if label in _NODES else label
        yield f"--nodes={labels}={path}"
    for number, (kind, (start, _), (end, _), edges) in enumerate(_edges(rows)):
        if not edges:
            continue
        names = sorted({name for _, properties, _ in edges for name in properties})
        path = folder / f"edge-{number}-{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            ids = [
                f":{which}({spaces.get(label, 'entities')})" for which, label in (("START_ID", start), ("END_ID", end))
            ]
            writer.writerow([*ids, *names])
            for one, properties, other in edges:
                writer.writerow([one, other, *(_text(properties.get(name)) for name in names)])
        yield f"--relationships={kind}={path}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, list) else str(value)


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch


def measure(factor: int, folder: Path, ways: Sequence[str]) -> Measured:
    """Everything of one size; `ways` are those of writing that are tried."""
    package = copies(folder / "package", factor)
    taken: dict[str, float | None] = {}
    taken["check"], peak = check_alone(package)
    say(f"{factor}: checked in {taken['check']:.1f} s")
    found = checked(package).package
    number, claims = sum(1 for _ in found), sum(1 for _ in found.claims())
    for name, start in ENGINES.items():
        for what in ways:
            home = folder / f"{name}-{what}"
            home.mkdir()
            try:
                with start(home, _MEMORY, _TIMEOUT) as settings:
                    taken[f"{what} {name}"] = (
                        ours(settings, package) if what == "load" else by_py2neo(settings, graph_rows(found, OURS, 1))
                    )
            except Exception as error:
                say(f"{factor}: {what} on {name} failed: {str(error)[:300]}")
                taken[f"{what} {name}"] = None
            shutil.rmtree(home, ignore_errors=True)
            say(f"{factor}: {what} on {name}: {taken[f'{what} {name}']}")
    taken["import"] = by_import(folder / "import", graph_rows(found, OURS, 1))
    say(f"{factor}: import: {taken['import']:.1f} s")
    return Measured(factor, number, claims, taken, peak)


def table_of(sizes: Sequence[Measured]) -> Iterator[str]:
    """The report as Markdown. Growth is time over that of the smallest size, by the growth of the rows."""
    first = sizes[0]
    for engine in (EMBEDDED, NEO4J):
        yield f"### {engine}"
        yield ""
        head = [
            "times ours",
            "rows",
            "claims",
            "check s",
            "check MB",
            "load s",
            "write s",
            "py2neo s",
            "write / py2neo",
        ]
        head += ["write / import"] if engine == NEO4J else []
        head += ["growth of check", "growth of write"]
        yield f"| {' | '.join(head)} |"
        yield f"|{'---:|' * len(head)}"
        for one in sizes:
            s = one.seconds
            write = _less(s[f"load {engine}"], s["check"])
            grown = one.rows / first.rows
            cells = [
                str(one.factor), str(one.rows), str(one.claims), _number(s["check"]), f"{one.peak_mb:.0f}",
                _number(s[f"load {engine}"]), _number(write), _number(s.get(f"py2neo {engine}")),
                _ratio(write, s.get(f"py2neo {engine}")),
                *([_ratio(write, s["import"])] if engine == NEO4J else []),
                _ratio(_ratio_of(s["check"], first.seconds["check"]), grown),
                _ratio(_ratio_of(write, _less(first.seconds[f"load {engine}"], first.seconds["check"])), grown),
            ]  # fmt: skip
            yield f"| {' | '.join(cells)} |"
        yield ""


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _ratio_of(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def _ratio(one: float | None, other: float | None) -> str:
    found = _ratio_of(one, other)
    return "-" if found is None else f"{found:.2f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--factors", type=int, nargs="+", default=FACTORS)
    parser.add_argument("--py2neo-up-to", type=int, default=10, help="the largest size at which py2neo is tried")
    given = parser.parse_args()
    begin(_LONGEST_SECONDS)
    sizes: list[Measured] = []
    try:
        with tempfile.TemporaryDirectory(prefix="partnerships-scale-") as folder:
            for factor in given.factors:
                ways = ("load", "py2neo") if factor <= given.py2neo_up_to else ("load",)
                try:
                    sizes.append(measure(factor, Path(folder) / str(factor), ways))
                finally:
                    shutil.rmtree(Path(folder) / str(factor), ignore_errors=True)
    finally:
        # Of a run that is ended early the sizes that were measured are told.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if sizes:
            sys.stdout.write("\n".join(table_of(sizes)) + f"\nPeak of the measuring process: {peak:.0f} MB.\n")


if __name__ == "__main__":
    main()
