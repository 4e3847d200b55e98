"""Nobody belongs to a framework, or uses a tool, before there is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    founded: dict[str, dt.date] = {}
    for row in context.all_rows("establishments"):
        if days := context.days(row):
            body = row.cells["body"]
            founded[body] = min(founded.get(body, days.from_min), days.from_min)
    for table, column in (("memberships", "body"), ("tool_uses", "tool")):
        for row in context.rows(table):
            days = context.days(row)
            start = founded.get(row.cells[column])
            if days and start and min(days.from_max, days.to_max) < start:
                yield row.fault(
                    "valid_from",
                    f"{row.cells[column]} did not exist before {start}.",
                    "Correct the date here, or the life of the body in establishments.csv.",
                )


RULE = Rule(
    "A membership, or a use, that began before the framework or the tool existed.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {
                    "id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner",
                    "valid_from": "1993-05-01", "valid_to": "1995-01-01",
                },
            )
        ],
        "valid_from",
    ),
)  # fmt: skip
