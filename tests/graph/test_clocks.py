"""Dates at the precision of their source, and the four days that they become."""

from __future__ import annotations

import datetime as dt
import itertools

import edtf
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from graph.clocks import (
    BEGINNING,
    LAST_DAY,
    NEVER_WITHDRAWN,
    OPEN_END,
    Bounds,
    Span,
    bounds,
    format_instant,
    parse_day,
    parse_edtf,
    parse_instant,
)
from graph.errors import DateError

D = dt.date
DAYS = st.dates(min_value=D(1, 1, 1), max_value=D(9998, 12, 31))
PRECISIONS = (4, 7, 10)


@st.composite
def edtf_dates(draw: st.DrawFn) -> str:
    """A date of any precision, or a choice of days."""
    day = draw(DAYS)
    if draw(st.booleans()):
        return day.isoformat()[: draw(st.sampled_from(PRECISIONS))]
    later = draw(st.dates(min_value=day, max_value=D(9999, 1, 1)).filter(lambda other: other > day))
    return f"[{day}..{later}]"


CELLS = st.one_of(st.just(""), edtf_dates())
ENDS = st.one_of(st.just(""), st.just(".."), edtf_dates())


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2008", D(2008, 1, 1), D(2008, 12, 31)),
        ("2008-02", D(2008, 2, 1), D(2008, 2, 29)),
        ("2009-02", D(2009, 2, 1), D(2009, 2, 28)),
        ("1900-02", D(1900, 2, 1), D(1900, 2, 28)),
        ("2008-12", D(2008, 12, 1), D(2008, 12, 31)),
        ("2008-02-15", D(2008, 2, 15), D(2008, 2, 15)),
        ("2008-02-29", D(2008, 2, 29), D(2008, 2, 29)),
        ("[2010-12-02..2011-01-01]", D(2010, 12, 2), D(2011, 1, 1)),
        ("0001", D(1, 1, 1), D(1, 12, 31)),
        ("9999-12", D(9999, 12, 1), D(9999, 12, 31)),
    ],
)
def test_a_date_is_the_days_that_it_leaves_open(text: str, earliest: dt.date, latest: dt.date) -> None:
    assert parse_edtf(text) == Span(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "2011-02-31",
        "2011-02-29",
        "2011-13",
        "2011-00",
        "2011-00-01",
        "2011-01-00",
        "0000",
        "0000-01",
        "0000-01-01",
        "10000",
        "10000-01-01",
        "-0500",
        "",
        " ",
        "..",
        "2011-4-15",
        "15.04.2011",
        "2011/04/15",
        "2011-04-15T00:00:00Z",
        " 2011",
        "2011 ",
        "2011\n",
        "2011?",
        "201X",
        "circa 2011",
        "[2011-01-01..2011-01-01]",
        "[2011-02-01..2011-01-01]",
        "[2011-01..2011-02]",
        "[2011-02-31..2011-03-01]",
        "[2011-01-01..2011-02-30]",
        "[..2011-01-01]",
        "[2011-01-01..]",
        "{2011-01-01..2011-01-02}",
        "\uff12\uff10\uff11\uff11",
        "\u0662\u0660\u0661\u0661-\u0660\u0664",
    ],
)
def test_what_is_no_date_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_edtf(text)
    assert refused.value.what
    assert refused.value.remedy


@settings(max_examples=60)
@given(DAYS, st.sampled_from(PRECISIONS))
def test_dates_mean_what_the_edtf_library_says(day: dt.date, precision: int) -> None:
    text = day.isoformat()[:precision]
    theirs = edtf.parse_edtf(text)
    ours = parse_edtf(text)
    assert ours.earliest.timetuple()[:3] == theirs.lower_strict()[:3]
    assert ours.latest.timetuple()[:3] == theirs.upper_strict()[:3]


@settings(max_examples=20)
@given(DAYS, DAYS)
def test_a_choice_of_days_means_what_the_edtf_library_says(one: dt.date, other: dt.date) -> None:
    assume(one < other)
    text = f"[{one}..{other}]"
    theirs = edtf.parse_edtf(text)
    assert parse_edtf(text) == Span(D(*theirs.lower_strict()[:3]), D(*theirs.upper_strict()[:3]))


@given(st.text(max_size=30))
def test_any_other_text_is_refused_and_never_a_traceback(text: str) -> None:
    try:
        span = parse_edtf(text)
    except DateError:
        return
    assert span.earliest <= span.latest


def test_a_claim_holds_from_its_first_day_and_no_more_on_its_last() -> None:
    claim = bounds("2011-04-15", "2014-04-01")
    assert not claim.possible(D(2011, 4, 14))
    assert claim.certain(D(2011, 4, 15))
    assert claim.certain(D(2014, 3, 31))
    assert not claim.possible(D(2014, 4, 1))


