"""An id must be one that there is."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule

_NEAR = 0.7
"""Of 1: how alike an id must be to be offered instead of an unknown one; likeness at the beginning counts more."""


def _find(context: Context) -> Iterator[Fault]:
    for row in context.package:
        for column in row.table.columns:
            if not column.references or column.name in row.faulty or context.unknowable & set(column.references):
                continue
            cell = row.cells[column.name]
            values = [value.strip() for value in cell.split(";")] if column.kind == "list" else [cell]
            if column.required and not any(values):
                yield row.fault(column.name, "the list is empty.", "Name at least one id.")
            candidates = context.ids_of(column.references)
            for value in values:
                if value and value not in candidates:
                    near = process.extract(
                        value, candidates, scorer=JaroWinkler.similarity, score_cutoff=_NEAR, limit=3
                    )
                    nearest = f" Nearest: {', '.join(found for found, _, _ in near)}." if near else ""
                    yield row.fault(
                        column.name,
                        f"there is no {' or '.join(label.lower() for label in column.references)} {value[:40]!r}.",
                        f"Correct the id, or add a row for it first.{nearest}",
                    )


RULE = Rule(
    "A cell names something that no row stands for.",
    "fault",
    _find,
    Example([("memberships", {"id": "PFP:FIM:1994", "country": "FIM", "body": "PFP", "role": "partner"})], "country"),
)
