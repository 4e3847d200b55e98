"""A small package with rows in almost every table, and what a later release may make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from hashlib import blake2b
from pathlib import Path

import pytest

import loaders.load
import loaders.releasing
from graph.connection import Graph
from graph.schema import Column, Table, tables
from loaders.checks import Checked
from loaders.package import Package, SourceRow, package_name
from loaders.releasing import archive_bytes, archive_of, plan_release
from loaders.table_schema import key_columns
from tests.support.mixed_package import mixed_rows
from tests.support.small_package import Rows, row, write_package

LATER = dt.datetime(2022, 1, 1)
"""When the third release is published: the package has two."""

NEW = "NEW"
"""The id of what a later release enters."""

Edit = Callable[[Rows], None]


def whole_rows() -> Rows:
    """The mixed package with a rule, and with what the policy counts."""
    rows = mixed_rows()
    now = {"valid_from": "2001", "valid_to": ".."}
    (offer,) = (one for one in rows["provisions"] if one["id"] == "P1.1")
    offer["leads_to"] = "Decision; USES; rule"
    rows["rules"] = [
        row("rules", id="parp-partners", tool="PARP", modality="open", wording="may", decides="NAC", audience="country",
            strand="practical", valid_from="1994", valid_to="..", reading="text", provision="P1.1"),
    ]  # fmt: skip
    rows["rule_conditions"] = [
        row("rule_conditions", id="parp-partners:partner", rule="parp-partners", scope="false", asks="is a partner",
            relation="MEMBER_OF", role="partner", any_of="partnership", expected="true"),
    ]  # fmt: skip
    rows["decisions"].append(
        row("decisions", id="D-GRANT", title="The plan", summary="It is granted.", body="NAC", kind="individual", effect="grants",
            decided_on="2000-01-01", effective_from="2000-01-01", effective_until="..")
    )  # fmt: skip
    rows["decision_actors"].append(row("decision_actors", decision="D-GRANT", actor="EEE"))
    rows["decision_tools"].append(row("decision_tools", decision="D-GRANT", tool="PARP"))
    rows["objectives"] = [row("objectives", id="PEACE", name="Peace", kind="strategic", provision="P1.2")]
    rows["priority_areas"] = [row("priority_areas", id="POLITICAL", name="Political", provision="P1.2")]
    rows["considerations"] = [row("considerations", id="C-1", name="Values", provision="P1.2")]
    rows["addresses"] = [row("addresses", subject="PARP", object="PEACE", reading="ours")]
    rows["meeting_texts"] = [row("meeting_texts", meeting="M-1", document="TEXT")]
    rows["agreements"] = [row("agreements", id="AGR", title="An agreement", kind="letters", date="1995-01-01")]
    rows["agreement_parties"] = [
        row("agreement_parties", id="AGR:EU", party="EU", agreement="AGR", valid_from="1995-01-01", valid_to="..")
    ]
    rows["centres"] = [row("centres", id="CENTRE", name="A centre", kind="PTEC", city="Town")]
    rows["centre_hosts"] = [row("centre_hosts", id="CENTRE:CCC", country="CCC", centre="CENTRE", **now)]
    rows["fund_leads"] = [row("fund_leads", id="TF-1:AAA", country="AAA", fund="TF-1", **now)]
    rows["aspirations"] = [row("aspirations", id="CCC:NATO", country="CCC", alliance="NATO", capacity="says so", **now)]
    rows["missions"] = [row("missions", id="MISSION:CCC", country="CCC", alliance="NATO", kind="mission", **now)]
    rows["recognitions"] = [row("recognitions", id="ISAF:CCC", country="CCC", operation="ISAF", **now)]
    rows["operation_lives"] = [row("operation_lives", id="LIFE:ISAF", alliance="NATO", operation="ISAF", **now)]
    rows["relations"] = [row("relations", id="NATO:EU", alliance="NATO", organisation="EU", nature="work", **now)]
    rows["consideration_evidence"] = [
        row("consideration_evidence", id="CCC:C-1", country="CCC", consideration="C-1", evidence="It votes.", **now)
    ]
    rows["establishments"].append(
        row("establishments", id="LIFE:PARP", alliance="NATO", body="PARP", **now | {"valid_from": "1994"})
    )
    rows["tools"].append(row("tools", id="FLEXIBLE_FORMAT", name="28+n", kind="mechanism"))
    rows["meeting_formats"].append(row("meeting_formats", meeting="M-1", format="FLEXIBLE_FORMAT"))
    rows["countries"][2]["euro_atlantic"] = "beyond"
    rows["documents"].append(row("documents", id="ASIDE", title="A text that nothing names", kind="text"))
    return rows


def published(folder: Path) -> Path:
    """The package in a folder, with what its second release published kept beside it."""
    rows = whole_rows()
    write_package(folder, rows)
    archive = archive_of(folder, 2)
    archive.parent.mkdir()
    archive.write_bytes(archive_bytes(folder, rows, {table.name for table in tables()}))
    return folder


def later_rows(folder: Path, edit: Edit) -> Rows:
    """The tables as the third release would have them, which an edit makes; unchecked: what a cell says need not be sound."""
    edited = whole_rows()
    edit(edited)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loaders.releasing, "written", lambda *_: nullcontext())
        patch.setattr(loaders.releasing, "checked", lambda _: None)
        return plan_release(folder, edited, note="Later.", now=LATER, correct=True).rows


def load_rows(graph: Graph, folder: Path, rows: Rows, *, today: dt.date) -> None:
    """Load tables as the package of a folder, unchecked and without writing them."""
    held = {
        table.name: tuple(SourceRow(table, line, cells) for line, cells in enumerate(rows[table.name], start=2))
        for table in tables()
    }
    package = Package(folder, package_name(folder), held, blake2b(repr(rows).encode()).hexdigest())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loaders.load, "checked", lambda *_: Checked(package, ()))
        loaders.load.load(graph, folder, today=today)


def edits() -> Iterator[tuple[str, Edit]]:
    """What a release may do to rows without a record clock: each column of one row said anew, a row entered, an edge taken out."""
    rows = whole_rows()
    ids = _ids(rows)
    for table in tables():
        if table.recorded or table.name in ("releases", "changes") or not rows[table.name]:
            continue
        for column in table.columns:
            cell = rows[table.name][0][column.name]
            other = _other(column, cell, ids)
            if column.name not in (*key_columns(table), table.key, table.label_column) and other != cell:
                yield f"{table.name}.{column.name}", _said_anew(table.name, column.name, other)
        yield f"{table.name} entered", _entered(table)
        if table.structure and not table.node:
            yield f"{table.name} taken out", lambda edited, name=table.name: edited[name].pop(0)
    yield "documents taken out", lambda edited: edited["documents"].pop()


def _ids(rows: Rows) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table in tables():
        for cells in rows[table.name]:
            if node := table.node_type(cells):
                found.setdefault(node.label, []).append(cells[table.key])
    return found


def _other(column: Column, cell: str, ids: dict[str, list[str]]) -> str:
    """Another value for a cell, that the model allows."""
    if column.choices:
        return next(one for one in column.choices if one != cell)
    if column.kind == "boolean":
        return "false" if cell == "true" else "true"
    if column.references:
        others = [id_ for label in column.references for id_ in ids.get(label, ()) if id_ not in cell.split(";")]
        return others[-1] if others else cell
    if column.kind == "integer":
        return str(int(cell or 0) + 1)
    if column.kind == "date":
        return "2012-01-01"
    return f"ZZ {cell}"


def _said_anew(table: str, column: str, other: str) -> Edit:
    def edit(rows: Rows) -> None:
        rows[table][0][column] = other

    return edit


def _entered(table: Table) -> Edit:
    """A row like the first under a new id, tied to what that is tied to; of edges one that was not there."""

    def edit(rows: Rows) -> None:
        first = rows[table.name][0]
        if table.structure and not table.node:
            start, end = key_columns(table)
            ids = _ids(rows)
            (references,) = (column.references for column in table.columns if column.name == end)
            tied = {cells[end] for cells in rows[table.name] if cells[start] == first[start]}
            others = (id_ for label in references for id_ in ids.get(label, ()) if id_ not in tied)
            if (other := next(others, None)) is None:
                other = first[end]
                start, first = (
                    "",
                    {**first, start: rows["meetings" if table.name.startswith("meeting") else "tools"][-1]["id"]},
                )
            rows[table.name].append({**first, end: other})
            return
        old = first[table.key]
        rows[table.name].append({**first, table.key: NEW if table.name != "sources" else NEW.lower()})
        for tied in tables():
            if tied.structure and not tied.node:
                rows[tied.name] += [
                    {**cells, end: NEW}
                    for cells in list(rows[tied.name])
                    for end in key_columns(tied)
                    if cells[end] == old
                ]

    return edit
