"""Rival claims must say why they rank as they do, and one of them must answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    groups: dict[str, list[SourceRow]] = defaultdict(list)
    for row in context.package.claims():
        if row.faulty & {"rank", "rival_group", "rank_reason", "until_release"}:
            continue
        if group := row.cells["rival_group"]:
            groups[group].append(row)
            if not row.cells["rank_reason"]:
                yield row.fault("rank_reason", "a claim with rivals says why it has its rank.", "Give the reason.")
        elif row.cells["rank"] == "preferred":
            yield row.fault(
                "rank",
                "a claim is preferred to its rivals, and this one has none.",
                "Write normal, or name the rival_group.",
            )
    for rows in groups.values():
        current = [row for row in rows if not row.withdrawn]
        if len(current) == 1 and len(rows) == 1:
            yield current[0].fault("rival_group", "the group has no other claim.", "Add the rival, or empty the cell.")
        if current and not any(row.cells["rank"] == "preferred" for row in current):
            yield current[-1].fault(
                "rank", "no claim of the rival group is preferred.", "One of them answers: say which."
            )


RULE = Rule(
    "A rival claim without a reason or without rivals, or a rival group of which no claim answers.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {
                    "id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner",
                    "rank": "preferred", "rank_reason": "alone", "rival_group": "XKX-PFP",
                },
            )
        ],
        "rival_group",
    ),
)  # fmt: skip
