"""A troop figure is that of its day."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    for row in context.rows("contributions"):
        if row.cells["troops"] and not row.cells["troops_on"] and "troops_on" not in row.faulty:
            yield row.fault(
                "troops_on",
                "a troop figure without the day that it is of.",
                "Give the day, as precisely as the source has it, or take the figure out.",
                value=row.cells["troops"],
            )


RULE = Rule(
    "A troop figure without a date.",
    "fault",
    _find,
    Example(
        [("contributions", {"id": "CONTRIB:ISAF:XKX", "country": "XKX", "operation": "ISAF", "troops": "12"})],
        "troops_on",
    ),
)
