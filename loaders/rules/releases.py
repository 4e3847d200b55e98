"""Releases must stand in order, and rows name releases that there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from graph.clocks import parse_instant
from graph.errors import DateError
from loaders.faults import Fault
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    numbers: set[int] = set()
    latest: dt.datetime | None = None
    for due, row in enumerate(context.package.rows["releases"], start=1):
        number = due if "number" in row.faulty else int(row.key)
        if number != due:
            yield row.fault("number", "releases are numbered 1, 2, 3 in the order of the file.", f"Write {due}.")
        numbers.add(number)
        try:
            instant = parse_instant(row.cells["published_at"])
        except DateError:
            continue  # Told by the rule on dates.
        if latest and instant <= latest:
            yield row.fault("published_at", "a release is published after the one before it.", "Write a later instant.")
        latest = instant
    if not context.package.rows["releases"]:
        yield Fault("releases.csv", 0, "", "", "there is no release.", "Add release 1 with its instant of publication.")
    for row in context.package:
        if not row.table.recorded or row.faulty & {"since_release", "until_release"}:
            continue
        since, until = row.cells["since_release"], row.cells["until_release"]
        for column, value in (("since_release", since), ("until_release", until)):
            if value and int(value) not in numbers:
                yield row.fault(column, "there is no such release.", "Add it to releases.csv, or correct the number.")
        if since and until and int(until) <= int(since):
            yield row.fault(
                "until_release", "a row is withdrawn after the release that brought it.", "Write a later release."
            )


RULE = Rule(
    "A release out of order, or a row of a release that there is not.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {"id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner", "since_release": "999"},
            )
        ],
        "since_release",
    ),
    reads=("releases",),
)