def test_on_the_day_of_change_exactly_one_of_two_claims_that_meet_holds() -> None:
    before, after = bounds("1994-05-09", "2024-03-07"), bounds("2024-03-07", "..")
    for day in (D(2024, 3, 6), D(2024, 3, 7), D(2024, 3, 8)):
        assert before.certain(day) != after.certain(day)
        assert before.possible(day) != after.possible(day)


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("2008", ".."), Bounds(D(2008, 1, 1), D(2008, 12, 31), OPEN_END, OPEN_END)),
        (("2008-02", "2009"), Bounds(D(2008, 2, 1), D(2008, 2, 29), D(2009, 1, 1), D(2009, 12, 31))),
        (("2008-02-15", ""), Bounds(D(2008, 2, 15), D(2008, 2, 15), D(2008, 2, 16), OPEN_END)),
        (("", "2008-02-15"), Bounds(BEGINNING, D(2008, 2, 14), D(2008, 2, 15), D(2008, 2, 15))),
        (("", ""), Bounds(BEGINNING, OPEN_END, D(1, 1, 2), OPEN_END)),
        (("", "..", "2011-04-15"), Bounds(BEGINNING, D(2011, 4, 15), OPEN_END, OPEN_END)),
        (("", "", "2006", "2010-03"), Bounds(BEGINNING, D(2006, 12, 31), D(2010, 3, 2), OPEN_END)),
        (("", "", "2006-05-01"), Bounds(BEGINNING, D(2006, 5, 1), D(2006, 5, 2), OPEN_END)),
        (("", "", "", "2006-05-01"), Bounds(BEGINNING, D(2006, 5, 1), D(2006, 5, 2), OPEN_END)),
        (("2004", "", "", "2006-05-01"), Bounds(D(2004, 1, 1), D(2004, 12, 31), D(2006, 5, 2), OPEN_END)),
        (("2008", "2008"), Bounds(D(2008, 1, 1), D(2008, 12, 30), D(2008, 1, 2), D(2008, 12, 31))),
        (
            ("2007-01-01", "[2010-12-02..2011-01-01]"),
            Bounds(D(2007, 1, 1), D(2007, 1, 1), D(2010, 12, 2), D(2011, 1, 1)),
        ),
    ],
)
def test_four_cells_become_four_days(cells: tuple[str, ...], days: Bounds) -> None:
    assert bounds(*cells) == days


def test_an_unknown_end_is_not_an_open_one() -> None:
    unknown, still_holds = bounds("2008-02-15", ""), bounds("2008-02-15", "..")
    day = D(2026, 11, 1)
    assert still_holds.certain(day)
    assert unknown.possible(day)
    assert not unknown.certain(day)


@pytest.mark.parametrize(
    "cells",
    [
        ("2011-04-15", "2011-04-14"),
        ("2011-04-15", "2011-04-15"),
        ("2011", "2010"),
        ("2011-05", "2011-04"),
        ("[2011-04-15..2011-04-20]", "2011-04-15"),
        ("..", ".."),
        ("2011", "", "2010"),
        ("2011", "", "", "2010"),
        ("", "2011", "2012"),
        ("", "2011", "", "2012"),
        ("", "", "2012", "2011"),
        ("2008", "2010", "2009", "2020"),
        ("2008", "..", "2000", "2009"),
        ("2011", "", "2011-02-31"),
        ("2011", "", "..", ".."),
        ("9999-12-31", ".."),
        ("", "", "2000", "9999-12-31"),
    ],
)
def test_cells_that_contradict_each_other_are_refused(cells: tuple[str, ...]) -> None:
    with pytest.raises(DateError) as refused:
        bounds(*cells)
    assert refused.value.remedy


@given(CELLS, ENDS, CELLS, CELLS)
@example("2008-02-15", "", "", "")
@example("", "", "2000", "9999-12-31")
def test_days_that_are_certain_are_possible_too(start: str, end: str, first: str, last: str) -> None:
    try:
        claim = bounds(start, end, first, last)
    except DateError:
        return
    assert claim.from_min <= claim.from_max
    assert claim.to_min <= claim.to_max
    assert claim.from_min < claim.to_max


