"""Load a data package: check every row, then write all of it in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.connection import Graph, Writer
from graph.schema import node_types
from graph.text import cypher, statements
from loaders.checks import check
from loaders.package import Package, read_package
from loaders.rows import GraphRow, GraphRows, graph_rows

OURS = "partnership-graph"
"""The name under which our own package stands in the graph."""

_BATCH = 1_000
"""Rows a statement: large enough that the round trip does not count, small enough that progress shows."""

_LOADER_VERSION = 1
"""Raised when the loader writes the same rows in another form, so that an old load is not taken for a current one."""

Progress = Callable[[int, int], None]
"""Told the number of rows written and of all rows."""


@dataclass(frozen=True)
class LoadReport:
    """What a load did. `revision` is the graph's after it; unless `loaded`, the graph held the package already."""

    folder: Path
    loaded: bool
    revision: int
    release: int
    claims: int
    removed: int = 0


def load(graph: Graph, folder: Path, *, today: dt.date, progress: Progress = lambda *_: None) -> LoadReport:
    """Bring the graph to hold the package in `folder`, whatever it held of it before.

    Raises `PackageError` with every fault, and `DatabaseError`; the graph is then as it was. `today` is used for
    `status_at_load` alone.
    """
    package = read_package(folder)
    check(package)
    digest = f"{_LOADER_VERSION}:{package.digest}"
    for definition in statements(cypher("graph", "cypher/constraints.cypher")):
        graph.define(definition)
    if report := _already_there(graph, folder, digest):
        return report
    with graph.write() as writer:
        revision = writer.run(cypher("loaders", "cypher/lock.cypher"))[0]["revision"]
        rows = graph_rows(package, OURS, revision)
        _make_room(writer, rows)
        _write(writer, rows, progress)
        removed = _remove_rest(writer, revision)
        writer.run(cypher("loaders", "cypher/status_at_load.cypher"), today=today, known_at=rows.newest_instant)
        writer.run(
            cypher("loaders", "cypher/package_loaded.cypher"),
            package=OURS,
            digest=digest,
            release=rows.newest_release,
            claims=len(rows.claims),
        )
    return LoadReport(folder, True, revision, rows.newest_release, len(rows.claims), removed)


def checked(folder: Path) -> Package:
    """The package in a folder, fit to be loaded. Raises `PackageError`."""
    package = read_package(folder)
    check(package)
    return package


def _already_there(graph: Graph, folder: Path, digest: str) -> LoadReport | None:
    for row in graph.read(cypher("loaders", "cypher/package.cypher"), {"package": OURS}):
        if row["digest"] == digest:
            revision = graph.read(cypher("graph", "cypher/revision.cypher"))[0]["revision"]
            return LoadReport(folder, False, revision, row["release"], row["claims"])
    return None


def _write(writer: Writer, rows: GraphRows, progress: Progress) -> None:
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
            writer.run(cypher("loaders", f"cypher/{name}.cypher"), rows=batch)
            written += len(batch)
            progress(written, total)


def _make_room(writer: Writer, rows: GraphRows) -> None:
    """Take out entities that come back under another label: one id cannot stand for two nodes."""
    entities = {node.label for node in node_types() if node.is_entity}
    for label, found in rows.nodes.items():
        if label in entities:
            writer.run(
                cypher("loaders", "cypher/relabelled.cypher"),
                package=OURS,
                label=label,
                ids=[row["key"] for row in found],
            )


def _remove_rest(writer: Writer, revision: int) -> int:
    """Take out what earlier loads of the package brought and this one did not."""
    return sum(
        writer.run(cypher("loaders", f"cypher/{name}.cypher"), package=OURS, revision=revision)[0]["removed"]
        for name in ("remove_edges", "remove_nodes")
    )
