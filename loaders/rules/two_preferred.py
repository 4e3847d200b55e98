"""One claim of a rival group answers, not two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    preferred: dict[str, list[SourceRow]] = defaultdict(list)
    for row in context.package.claims():
        if row.cells["rival_group"] and row.cells["rank"] == "preferred" and not row.withdrawn:
            preferred[row.cells["rival_group"]].append(row)
    for rows in preferred.values():
        if len(rows) > 1:
            others = ", ".join(row.key for row in rows[:-1])
            yield rows[-1].fault(
                "rank",
                f"{len(rows)} claims of the rival group are preferred (also {others}).",
                "Exactly one answers; the others are normal, or deprecated.",
            )


RULE = Rule(
    "Two claims of one rival group that are both preferred.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {
                    "id": f"PFP:XKX:{year}", "country": "XKX", "body": "PFP", "role": "partner", "valid_from": year,
                    "rank": "preferred", "rank_reason": "first page read", "rival_group": "XKX-PFP",
                },
            )
            for year in ("2008", "2009")
        ],
        "rank",
    ),
)  # fmt: skip
