"""The tables as others describe tables: Frictionless' Table Schema, and the `datapackage.json` made of it."""

from __future__ import annotations

from typing import Any

from graph.schema import OURS, Column, Table, tables

_FRICTIONLESS_TYPES = {"integer": "integer", "boolean": "boolean"}
"""All other kinds are strings to Frictionless: EDTF dates, instants and lists have no type of their own there."""

_DATE_PATTERN = r"(\.\.|\d{4}(-\d{2}(-\d{2})?)?|\[\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}\])"
_INSTANT_PATTERN = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"


def field_descriptor(column: Column, *, unique: bool) -> dict[str, Any]:
    """One column as a field of Frictionless' Table Schema."""
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if unique:
        constraints["unique"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.kind == "date":
        constraints["pattern"] = _DATE_PATTERN
    elif column.kind == "instant":
        constraints["pattern"] = _INSTANT_PATTERN
    elif column.pattern:
        constraints["pattern"] = column.pattern
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS_TYPES.get(column.kind, "string"),
        "description": column.about,
    }
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if constraints:
        field["constraints"] = constraints
    return field


def schema_descriptor(table: Table) -> dict[str, Any]:
    """A table as a Frictionless Table Schema."""
    return {
        "fields": [
            field_descriptor(column, unique=column.name == table.key and not table.structure)
            for column in table.columns
        ],
        "missingValues": [""],
        "primaryKey": list(key_columns(table)),
        "foreignKeys": _foreign_keys(table),
    }


def key_columns(table: Table) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart: the key, or the two ends of an edge of structure."""
    return (table.structure.start, table.structure.end) if table.structure else (table.key,)


def _foreign_keys(table: Table) -> list[dict[str, Any]]:
    """The references that Frictionless can check: one column to one table. The loader checks the others too."""
    home = {node.label: other for other in tables() for node in other.node_types}
    return [
        {"fields": [column.name], "reference": {"resource": home[label].name, "fields": [home[label].key]}}
        for column in table.columns
        if column.kind == "text" and len({home[label].name for label in column.references}) == 1
        for label in column.references[:1]
    ]


def package_descriptor() -> dict[str, Any]:
    """The whole `datapackage.json`."""
    return {
        "name": OURS,
        "title": "NATO's partnerships: who stood in which relation to NATO, since when, until when, and who says so",
        "description": (
            "Dated and sourced claims about Allies, partners, frameworks, commissions, international organisations and"
            " contact point embassies, 1949 to today. No official NATO source. Each row of a table that has a"
            " `valid_from` is a claim; rows are added and closed, never altered once published."
        ),
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0; country names and codes under the licence of iso-codes, see LICENSE.md",
            }
        ],
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": table.name.replace("_", "-"),
                "path": f"{table.name}.csv",
                "profile": "tabular-data-resource",
                "description": table.about,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": _for_package(schema_descriptor(table)),
            }
            for table in tables()
        ],
    }


def _for_package(schema: dict[str, Any]) -> dict[str, Any]:
    for key in schema["foreignKeys"]:
        key["reference"]["resource"] = key["reference"]["resource"].replace("_", "-")
    return schema
