"""A date is as precise as its source and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule

_FINENESS = {"year": 0, "month": 1, "day": 2}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


def _fineness(cell: str) -> int:
    """How fine a date is; a choice of days is as coarse as what it leaves open, so never finer than its source."""
    return 2 if _DAY.fullmatch(cell) else 1 if _MONTH.fullmatch(cell) else 0


def _find(context: Context) -> Iterator[Fault]:
    finest = {row.key: row.cells["finest_date"] for row in context.all_rows("sources")}
    for row in context.package.claims():
        if row.withdrawn or not row.cells["sources"]:
            continue
        known = [finest.get(source.strip(), "") for source in row.cells["sources"].split(";")]
        if not all(known):
            continue  # Some source of the claim gives dates of any precision.
        limit = max(known, key=_FINENESS.__getitem__)
        for column in ("valid_from", "valid_to", "attested_from", "attested_to"):
            if _fineness(row.cells[column]) > _FINENESS[limit]:
                yield row.fault(
                    column,
                    f"no source of the claim dates anything more finely than by {limit}.",
                    f"Write the {limit}, or name the source that gives the date.",
                )


RULE = Rule(
    "A date that is more precise than any source of the claim says.",
    "fault",
    _find,
    Example(
        [
            ("sources", {"id": "a-list-of-years", "title": "A list of years", "finest_date": "year"}),
            (
                "memberships",
                {
                    "id": "EU:XKX", "country": "XKX", "body": "EU", "role": "observer",
                    "valid_from": "2010-05-01", "sources": "a-list-of-years",
                },
            ),
        ],
        "valid_from",
    ),
)  # fmt: skip
