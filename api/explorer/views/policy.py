"""The policy, paragraph by paragraph: what it says in our words, what each statement governs, and whom that affects on the day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from api.explorer.grid import Column
from api.explorer.reading import POLICY_DAY, Page, Reading, View
from api.explorer.words import SAYS_NO_MORE
from api.problems import NoSuchResourceError
from queries.many import MATRIX

Row = Mapping[str, Any]


def _contents(reading: Reading) -> Page:
    provisions = reading.ask("policy/provisions", day=_in_policy(reading))
    return Page(
        "views/policy.html",
        "The partnership policy of 15 April 2011, in our words",
        {
            "paragraphs": [row for row in provisions.rows if row["kind"] == "paragraph"],
            "statements": Counter(row["paragraph"] for row in provisions.rows if row["kind"] != "paragraph"),
        },
        of_a_day=False,
    )


def _in_policy(reading: Reading) -> dt.date:
    """The day asked about; that of the policy where it lies before it."""
    return max(reading.day, POLICY_DAY)


def _one(reading: Reading) -> Page:
    paragraph = reading.in_path["paragraph"]
    day = _in_policy(reading)
    every = reading.ask("policy/provisions", day=day)
    order = [row["paragraph"] for row in every.rows if row["kind"] == "paragraph"]
    if paragraph not in order:
        raise NoSuchResourceError(
            f"the policy has no paragraph {paragraph[:20]!r}.", remedy=f"There are: {', '.join(order)}."
        )
    coverage = reading.ask("policy/coverage", {"paragraph": paragraph}, day=day)
    provisions = reading.ask("policy/provisions", {"paragraph": paragraph}, day=day)
    rules = {rule["id"]: rule for row in coverage.rows for rule in row["rules"]}
    at = order.index(paragraph)
    heading = next(row["text"] for row in every.rows if row["kind"] == "paragraph" and row["paragraph"] == paragraph)
    return Page(
        "views/paragraph.html",
        f"Paragraph {paragraph}: {heading}",
        {
            "paragraph": paragraph,
            "before": order[at - 1] if at else None,
            "after": order[at + 1] if at + 1 < len(order) else None,
            "statements": coverage.rows,
            "touches": {row["id"]: _by_kind(row["touches"]) for row in provisions.rows},
            "own": [row for row in provisions.rows if row["kind"] == "paragraph"],
            "day": day,
            "affected": _affected(reading, sorted({rule["tool"] for rule in rules.values()}), set(rules), day),
        },
    )


def _by_kind(touches: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in touches:
        found.setdefault(one["kind"], []).append(one)
    return found


def _affected(reading: Reading, tools: Sequence[str], rules: set[str], day: dt.date) -> list[dict[str, Any]]:
    """For each tool of its rules, and each operation or commission that it is tied to: the cells of the day that rest on one
    of them, by verdict."""
    found = []
    for tool in tools:
        cells = [row for row in reading.many(MATRIX.path, {"tool": tool}, day=day).rows if rules & set(row["rules"])]
        for tied in sorted({Column.of(row).tied for row in cells}):
            by_verdict: dict[tuple[str, tuple[str, ...]], list[str]] = {}
            for row in cells:
                if Column.of(row).tied == tied:
                    by_verdict.setdefault((row["verdict"], tuple(row["between"])), []).append(row["actor"])
            found.append(
                {
                    "tool": tool,
                    "tied": tied,
                    "verdicts": [
                        (verdict, between, sorted(actors, key=reading.name))
                        for (verdict, between), actors in sorted(by_verdict.items())
                        if verdict not in SAYS_NO_MORE
                    ],
                    "closed": sum(
                        len(actors) for (verdict, _), actors in by_verdict.items() if verdict in SAYS_NO_MORE
                    ),
                }
            )
    return found


VIEWS = (
    View("/policy", _contents, called="The policy", place=8),
    View("/policy/{paragraph}", _one),
)
