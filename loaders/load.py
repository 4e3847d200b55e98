"""Load a data package: check every row, then write all of it in one transaction, or nothing.

Several packages can stand in one graph, each under the name that its `datapackage.json` gives. A load touches what its own
package brought and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.connection import Graph, Writer
from graph.errors import PartnershipsError
from graph.schema import node_types
from graph.text import cypher, statements
from loaders.checks import checked
from loaders.faults import Fault
from loaders.package import Package, SourceRow, package_name
from loaders.rows import GraphRow, GraphRows, graph_rows
from loaders.unloading import packages_in, rows_of

_BATCH = 1_000
"""Rows a statement: large enough that the round trip does not count, small enough that progress shows."""

_LOADER_VERSION = 4
"""Raised when the loader writes the same rows in another form, so that an old load is not taken for a current one."""

Progress = Callable[[int, int], None]
"""Told the number of rows written and of all rows."""


@dataclass(frozen=True)
class LoadReport:
    """What a load did. `revision` is the graph's after it; unless `loaded`, the graph held the package already."""

    folder: Path
    package: str
    loaded: bool
    revision: int
    release: int
    claims: int
    removed: int = 0
    warnings: Sequence[Fault] = ()


def load(graph: Graph, folder: Path, *, today: dt.date, progress: Progress = lambda *_: None) -> LoadReport:
    """Bring the graph to hold the package in `folder`, whatever it held of it before, beside all other packages.

    Raises `PackageError` with every fault, `PartnershipsError` if other packages stand in the way, and `DatabaseError`;
    the graph is then as it was. `today` is used for `status_at_load` alone.
    """
    found = checked(folder, tuple(_rows_beside(graph, folder)))
    package = found.package
    digest = f"{_LOADER_VERSION}:{package.digest}"
    for definition in statements(cypher("graph", "cypher/constraints.cypher")):
        graph.define(definition)
    if report := _already_there(graph, package, digest, found.warnings):
        return report
    with graph.write() as writer:
        revision = lock(writer)
        rows = graph_rows(package, package.name, revision)
        _refuse_what_is_taken(writer, rows, package.name)
        _make_room(writer, rows, package.name)
        write_rows(writer, rows, progress)
        removed = _remove_rest(writer, revision, package.name)
        set_status(writer, today)
        writer.run(
            cypher("loaders", "cypher/package_loaded.cypher"),
            package=package.name,
            digest=digest,
            release=rows.newest_release,
            claims=len(rows.claims),
        )
    return LoadReport(
        folder, package.name, True, revision, rows.newest_release, len(rows.claims), removed, found.warnings
    )


def unload(graph: Graph, name: str, *, today: dt.date) -> int:
    """Take a package out of the graph, all of it; the number of nodes and edges that went.

    Raises `PartnershipsError` if there is no such package, or if another one rests on it.
    """
    with graph.write() as writer:
        lock(writer)
        there = packages_in(writer)
        if name not in there:
            held = f"There are: {', '.join(there)}." if there else "The graph holds no package."
            raise PartnershipsError("there is no such package in the graph.", where=name, remedy=held)
        dependent = writer.run(cypher("loaders", "cypher/resting_on_package.cypher"), package=name)
        if dependent:
            raise PartnershipsError(
                f"{dependent[0]['edges']} edges of the package {dependent[0]['package']} rest on it.",
                where=name,
                remedy=f"Unload {dependent[0]['package']} first.",
            )
        removed = _remove_rest(writer, -1, name)
        writer.run(cypher("loaders", "cypher/package_gone.cypher"), package=name)
        set_status(writer, today)
    return removed


def lock(writer: Writer) -> int:
    """Raise the revision, which holds every other writer back until this one ends; the revision it writes."""
    revision: int = writer.run(cypher("loaders", "cypher/lock.cypher"))[0]["revision"]
    return revision


def set_status(writer: Writer, today: dt.date) -> None:
    """What each country is on the day, as a property for colour."""
    writer.run(cypher("loaders", "cypher/status_at_load.cypher"), today=today)


