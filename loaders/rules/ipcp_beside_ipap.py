"""An IPAP is taken up instead of an IPCP (paragraph 13)."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule, overlap


def _find(context: Context) -> Iterator[Fault]:
    ipaps = [row for row in context.all_rows("tool_uses") if row.cells["tool"] == "IPAP"]
    for row in context.rows("tool_uses"):
        days = context.days(row)
        if row.cells["tool"] != "IPCP" or not days:
            continue
        for ipap in ipaps:
            other = context.days(ipap)
            if other and ipap.cells["country"] == row.cells["country"] and overlap(days, other):
                yield row.fault(
                    "tool",
                    f"the country has an IPAP on one day with it ({ipap.key}).",
                    "The policy has the one instead of the other: see whether an end is missing.",
                )


RULE = Rule(
    "An IPCP beside an IPAP on one day.",
    "warning",
    _find,
    Example(
        [
            (
                "tool_uses",
                {"id": f"USE:{tool}:XKX", "country": "XKX", "tool": tool, "valid_from": "2013", "valid_to": "2016"},
            )
            for tool in ("IPAP", "IPCP")
        ],
        "tool",
    ),
)
