"""A rule takes the place of another on one day: no day has both, and none has neither."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from graph.clocks import OPEN_END
from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule

_CORRECTION = re.compile(r":r[0-9]+$")
"""What a release adds to the id of a row that it corrects: `replaces` may name either."""


def _find(context: Context) -> Iterator[Fault]:
    own = {id(row) for row in context.rows("rules")}
    rules = sorted(context.all_rows("rules"), key=lambda row: id(row) in own)
    current = {_CORRECTION.sub("", row.key): row for row in rules}
    ever = {row.key for row in (*context.package.rows["rules"], *context.beside) if row.table.name == "rules"}
    successors: dict[str, str] = {}
    for row in rules:
        for named in filter(None, map(str.strip, row.cells["replaces"].split(";"))):
            older = current.get(_CORRECTION.sub("", named))
            if older:
                successor = successors.setdefault(older.key, row.key)
                faults = _wrong(context, row, older, successor)
            elif named in ever:
                faults = iter([_fault(row, f"{named}, which it replaces, was withdrawn.", "Name a rule that stands.")])
            else:
                continue  # There is no such rule, which is told of every reference.
            if id(row) in own:
                yield from faults


def _wrong(context: Context, row: SourceRow, older: SourceRow, successor: str) -> Iterator[Fault]:
    """What is wrong with one rule in the place of another; where they do not belong together, nothing of their days."""
    for column in ("tool", "audience"):
        mine, its = row.cells[column], older.cells[column]
        unsure = column in row.faulty | older.faulty or (column == "tool" and not _are_tools(context, mine, its))
        if mine != its and not unsure:
            remedy = f"A rule takes the place of one for the same {column}."
            yield _fault(row, f"it replaces {older.key}, which is for another {column} ({its}).", remedy)
            return
    if successor != row.key:
        remedy = "One rule takes the place of another: correct the one row or the other."
        yield _fault(row, f"it replaces {older.key}, and so does {successor}.", remedy)
        return
    days, its_days = context.days(row), context.days(older)
    if not days or not its_days or row.faulty or older.faulty:
        return
    begins, ends = days.from_min, its_days.to_min
    if ends != its_days.to_max:
        what = f"which ends on some day from {ends}{_to(its_days.to_max)}"
    elif begins != days.from_max:
        what = f"and begins on some day from {begins}{_to(days.from_max)}"
    elif begins < ends:
        what = f"and both are in force from {begins}{_up_to(ends)}"
    elif ends < begins:
        what = f"and neither is in force from {ends}{_up_to(begins)}"
    else:
        return
    remedy = (
        f"Let {older.key} end (valid_to) on the very day on which this one begins (valid_from), each known to the day."
    )
    yield _fault(row, f"it replaces {older.key}, {what}.", remedy)


def _are_tools(context: Context, *ids: str) -> bool:
    """An id that there is not is told of every reference."""
    return all(context.has(id_, "Tool") for id_ in ids)


def _to(day: dt.date) -> str:
    return " on" if day == OPEN_END else f" to {day}"


def _up_to(day: dt.date) -> str:
    return " on" if day == OPEN_END else f" up to, not including, {day}"


def _fault(row: SourceRow, what: str, remedy: str) -> Fault:
    return row.fault("replaces", what, remedy)


_USUAL = {
    "tool": "IPCP", "modality": "open", "wording": "offered", "decides": "partner", "audience": "country",
    "strand": "practical", "reading": "ours",
}  # fmt: skip

RULE = Rule(
    "A rule that replaces another and does not begin on the very day on which that ends (so none do in a circle), that is for"
    " another tool or kind of actor, or that is the second in its place.",
    "fault",
    _find,
    Example(
        [
            ("rules", _USUAL | {"id": "first", "valid_from": "2001-01-01", "valid_to": "2002-02-02"}),
            ("rules", _USUAL | {"id": "second", "valid_from": "2002-02-04", "valid_to": "..", "replaces": "first"}),
        ],
        "replaces",
    ),
    reads=("rules",),
)
