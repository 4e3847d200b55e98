"""The model described for those who read the tables without us: `datapackage.json`, `docs/model.md`, `docs/checks.md`.

`python -m loaders.describe` writes them anew; a test fails while they lag behind the model and the rules.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graph.schema import OURS, Column, Table, edge_types, node_types, tables

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


def model_page() -> str:
    """`docs/model.md`: every label, edge and table with the meaning of every column."""
    lines = [
        "# The model",
        "",
        "Made from the declarations in `graph/model/` by `make docs`; a test holds it to them. How dates become days, and"
        " what *certain* and *possible* mean, is in [decisions/0002-clocks.md](decisions/0002-clocks.md).",
        "",
        "## Nodes",
        "",
        "| label | with | key | what it is |",
        "|---|---|---|---|",
        *(f"| `{n.label}` | {', '.join(f'`{a}`' for a in n.also)} | `{n.key}` | {n.about} |" for n in node_types()),
        "| `Claim` | | `id` | One claim: what its edge carries, and what it rests on. |",
        "| `Package` | | `id` | What was loaded last of a data package. |",
        "| `GraphState` | | `id` | One node. `revision` rises by one with every committed write; each writer locks it first. |",
        "",
        "## Edges that are claims",
        "",
        "Every one carries `claim_id`, `valid_from` and `valid_to` as its source has them, the four days `from_min`,"
        " `from_max`, `to_min`, `to_max`, `known_from` and `known_to` (UTC), `rank`, `confidence`, `sources` and"
        " `answers` (true unless a rival is preferred or the claim is deprecated).",
        "",
        "| edge | from | to | carries | what it says |",
        "|---|---|---|---|---|",
    ]
    for edge in edge_types():
        table = next(t for t in tables() if t.edge == edge)
        column = {c.name: c for c in table.columns}
        start = " or ".join(f"`{label}`" for label in column[edge.start].references)
        ends = column[edge.end].references or tuple(n.label for n in table.node_types)
        carried = ", ".join(f"`{c.name}`" for c in table.carried)
        lines.append(
            f"| `{edge.name}` | {start} | {' or '.join(f'`{label}`' for label in ends)} | {carried} | {edge.about} |"
        )
    lines += [
        "",
        "## Edges that are structure",
        "",
        "| edge | from | to | what it says |",
        "|---|---|---|---|",
        "| `RESTS_ON` | `Claim`, or any entity | `Source` | The claim, or the entity's names and codes, rest on it. |",
        "| `RIVALS` | `Claim` | `Claim` | At most one of the two is right. |",
        *_structure_lines(),
        "",
        "## Tables",
    ]
    for table in tables():
        lines += [
            "",
            f"### {table.name}.csv",
            "",
            table.about,
            "",
            "| column | kind | meaning |",
            "|---|---|---|",
        ]
        for column_ in table.columns:
            need = "" if column_.required else ", may be empty"
            choices = f" One of {', '.join(f'`{choice}`' for choice in column_.choices)}." if column_.choices else ""
            mentioned = all(f"`{choice}`" in column_.about for choice in column_.choices)
            lines.append(f"| `{column_.name}` | {column_.kind}{need} | {column_.about}{'' if mentioned else choices} |")
    return "\n".join(lines) + "\n"


def checks_page() -> str:
    """`docs/checks.md`: every rule of the check, with what it catches."""
    from loaders.rule import rules  # noqa: PLC0415 - the rules look at packages, whose reader uses this module

    lines = [
        "# What is checked",
        "",
        "Before anything of a data package is loaded, each table is checked against its schema (encoding, header, kinds of"
        " values, required cells, choices, keys; see [model.md](model.md)), and the rules below run over all tables."
        " Everything is told at once, with file, line, column, value and what to do. A fault stops the load, a warning does"
        " not. `partnerships check FOLDER` does it without loading.",
        "",
        "Made from `loaders/rules/` by `make docs`; each example is a test.",
        "",
        "| rule | kind | what must not be | an example of what it catches |",
        "|---|---|---|---|",
    ]
    for rule in rules():
        caught = "; ".join(
            f"{name}: {', '.join(f'{column} `{cell}`' for column, cell in cells.items() if cell)}"
            for name, cells in rule.example.rows
        )
        lines.append(f"| `{rule.name}` | {rule.severity} | {rule.about} | {caught} |")
    return "\n".join(lines) + "\n"


def _structure_lines() -> list[str]:
    """A line for each kind of edge that a table declares as structure."""
    lines: dict[tuple[str, str, str], str] = {}
    for table in tables():
        columns = {column.name: column for column in table.columns}
        own = " or ".join(f"`{node.label}`" for node in table.node_types)
        for link in table.links:
            ends = " or ".join(f"`{label}`" for label in columns[link.column].references)
            lines[link.edge, own, ends] = link.about
        if table.structure:
            start, end = (
                " or ".join(f"`{label}`" for label in columns[name].references)
                for name in (table.structure.start, table.structure.end)
            )
            lines[table.structure.name, start, end] = table.structure.about
    return [f"| `{edge}` | {start} | {end} | {about} |" for (edge, start, end), about in sorted(lines.items())]


def main() -> None:
    """Write both files where the checkout has them."""
    root = Path(__file__).parent.parent
    (root / "data" / "datapackage.json").write_text(
        json.dumps(package_descriptor(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (root / "docs" / "model.md").write_text(model_page(), encoding="utf-8")
    (root / "docs" / "checks.md").write_text(checks_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
