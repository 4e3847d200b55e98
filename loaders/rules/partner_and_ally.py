"""A country is NATO's partner until it is an Ally, and never both."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule, overlap

_OF_THE_PARTNERSHIP = "PFP"
"""Told by `pfp_after_accession`."""


def _find(context: Context) -> Iterator[Fault]:
    bodies = {row.key for row in context.all_rows("frameworks", "commissions")} - {_OF_THE_PARTNERSHIP}
    for row in context.rows("memberships"):
        if row.cells["role"] != "partner" or row.cells["body"] not in bodies or row.cells["rank"] == "deprecated":
            continue
        days = context.days(row)
        if days and any(overlap(days, allied) for allied in context.alliances_of(row.cells["country"])):
            yield row.fault(
                "role",
                "the country is an Ally on a day on which this makes it a partner.",
                "Let the partnership end on the day of the accession (valid_to is the first day after it).",
            )


RULE = Rule(
    "A country that is a partner and an Ally of NATO on one day.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {
                    "id": "EAPC:POL:2000", "country": "POL", "body": "EAPC", "role": "partner",
                    "valid_from": "2000", "valid_to": "2003",
                },
            )
        ],
        "role",
    ),
)  # fmt: skip
