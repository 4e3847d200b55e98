"""Contact point embassies are embassies of Allies (paragraph 14)."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule, possible_on_each_certain_day


def _find(context: Context) -> Iterator[Fault]:
    for row in context.rows("contact_point_leads", "contact_point_supports"):
        country = row.cells["country"]
        days = context.days(row)
        if (
            days
            and context.has(country, "Country")
            and not possible_on_each_certain_day(days, context.alliances_of(country))
        ):
            yield row.fault(
                "country",
                "the embassy of a country that is no Ally on every day of the term.",
                "Correct the Ally or the days; see memberships.csv for the accession.",
            )


RULE = Rule(
    "A contact point led or supported by the embassy of a country that is no Ally that day.",
    "fault",
    _find,
    Example(
        [
            (
                "contact_point_leads",
                {
                    "id": "LEAD:UKR:FIN:2010", "country": "FIN", "contact_point": "CPE:UKR",
                    "valid_from": "2010", "valid_to": "2012",
                },
            )
        ],
        "country",
    ),
    reads=("memberships",),
)  # fmt: skip
