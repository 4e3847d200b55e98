"""A data package as the graph holds it, back as rows and as files: what was loaded can be taken out again, whole."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from graph.clocks import format_instant
from graph.connection import Graph, Row, Writer
from graph.errors import PartnershipsError
from graph.schema import Column, Table, tables
from graph.text import cypher
from loaders.package import SourceRow
from loaders.table_schema import key_columns, package_descriptor


class _Reads(Protocol):
    def __call__(self, text: str, /, **parameters: Any) -> Sequence[Row]: ...


def packages_in(source: Graph | Writer) -> list[str]:
    """The names of the packages in the graph."""
    return [row["id"] for row in _reader(source)(cypher("loaders", "cypher/packages.cypher"))]


def rows_of(source: Graph | Writer, package: str) -> Iterator[SourceRow]:
    """Every row of a package that the graph holds, table by table, by key. `line` is the line it would have in a file."""
    for table in tables():
        for line, cells in enumerate(_in_order(table, _rows_of_table(_reader(source), table, package)), start=2):
            yield SourceRow(table, line, cells)


def export(graph: Graph, folder: Path, package: str) -> dict[str, int]:
    """Write a package that the graph holds into an empty or new folder; the number of rows of each table.

    Loaded again, it makes the same graph. Raises `PartnershipsError` if the folder holds something, cannot be written,
    or the graph holds no such package.
    """
    there = packages_in(graph)
    if package not in there:
        raise PartnershipsError(
            "there is no such package in the graph.",
            where=package,
            remedy=f"There are: {', '.join(there)}." if there else "Run `partnerships load`.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PartnershipsError("something is there already.", where=str(folder), remedy="Name a folder to be made.")
    rows: dict[str, list[SourceRow]] = {table.name: [] for table in tables()}
    for row in rows_of(graph, package):
        rows[row.table.name].append(row)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as unfinished:
            made = Path(unfinished) / "package"
            made.mkdir()
            for table in tables():
                write_table(made / f"{table.name}.csv", table, [row.cells for row in rows[table.name]])
            descriptor = package_descriptor() | {"name": package}
            (made / "datapackage.json").write_text(
                json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
    except OSError as error:
        raise PartnershipsError(
            f"it cannot be written ({error.strerror}).", where=str(folder), remedy="Name another place."
        ) from error
    return {name: len(found) for name, found in rows.items()}


def write_table(path: Path, table: Table, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a table with its header; a cell that a row lacks is empty."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        plain = csv.DictWriter(handle, table.column_names, restval="", lineterminator="\n")
        quoted = csv.DictWriter(handle, table.column_names, restval="", lineterminator="\n", quoting=csv.QUOTE_ALL)
        plain.writeheader()
        for cells in rows:
            # A carriage return ends a row for whoever reads it, and yet Python does not quote it.
            (quoted if any("\r" in cell for cell in cells.values()) else plain).writerow(cells)


def _reader(source: Graph | Writer) -> _Reads:
    if isinstance(source, Graph):
        return lambda text, /, **parameters: source.read(text, parameters)
    return source.run


def _in_order(table: Table, rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """By key; releases as numbers."""
    keys = key_columns(table)
    numbers = {column.name for column in table.columns if column.kind == "integer"}
    return sorted(
        rows, key=lambda cells: [(int(cells[key]), "") if key in numbers else (0, cells[key]) for key in keys]
    )


def _rows_of_table(read: _Reads, table: Table, package: str) -> Iterator[dict[str, str]]:
    if table.edge:
        found = read(cypher("loaders", "cypher/edges_of.cypher"), package=package, type=table.edge.name)
        start, end, key = table.edge.start, table.edge.end, "claim_id"
    elif table.structure:
        found = read(cypher("loaders", "cypher/structure_of.cypher"), package=package, table=table.name)
        start, end, key = table.structure.start, table.structure.end, ""
    else:
        labels = [node.label for node in table.node_types]
        found = read(cypher("loaders", "cypher/nodes_of.cypher"), package=package, labels=labels)
        start = end = ""
        key = table.key
    for row in found:
        held = row["held"]
        cells = {column.name: _cell(column, held.get(column.name)) for column in table.columns}
        if start:
            cells |= {start: row["start"], end: row["end"]}
        if key:
            cells[table.key] = str(held[key]).removeprefix(f"{package}/")
        yield cells


def _cell(column: Column, held: Any) -> str:
    """A value of the graph as the cell that it came from."""
    if held is None:
        return ""
    match column.kind:
        case "boolean":
            return "true" if held else "false"
        case "list":
            return ";".join(held)
        case "instant":
            return format_instant(held.to_native().replace(tzinfo=None))
        case "text" | "date" | "integer":
            return str(held)
