"""The model described for those who read the tables without us: `datapackage.json`, `docs/model.md`, `docs/checks.md`.

`python -m loaders.describe` writes them anew; a test fails while they lag behind the model and the rules.
"""

from __future__ import annotations

import json
from pathlib import Path

from graph.schema import edge_types, node_types, tables
from loaders.rule import rules
from loaders.table_schema import package_descriptor


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
