"""Dates must be days of the calendar, and stand in order."""

from __future__ import annotations

from collections.abc import Iterator

from graph.clocks import STILL_HOLDS, bounds, parse_edtf, parse_instant
from graph.errors import DateError
from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    for row in context.package:
        broken = [fault for column in row.table.columns for fault in _cell(row, column.name, column.kind)]
        yield from broken
        if broken or row.faulty:
            continue
        if row.table.period:
            try:
                bounds(*(row.cells[name] for name in row.table.period))
            except DateError as error:
                yield row.fault(row.table.period[1], error.what, error.remedy)
        if row.table.edge:
            try:
                bounds(*(row.cells[name] for name in ("valid_from", "valid_to", "attested_from", "attested_to")))
            except DateError as error:
                yield row.fault("valid_to", error.what, error.remedy)


def _cell(row: SourceRow, column: str, kind: str) -> Iterator[Fault]:
    cell = row.cells[column]
    if kind not in ("date", "instant") or not cell:
        return
    if cell == STILL_HOLDS:
        if column not in ("valid_to", (row.table.period or ("", ""))[1]):
            yield row.fault(column, "only an end may say that it still holds.", "Write a date or nothing.")
        return
    try:
        if kind == "date":
            parse_edtf(cell)
        else:
            parse_instant(cell)
    except DateError as error:
        yield row.fault(column, error.what, error.remedy)


RULE = Rule(
    "A date that no calendar has, an end that does not lie after its start, an attestation outside its claim.",
    "fault",
    _find,
    Example(
        [
            (
                "memberships",
                {"id": "PFP:XKX", "country": "XKX", "body": "PFP", "role": "partner", "valid_from": "1994-02-31"},
            )
        ],
        "valid_from",
    ),
)
