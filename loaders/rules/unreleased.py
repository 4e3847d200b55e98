"""A row counts from its release on."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    for row in context.package:
        if row.table.recorded and not row.cells["since_release"] and "since_release" not in row.faulty:
            yield row.fault(
                "since_release",
                "the row is in no release yet, so nobody knew it at any time.",
                "Run `partnerships release`, which gives it the number of the coming one.",
            )


RULE = Rule(
    "A row that no release has brought. Working tables may hold such rows; the graph may not.",
    "fault",
    _find,
    Example(
        [("memberships", {"id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner", "since_release": ""})],
        "since_release",
    ),
)
