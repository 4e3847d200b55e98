"""A withdrawal is told, with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    rows = {(row.table.name, row.key): row for row in context.package if row.table.recorded}
    releases = {row.key for row in context.package.rows["releases"]}
    told: set[tuple[str, str]] = set()
    for change in context.package.rows["changes"]:
        place = change.cells["table"], change.cells["row"]
        if change.faulty or change.cells["change"] not in ("corrected", "withdrawn"):
            continue
        told.add(place)
        row = rows.get(place)
        if row is None or row.cells["until_release"] != change.cells["release"]:
            yield change.fault(
                "row", "the release did not withdraw that row.", "Correct the row's key, table or the release."
            )
        replacement = rows.get((place[0], change.cells["replacement"]))
        if change.cells["change"] == "corrected" and (
            replacement is None or replacement.cells["since_release"] != change.cells["release"]
        ):
            yield change.fault(
                "replacement", "the release did not bring that row.", "Name the row that stands in its place."
            )
    for place, row in rows.items():
        until, since = row.cells["until_release"], row.cells["since_release"]
        if until in releases and place not in told and not row.faulty and since and int(since) < int(until):
            yield _untold(row)


def _untold(row: SourceRow) -> Fault:
    return row.fault(
        "until_release",
        "the row was withdrawn, and changes.csv does not say why.",
        "Let `partnerships release` withdraw it, or add the line to changes.csv.",
    )


RULE = Rule(
    "A row that was withdrawn or corrected without a word in changes.csv.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {
                    "id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner",
                    "since_release": "1", "until_release": "2",
                },
            )
        ],
        "until_release",
    ),
    reads=("changes", "releases"),
)  # fmt: skip
