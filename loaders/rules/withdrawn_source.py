"""Nothing current rests on a source that was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    gone = {row.key for row in context.all_rows("sources") if row.cells["withdrawn_in"]}
    for row in context.package if gone else ():
        if row.withdrawn or "sources" not in row.cells:
            continue
        for source in row.cells["sources"].split(";"):
            if source.strip() in gone:
                yield row.fault(
                    "sources",
                    f"the source {source.strip()} was withdrawn.",
                    "Name another that says so, or let `partnerships withdraw` take the row back.",
                )


RULE = Rule(
    "A row that rests on a withdrawn source.",
    "fault",
    _find,
    Example(
        [
            ("sources", {"id": "a-forgery", "title": "A forgery", "withdrawn_in": "1"}),
            (
                "memberships",
                {"id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner", "sources": "a-forgery"},
            ),
        ],
        "sources",
    ),
)
