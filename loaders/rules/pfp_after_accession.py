"""The Partnership for Peace, and the programmes for partners on their way, end at accession."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule, overlap

_PROGRAMMES = frozenset({"MAP", "EOP", "IP"})
"""Programmes that only a country outside the Alliance takes part in."""


def _find(context: Context) -> Iterator[Fault]:
    candidates = [
        *((row, "PFP") for row in context.rows("memberships") if row.cells["body"] == "PFP"),
        *((row, row.cells["tool"]) for row in context.rows("tool_uses") if row.cells["tool"] in _PROGRAMMES),
    ]
    for row, what in candidates:
        days = context.days(row)
        if row.cells["rank"] == "deprecated" or not days:
            continue
        if any(overlap(days, allied) for allied in context.alliances_of(row.cells["country"])):
            yield row.fault(
                "valid_to",
                f"{what} runs on after the country became an Ally.",
                "Let it end on the day of the accession (valid_to is the first day after it).",
            )


RULE = Rule(
    "A membership of the Partnership for Peace (or a MAP, EOP or IP) that runs on after accession.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {
                    "id": "PFP:POL:again", "country": "POL", "body": "PFP", "role": "partner",
                    "valid_from": "1998", "valid_to": "..",
                },
            )
        ],
        "valid_to",
    ),
)  # fmt: skip
