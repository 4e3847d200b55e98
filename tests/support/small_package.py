"""A data package of a few made-up rows, for tests that write: it loads in a moment, and every row is known here."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.schema import OURS, tables
from graph.schema import table as declared

Rows = dict[str, list[dict[str, str]]]

_USUAL = {"rank": "normal", "confidence": "high", "sources": "one", "since_release": "1"}


def row(table: str, /, **cells: str) -> dict[str, str]:
    """A row of a table; cells that are not given are empty, or what a claim usually has."""
    names = declared(table).column_names
    unknown = set(cells) - set(names)
    assert not unknown, f"{table}.csv has no column {unknown}"
    return {name: _USUAL.get(name, "") for name in names} | cells


def small_rows() -> Rows:
    """The rows: two Allies, two partners, a framework, a contact point, two sources, one release."""
    rows: Rows = {table.name: [] for table in tables()}
    rows["releases"] = [row("releases", number="1", published_at="2020-01-01T00:00:00Z", note="First.")]
    rows["sources"] = [
        row("sources", id="one", title="One", published="2011-04"),
        row("sources", id="two", title="Two", read_on="2012-01-02"),
    ]
    rows["countries"] = [
        row("countries", id=code, name=name, kind="country", alpha_2=code[:2])
        for code, name in (("AAA", "Aland"), ("BBB", "Beland"), ("CCC", "Celand"), ("DDD", "Deland"))
    ]
    rows["organisations"] = [row("organisations", id="NATO", name="Alliance", kind="alliance")]
    rows["frameworks"] = [row("frameworks", id="PFP", name="Partnership for Peace", confers_partnership="true")]
    rows["contact_point_embassies"] = [row("contact_point_embassies", id="CPE:CCC", name="Contact point in Celand")]
    rows["memberships"] = [
        row(
            "memberships",
            id="NATO:AAA:1949",
            country="AAA",
            body="NATO",
            role="ally",
            valid_from="1949-04-04",
            valid_to="..",
        ),
        row(
            "memberships",
            id="NATO:BBB:1952",
            country="BBB",
            body="NATO",
            role="ally",
            valid_from="1952-02",
            valid_to="..",
        ),
        row(
            "memberships",
            id="PFP:CCC:1994",
            country="CCC",
            body="PFP",
            role="partner",
            valid_from="1994",
            valid_to="..",
        ),
        row(
            "memberships",
            id="PFP:DDD:1995",
            country="DDD",
            body="PFP",
            role="partner",
            valid_from="1995-01-01",
            valid_to="2004-03-29",
            sources="one;two",
        ),
    ]
    rows["establishments"] = [
        row("establishments", id="LIFE:PFP:1994", alliance="NATO", body="PFP", valid_from="1994-01-10", valid_to="..")
    ]
    rows["contact_point_hosts"] = [row("contact_point_hosts", id="HOST:CCC", contact_point="CPE:CCC", country="CCC")]
    rows["contact_point_leads"] = [
        row(
            "contact_point_leads",
            id="LEAD:CCC:AAA:2001",
            country="AAA",
            contact_point="CPE:CCC",
            holding="sole",
            valid_from="2001",
            attested_to="2003-05",
        )
    ]
    rows["names"] = [
        row("names", id="NAME:CCC:old", entity="CCC", text="Old Celand", language="en", kind="former", valid_to="1992")
    ]
    return rows


def withdraw(rows: Rows, table: str, id_: str, release: str, replacement: str = "") -> None:
    """Let a release withdraw a row, or correct it by another, as `partnerships release` would write it."""
    (found,) = [cells for cells in rows[table] if cells["id"] == id_]
    found["until_release"] = release
    rows["changes"].append(
        row(
            "changes",
            id=f"{release}-{len(rows['changes']) + 1}",
            release=release,
            change="corrected" if replacement else "withdrawn",
            table=table,
            row=id_,
            replacement=replacement,
            reason="A better page was found.",
        )
    )


def write_package(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], name: str = OURS) -> Path:
    """Write the tables into a folder, each with its header, as the package of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    for table in tables():
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as handle:
            ends = any("\r" in cell for cells in rows[table.name] for cell in cells.values())
            quoting = csv.QUOTE_ALL if ends else csv.QUOTE_MINIMAL  # Python leaves a carriage return unquoted.
            writer = csv.DictWriter(handle, table.column_names, lineterminator="\n", quoting=quoting)
            writer.writeheader()
            writer.writerows(rows[table.name])
    return folder
