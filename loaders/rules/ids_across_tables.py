"""Entities share one space of ids, and so do claims: a door finds either by its id alone."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    own = {id(row) for row in context.package}
    for of_claims in (False, True):
        first: dict[str, SourceRow] = {}
        for row in (*context.beside, *context.package):
            if of_claims:
                if not row.table.edge:
                    continue
            elif not any(node.is_entity for node in row.table.node_types):
                continue
            earlier = first.setdefault(row.key, row)
            if earlier is row or id(row) not in own:
                continue
            if id(earlier) not in own:
                yield row.fault("id", "the id is taken by another package that is loaded.", "Choose another.")
            elif earlier.table is not row.table:
                yield row.fault(
                    "id", f"the id stands in {earlier.table.name}.csv:{earlier.line} too.", "Choose another."
                )
    links = {(row.table.name, row.key) for row in context.beside if row.table.structure}
    for row in context.package:
        if row.table.structure and (row.table.name, row.key) in links:
            yield row.fault(
                row.table.structure.start,
                f"another package that is loaded links {row.key} already.",
                "Remove the row: the link is there.",
            )
    sources = {row.key for row in context.beside if row.table.name == "sources"}
    for row in context.package.rows["sources"]:
        if row.key in sources:
            yield row.fault(
                "id",
                "the id is taken by another package that is loaded.",
                "If it is the same source, remove the row: the id may be used all the same. Else choose another.",
            )


RULE = Rule(
    "One id for two things, in two tables or in two packages that stand in one graph.",
    "fault",
    _find,
    Example([("frameworks", {"id": "SWE", "name": "Sweden's own", "confers_partnership": "false"})], "id"),
)
