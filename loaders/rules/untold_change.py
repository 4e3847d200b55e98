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
        if change.cells["change"] not in ("corrected", "withdrawn") and not change.faulty:
            continue
        told.add(place)
        if change.faulty or place[0] in context.package.unsure:
            continue
        if not _has(rows.get(place), "until_release", change):
            yield change.fault(
                "row", "the release did not withdraw that row.", "Correct the row's key, table or the release."
            )
        replacement = rows.get((place[0], change.cells["replacement"]))
        if change.cells["change"] == "corrected" and not _has(replacement, "since_release", change):
            yield change.fault(
                "replacement", "the release did not bring that row.", "Name the row that stands in its place."
            )
    if any(change.faulty & {"table", "row"} for change in context.package.rows["changes"]):
        return  # It may be of any row.
    for place, row in rows.items():
        until, since = row.cells["until_release"], row.cells["since_release"]
        if until and until in releases and place not in told and not row.faulty and since and int(since) < int(until):
            yield _untold(row)


def _has(row: SourceRow | None, column: str, change: SourceRow) -> bool:
    """There is the row, and it names the release of the change; where its cell is faulty, that is told already."""
    return row is not None and (column in row.faulty or row.cells[column] == change.cells["release"])


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
