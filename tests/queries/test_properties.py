"""What holds of every list and every period, whichever they are."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.lists import JSON, Cursor, Wanted
from graph.clocks import LAST_DAY
from queries.catalogue import Catalogue
from queries.desk import Answer, Desk
from tests.support.thorough import fewer

BERLIN = dt.date(2011, 4, 15)
PATHS = sorted(Catalogue.read().questions)
SHORT_LIST = 40
"""A list of at most so many rows is read at every size of a part; a longer one at several."""

BEGIN, END = dt.date(1991, 1, 1), dt.date(2026, 11, 22)
UNCERTAIN = {"certainty"}
"""What may differ: an event that is certain to lie in a period may only possibly lie in a part of it."""


def _read(answer: Answer, size: int) -> Iterator[Any]:
    """The rows, read part by part by the cursor that each part gives."""
    cursor: Cursor | None = None
    while True:
        rows, following = Wanted(JSON, size, cursor).part_of(answer)
        assert len(rows) == size or following is None
        yield from rows
        if following is None:
            return
        cursor = Cursor.parse(following)
        assert (cursor.as_of, cursor.known_at) == (answer.as_of, answer.known_at)


def _sizes(length: int) -> list[int]:
    if length <= SHORT_LIST:
        return list(range(1, length + 2))
    return sorted({length // 3, length // 2, length - 1, length, length + 1})


@pytest.mark.parametrize("path", PATHS)
def test_a_list_is_the_union_of_its_parts_at_every_size(path: str, desk: Desk) -> None:
    question = desk.catalogue[path]
    needed = {one.name: one.example for one in question.parameters if one.required}
    answer = desk.ask(path, needed, as_of=BERLIN)
    for size in _sizes(len(answer.rows)):
        assert list(_read(answer, size)) == list(answer.rows), size


def _between(desk: Desk, first: dt.date, last: dt.date, entity: str | None = None) -> list[Mapping[str, Any]]:
    asked = {"from": first.isoformat(), "to": last.isoformat(), "entity": entity}
    return list(desk.ask("changes/between_days", asked, as_of=last).rows)


def _told(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """An event without whether it is certain to lie in the period."""
    return tuple(str(value) for name, value in row.items() if name not in UNCERTAIN)


def _see_that_it_is_the_same(whole: list[Mapping[str, Any]], parts: list[list[Mapping[str, Any]]]) -> None:
    every = list(itertools.chain.from_iterable(parts))
    assert {_told(row) for row in every} == {_told(row) for row in whole}
    # What is certain to lie in a part lies there alone, and is certain to lie in the whole.
    certain = Counter(_told(row) for row in every if row["certainty"] == "certain")
    assert set(certain.values()) <= {1}
    assert set(certain) <= {_told(row) for row in whole if row["certainty"] == "certain"}
    # What is told to the day is certain in the one part that holds the day.
    to_the_day = {_told(row) for row in whole if row["earliest"] and row["earliest"] == row["latest"]}
    assert to_the_day == {event for event in certain if event in to_the_day}


def test_the_busiest_weeks_are_the_union_of_their_days(desk: Desk) -> None:
    rows = _between(desk, BEGIN, END)
    months = Counter(row["earliest"][:7] for row in rows if row["earliest"] and row["earliest"] == row["latest"])
    begin = dt.date.fromisoformat(f"{months.most_common(1)[0][0]}-01") - dt.timedelta(days=16)
    days = [begin + dt.timedelta(days=number) for number in range(fewer(62, 2))]
    whole = _between(desk, days[0], days[-1])
    assert sum(row["certainty"] == "certain" for row in whole) > fewer(20, 2)
    _see_that_it_is_the_same(whole, [_between(desk, *pair) for pair in itertools.pairwise(days)])


_days = st.dates(BEGIN, END)


@settings(max_examples=8)
@given(
    cuts=st.lists(_days, min_size=3, max_size=5, unique=True).map(sorted), entity=st.sampled_from([None, "SWE", "NATO"])
)
def test_a_period_is_the_union_of_whatever_periods_it_is_cut_into(
    desk: Desk, cuts: list[dt.date], entity: str | None
) -> None:
    whole = _between(desk, cuts[0], cuts[-1], entity)
    _see_that_it_is_the_same(whole, [_between(desk, *pair, entity) for pair in itertools.pairwise(cuts)])


@settings(max_examples=6)
@given(day=st.dates(dt.date(1949, 1, 1), LAST_DAY))
def test_nothing_happens_between_a_day_and_itself(desk: Desk, day: dt.date) -> None:
    assert _between(desk, day, day) == []
