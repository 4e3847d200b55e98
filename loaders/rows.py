"""Checked rows as the graph holds them: nodes, edges and claims with their days, instants and sources."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from graph.clocks import NEVER_WITHDRAWN, bounds, parse_instant
from graph.schema import Column
from loaders.package import Package, SourceRow

GraphRow = Mapping[str, Any]
"""One element of the list that an UNWIND walks."""


@dataclass
class GraphRows:
    """What one load writes, by the file that writes it."""

    nodes: dict[str, list[GraphRow]] = field(default_factory=lambda: defaultdict(list))
    edges: dict[str, list[GraphRow]] = field(default_factory=lambda: defaultdict(list))
    structure: dict[str, list[GraphRow]] = field(default_factory=lambda: defaultdict(list))
    claims: list[GraphRow] = field(default_factory=list)
    claims_rest_on: list[GraphRow] = field(default_factory=list)
    entities_rest_on: list[GraphRow] = field(default_factory=list)
    rivals: list[GraphRow] = field(default_factory=list)
    newest_release: int = 0
    newest_instant: dt.datetime = NEVER_WITHDRAWN


def graph_rows(package: Package, name: str, revision: int) -> GraphRows:
    """The rows of a checked package, each marked with the package's name and the revision that brings it."""
    out = GraphRows()
    mark = {"package": name, "loaded_at": revision}
    instants = {int(row.key): parse_instant(row.cells["published_at"]) for row in package.rows["releases"]}
    out.newest_release = max(instants)
    out.newest_instant = instants[out.newest_release]
    for row in package:
        table = row.table
        if node := table.node_type(row.cells):
            properties = {column.name: value(column, row.cells[column.name]) for column in _described(row)}
            properties |= _in_force(row) | _record_clock(row, instants)
            if node.per_package:
                properties["id"] = f"{name}/{row.key}"
            key = properties["id" if node.per_package else table.key]
            out.nodes[node.label].append({"key": key, "properties": _known(properties) | mark})
            for link in table.links:
                out.structure[link.edge] += [
                    {"start": key, "end": end, "properties": mark} for end in _list(row.cells[link.column])
                ]
            if "sources" in row.cells and not table.edge:
                out.entities_rest_on += [
                    {"entity": key, "source": source, **mark} for source in _list(row.cells["sources"])
                ]
        if table.structure:
            carried = {column.name: value(column, row.cells[column.name]) for column in table.carried}
            out.structure[table.structure.name].append(
                {
                    "start": row.cells[table.structure.start],
                    "end": row.cells[table.structure.end],
                    "properties": _known(carried) | mark | {"table": table.name},
                }
            )
        if table.edge:
            claim = _claim(row, instants) | mark
            out.edges[table.edge.name].append(
                {
                    "key": row.key,
                    "start": row.cells[table.edge.start],
                    "end": row.cells[table.edge.end],
                    "properties": claim | {"claim_id": row.key},
                }
            )
            out.claims.append(
                {
                    "key": row.key,
                    "properties": claim
                    | {
                        "id": row.key,
                        "edge": table.edge.name,
                        "table": table.name,
                        "start": row.cells[table.edge.start],
                        "end": row.cells[table.edge.end],
                    },
                }
            )
            out.claims_rest_on += [{"claim": row.key, "source": source, **mark} for source in claim["sources"]]
    out.rivals += [
        {"one": one, "other": other, **mark}
        for group in _rival_groups(package)
        for one, other in combinations(group, 2)
    ]
    return out


def value(column: Column, cell: str) -> Any:
    """A cell as the graph holds it; None for an empty one. EDTF dates stay text: no type keeps their precision."""
    if cell == "":
        return None
    match column.kind:
        case "integer":
            return int(cell)
        case "boolean":
            return cell == "true"
        case "list":
            return _list(cell)
        case "instant":
            return parse_instant(cell)
        case "text" | "date":
            return cell


def _described(row: SourceRow) -> Sequence[Column]:
    """The columns that describe the node; those of a claim belong to its edge."""
    if row.table.edge is None:
        return row.table.columns
    key = next(column for column in row.table.columns if column.name == row.table.key)
    return (key, *row.table.carried)


def _in_force(row: SourceRow) -> dict[str, Any]:
    """The four days of what a node stands for, if the table gives it a period."""
    if row.table.period is None:
        return {}
    return asdict(bounds(*(row.cells[name] for name in row.table.period)))


def _record_clock(row: SourceRow, instants: Mapping[int, dt.datetime]) -> dict[str, Any]:
    """The instants between which we knew of what a node stands for, if its table says; claims have theirs on the edge."""
    if row.table.edge or "since_release" not in row.cells:
        return {}
    until = row.cells["until_release"]
    return {
        "known_from": instants[int(row.cells["since_release"])],
        "known_to": instants[int(until)] if until else NEVER_WITHDRAWN,
    }


def _claim(row: SourceRow, instants: Mapping[int, dt.datetime]) -> dict[str, Any]:
    cells = row.cells
    until = cells["until_release"]
    days = bounds(cells["valid_from"], cells["valid_to"], cells["attested_from"], cells["attested_to"])
    carried = {column.name: value(column, cells[column.name]) for column in row.table.columns if column.name != "id"}
    ends = {row.table.edge.start, row.table.edge.end} if row.table.edge else set()
    return _known({name: held for name, held in carried.items() if name not in ends}) | {
        **asdict(days),
        "known_from": instants[int(cells["since_release"])],
        "known_to": instants[int(until)] if until else NEVER_WITHDRAWN,
        # A claim with rivals answers if it is the preferred one; the check sees to it that there is exactly one.
        "answers": cells["rank"] == "preferred" or (cells["rank"] == "normal" and not cells["rival_group"]),
    }


def _rival_groups(package: Package) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in package.claims():
        if group := row.cells["rival_group"]:
            groups[group].append(row.key)
    return [sorted(group) for group in groups.values()]  # The way of an edge must not hang on the order of a file.


def _known(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is null: a graph has no property for what is not known."""
    return {name: held for name, held in properties.items() if held is not None}


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