def _rows_beside(graph: Graph, folder: Path) -> Iterator[SourceRow]:
    """The rows of the other packages in the graph: what the package may refer to, and must agree with."""
    name = package_name(folder)
    for other in packages_in(graph):
        if other != name:
            yield from rows_of(graph, other)


def _already_there(graph: Graph, package: Package, digest: str, warnings: Sequence[Fault]) -> LoadReport | None:
    for row in graph.read(cypher("loaders", "cypher/package.cypher"), {"package": package.name}):
        if row["digest"] == digest:
            revision = graph.read(cypher("graph", "cypher/revision.cypher"))[0]["revision"]
            return LoadReport(
                package.folder, package.name, False, revision, row["release"], row["claims"], warnings=warnings
            )
    return None


def _refuse_what_is_taken(writer: Writer, rows: GraphRows, name: str) -> None:
    """Refuse ids that another package brought meanwhile: the check saw the graph before the lock."""
    ids = [row["key"] for found in rows.nodes.values() for row in found] + [row["key"] for row in rows.claims]
    for row in writer.run(cypher("loaders", "cypher/taken.cypher"), package=name, ids=ids):
        raise PartnershipsError(
            f"the id {row['id']!r} is taken by the package {row['package']}.", where=name, remedy="Load again."
        )


def write_rows(writer: Writer, rows: GraphRows, progress: Progress = lambda *_: None) -> None:
    """Merge nodes and edges, in batches."""
    parts: list[tuple[str, Sequence[GraphRow]]] = [
        *((f"nodes/{label}", found) for label, found in rows.nodes.items()),
        *((f"edges/{name}", found) for name, found in rows.edges.items()),
        *((f"structure/{name}", found) for name, found in rows.structure.items()),
        ("claims", rows.claims),
        ("claims_rest_on", rows.claims_rest_on),
        ("entities_rest_on", rows.entities_rest_on),
        ("rivals", rows.rivals),
    ]
    total = sum(len(found) for _, found in parts)
    written = 0
    for name, found in parts:
        left = iter(found)
        while batch := list(islice(left, _BATCH)):
            for statement in statements(cypher("loaders", f"cypher/{name}.cypher")):
                writer.run(statement, rows=batch)
            written += len(batch)
            progress(written, total)


def _make_room(writer: Writer, rows: GraphRows, name: str) -> None:
    """Take out entities that come back under another label: one id cannot stand for two nodes."""
    entities = {node.label for node in node_types() if node.is_entity}
    for label, found in rows.nodes.items():
        if label in entities:
            ids = [row["key"] for row in found]
            moved = writer.run(cypher("loaders", "cypher/relabelled.cypher"), package=name, label=label, ids=ids)
            _detach(writer, moved, name)


def _remove_rest(writer: Writer, revision: int, name: str) -> int:
    """Take out what earlier loads of the package brought and this one did not."""
    edges = writer.run(cypher("loaders", "cypher/remove_edges.cypher"), package=name, revision=revision)
    nodes = writer.run(cypher("loaders", "cypher/left_over.cypher"), package=name, revision=revision)
    _detach(writer, nodes, name)
    return int(edges[0]["removed"]) + len(nodes)


def _detach(writer: Writer, nodes: Sequence[GraphRow], name: str) -> None:
    """Delete nodes, unless an edge of another package hangs on one: nobody's claims go with somebody else's node."""
    ids = [row["node"] for row in nodes]
    for row in writer.run(cypher("loaders", "cypher/hanging_on.cypher"), nodes=ids, package=name):
        raise PartnershipsError(
            f"the package {row['package']} has {row['edges']} edges at what this load would take out, such as"
            f" {row['example']}.",
            where=name,
            remedy=f"Unload it first (`partnerships unload {row['package']}`), or keep what it refers to.",
        )
    writer.run(cypher("loaders", "cypher/remove_nodes.cypher"), nodes=ids)
