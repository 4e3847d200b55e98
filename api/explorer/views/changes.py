"""Two days side by side: every verdict that changed between them, and the paragraph by which it did."""

from __future__ import annotations

import datetime as dt

from api.explorer.grid import Column, Row, grid
from api.explorer.reading import FIRST_DAY, POLICY_DAY, Page, Reading, View
from api.explorer.words import day as in_words
from graph.clocks import parse_day
from graph.errors import DateError
from queries.many import CHANGES
from queries.types import ParameterError

_FILTERS = ("actor", "tool", "kind", "framework")


def _day(reading: Reading, name: str, default: dt.date) -> dt.date:
    try:
        found = parse_day(reading.given[name]) if name in reading.given else default
    except DateError as error:
        raise ParameterError(name, error.what, remedy=error.remedy) from error
    reading.see_that_pages_show(name, found)
    return found


def _read(reading: Reading) -> Page:
    last = _day(reading, "to", POLICY_DAY)
    first = _day(reading, "from", max(FIRST_DAY, last - dt.timedelta(days=1)))
    given = {name: value for name, value in reading.given.items() if name in _FILTERS}
    found = reading.many(CHANGES.path, {**given, "from": first.isoformat(), "to": last.isoformat()}, day=last)
    rules = {row["id"]: row for row in reading.ask("eligibility/rules").rows}
    acts = {row["id"]: row for row in reading.ask("decisions/register", day=last).rows}
    paragraphs = {id_: row["provisions"] for id_, row in (*rules.items(), *acts.items())}
    return Page(
        "views/changes.html",
        f"What changed between {in_words(first)} and {in_words(last)}",
        {
            "first": first,
            "last": last,
            "is_berlin": (first, last) == (POLICY_DAY - dt.timedelta(days=1), POLICY_DAY),
            "grid": grid(found.rows, _told, reading.name),
            "paragraphs": paragraphs,
            "frameworks": reading.ask("frameworks/on_day", day=last).rows,
            "filters": {name: str(found.parameters[name]) for name in given},
            "each": sorted(found.rows, key=lambda row: (reading.name(row["actor"]), row["actor"], Column.of(row))),
        },
        of_a_day=False,
    )


def _told(row: Row) -> tuple[object, ...]:
    """What a changed cell says: its verdicts, and what of the rules and acts turned it; of claims, that one did."""
    turns = sorted(
        (turn["day"], turn["what"], turn["id"] if turn["kind"] != "claim" else "") for turn in row["because"]
    )
    return row["before"], tuple(row["before_between"]), row["after"], tuple(row["after_between"]), tuple(turns)


VIEWS = (View("/changes", _read, ("from", "to", *_FILTERS), called="Berlin: before and after", place=4),)
