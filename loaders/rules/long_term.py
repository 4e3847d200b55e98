"""Contact point embassies are held by turns, of two years for long, later of up to four."""

from __future__ import annotations

from collections.abc import Iterator

from graph.clocks import OPEN_END
from loaders.faults import Fault
from loaders.rule import Context, Example, Rule

_DAYS = 4 * 365 + 1


def _find(context: Context) -> Iterator[Fault]:
    for row in context.rows("contact_point_leads"):
        days = context.days(row)
        if days and days.to_min != OPEN_END and (days.to_min - days.from_max).days > _DAYS:
            yield row.fault(
                "valid_to",
                "the term is longer than four years, longer than terms are.",
                "See whether the sources show two terms, or say in the note that it was one.",
                value=f"{row.cells['valid_from'] or row.cells['attested_from']} to "
                f"{row.cells['valid_to'] or row.cells['attested_to']}",
            )


RULE = Rule(
    "A term of a contact point embassy longer than four years.",
    "warning",
    _find,
    Example(
        [
            (
                "contact_point_leads",
                {
                    "id": "LEAD:UKR:DEU:2000", "country": "DEU", "contact_point": "CPE:UKR",
                    "valid_from": "2000", "valid_to": "2007",
                },
            )
        ],
        "valid_to",
    ),
)  # fmt: skip
