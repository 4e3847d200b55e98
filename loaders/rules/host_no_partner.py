"""Contact point embassies serve in partner countries (paragraph 14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule, possible_on_each_certain_day


def _find(context: Context) -> Iterator[Fault]:
    hosts: dict[str, set[str]] = defaultdict(set)
    for row in context.all_rows("contact_point_hosts"):
        hosts[row.cells["contact_point"]].add(row.cells["country"])
    for row in context.rows("contact_point_leads", "contact_point_supports"):
        days = context.days(row)
        for host in sorted(hosts[row.cells["contact_point"]]):
            if (
                days
                and context.has(host, "Country")
                and not possible_on_each_certain_day(days, context.partnerships_of(host))
            ):
                yield row.fault(
                    "contact_point",
                    f"the host {host} is no partner on every day of the term.",
                    "Correct the days or the host; see memberships.csv for its partnerships.",
                )


RULE = Rule(
    "A contact point in a country that is no partner that day.",
    "fault",
    _find,
    Example(
        [
            (
                "contact_point_leads",
                {
                    "id": "LEAD:UKR:DEU:1985", "country": "DEU", "contact_point": "CPE:UKR",
                    "valid_from": "1985", "valid_to": "1987",
                },
            )
        ],
        "contact_point",
    ),
    reads=("memberships", "frameworks", "contact_point_hosts"),
)  # fmt: skip