@given(DAYS, DAYS, st.sampled_from(PRECISIONS), st.sampled_from(PRECISIONS))
def test_a_less_precise_date_never_makes_certain_what_was_not(
    start: dt.date, end: dt.date, start_precision: int, end_precision: int
) -> None:
    assume(start < end)
    precise = bounds(start.isoformat(), end.isoformat())
    vague = bounds(start.isoformat()[:start_precision], end.isoformat()[:end_precision])
    assert vague.from_min <= precise.from_min
    assert precise.to_max <= vague.to_max
    assert vague.from_max >= vague.to_min or (precise.from_max <= vague.from_max and vague.to_min <= precise.to_min)


@given(DAYS, st.sampled_from(PRECISIONS))
def test_a_less_precise_attestation_never_makes_certain_what_was_not(seen: dt.date, precision: int) -> None:
    precise = bounds("", "", seen.isoformat())
    vague = bounds("", "", seen.isoformat()[:precision])
    assert precise.from_max <= vague.from_max
    assert vague.to_min <= precise.to_min


_WEEK = [D(2011, 4, day) for day in range(11, 18)]
_SPANS = [(one, other) for one in _WEEK for other in _WEEK if one <= other]


def _cell(span: tuple[dt.date, dt.date]) -> str:
    return span[0].isoformat() if span[0] == span[1] else f"[{span[0]}..{span[1]}]"


@given(
    st.sampled_from(_SPANS),
    st.sampled_from(_SPANS),
    st.one_of(st.none(), st.sampled_from(_WEEK)),
    st.one_of(st.none(), st.sampled_from(_WEEK)),
)
@example((_WEEK[0], _WEEK[1]), (_WEEK[3], _WEEK[4]), _WEEK[2], _WEEK[6])
@example((_WEEK[2], _WEEK[3]), (_WEEK[5], _WEEK[6]), _WEEK[0], _WEEK[4])
def test_four_days_are_what_every_reading_of_the_dates_says(
    start: tuple[dt.date, dt.date],
    end: tuple[dt.date, dt.date],
    first: dt.date | None,
    last: dt.date | None,
) -> None:
    """Certain is what all pairs of a start and an end say that the cells allow; possible is what one of them says."""
    seen = [day for day in (first, last) if day is not None]
    readings = [
        (begin, finish)
        for begin, finish in itertools.product(_WEEK, _WEEK)
        if start[0] <= begin <= start[1]
        and end[0] <= finish <= end[1]
        and begin < finish
        and all(begin <= day < finish for day in seen)
    ]
    cells = (_cell(start), _cell(end), first.isoformat() if first else "", last.isoformat() if last else "")
    if not readings or (first and last and last < first):
        with pytest.raises(DateError):
            bounds(*cells)
        return
    claim = bounds(*cells)
    for day in _WEEK:
        assert claim.possible(day) == any(begin <= day < finish for begin, finish in readings)
        assert claim.certain(day) == all(begin <= day < finish for begin, finish in readings)


@pytest.mark.parametrize("text", ["2011-04-15", "0001-01-01", "9999-12-30", "2008-02-29"])
def test_a_question_is_asked_of_a_day(text: str) -> None:
    assert parse_day(text).isoformat() == text


@pytest.mark.parametrize(
    "text",
    ["2011-13-01", "2011-02-31", "10000-01-01", "0000-01-01", "9999-12-31", "2011", "2011-04", "..", "", "today", "2011-04-15 ",
     "20110415", "2011-04-15\n", "\u0662\u0660\u0661\u0661-\u0660\u0664-\u0661\u0665", "1" * 10_000],
)  # fmt: skip
def test_a_question_is_not_asked_of_anything_else(text: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_day(text)
    assert refused.value.remedy
    assert len(str(refused.value)) < 300


@given(st.dates(max_value=LAST_DAY))
def test_every_day_that_may_be_asked_about_is_read_back(day: dt.date) -> None:
    assert parse_day(day.isoformat()) == day


def test_an_instant_is_utc_without_a_zone() -> None:
    assert parse_instant("2026-11-22T10:30:05Z") == dt.datetime(2026, 11, 22, 10, 30, 5)


def test_a_day_is_its_first_instant() -> None:
    assert parse_instant("2026-11-22") == dt.datetime(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11",
        "2026-11-22T00:00:00",
        "2026-11-22T00:00:00+01:00",
        "2026-11-22T24:00:00Z",
        "2026-11-22T00:00:60Z",
        "2026-02-31T00:00:00Z",
        "2026-1-2T3:4:5Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "9999-12-31",
        "9999-12-31T00:00:00Z",
        "now",
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_instant(text)
    assert refused.value.remedy


@given(
    st.datetimes(max_value=NEVER_WITHDRAWN - dt.timedelta(days=1)).map(lambda instant: instant.replace(microsecond=0))
)
@example(dt.datetime(999, 1, 1))
def test_an_instant_is_written_as_it_is_read(instant: dt.datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant
