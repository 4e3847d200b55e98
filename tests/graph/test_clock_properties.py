"""What must be so of the four days whatever the dates are: knowing more never takes back what was known."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from graph.clocks import BEGINNING, LAST_DAY, Bounds, Span, bounds, parse_edtf
from graph.errors import DateError

Cells = tuple[str, str, str, str]

DAYS = st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9999, 12, 29))
NEAR = st.dates(min_value=dt.date(2008, 1, 1), max_value=dt.date(2012, 12, 31))
PRECISIONS = (4, 7, 10)
EPOCHS = [BEGINNING, dt.date(1949, 4, 4), dt.date(2008, 1, 1), dt.date(2010, 2, 28), dt.date(2013, 1, 1), LAST_DAY]


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date of any precision, or a choice of days; mostly near one another, so that cells agree often enough."""
    day = draw(st.one_of(NEAR, NEAR, DAYS))
    if draw(st.booleans()):
        return day.isoformat()[: draw(st.sampled_from(PRECISIONS))]
    last = min(day.toordinal() + draw(st.integers(min_value=1, max_value=700)), LAST_DAY.toordinal())
    return f"[{day}..{dt.date.fromordinal(last)}]"


MAYBE = st.one_of(st.just(""), dates())
CLAIMS: st.SearchStrategy[Cells] = st.tuples(MAYBE, st.one_of(st.just(".."), MAYBE), MAYBE, MAYBE)


def _bounds(cells: Cells) -> Bounds:
    """The four days of cells that do not contradict each other."""
    try:
        return bounds(*cells)
    except DateError:
        assume(False)
        raise


def _around(*claims: Bounds) -> set[dt.date]:
    """The days on which something changes, those beside them, and some others."""
    turns = {day for claim in claims for day in (claim.from_min, claim.from_max, claim.to_min, claim.to_max)}
    near = {
        dt.date.fromordinal(day.toordinal() + step)
        for day in turns
        for step in (-1, 0, 1)
        if BEGINNING.toordinal() <= day.toordinal() + step <= LAST_DAY.toordinal()
    }
    return near | set(EPOCHS)


@st.composite
def narrower(draw: st.DrawFn, cell: str, *, end: bool = False) -> str:
    """A cell that says the same or more than another: fewer of the days that it leaves open."""
    if cell == "..":
        return cell
    if not cell:
        return draw(st.one_of(st.just(".."), MAYBE) if end else MAYBE)
    span = parse_edtf(cell)
    one, other = sorted(draw(st.dates(min_value=span.earliest, max_value=span.latest)) for _ in range(2))
    return draw(st.sampled_from([cell, one.isoformat(), f"[{one}..{other}]" if one < other else other.isoformat()]))


@st.composite
def claims_told_better(draw: st.DrawFn) -> tuple[Cells, Cells]:
    """The cells of a claim, and cells that leave less open."""
    start, end, first, last = draw(CLAIMS)
    return (start, end, first, last), (draw(narrower(start)), draw(narrower(end, end=True)), first, last)


@given(CLAIMS)
def test_every_claim_has_four_days_in_order(cells: Cells) -> None:
    claim = _bounds(cells)
    assert claim.from_min <= claim.from_max
    assert claim.to_min <= claim.to_max
    assert claim.from_min < claim.to_max


@given(CLAIMS)
def test_what_is_certain_is_possible(cells: Cells) -> None:
    claim = _bounds(cells)
    assert all(claim.possible(day) for day in _around(claim) if claim.certain(day))


@given(CLAIMS)
def test_every_claim_is_possible_on_some_day(cells: Cells) -> None:
    claim = _bounds(cells)
    assert any(claim.possible(day) for day in _around(claim))


@given(CLAIMS)
def test_possible_days_and_certain_days_have_no_day_between_them_that_is_neither(cells: Cells) -> None:
    claim = _bounds(cells)
    days = sorted(_around(claim))
    for holds in (claim.possible, claim.certain):
        changes = [one for one, other in itertools.pairwise(days) if holds(one) != holds(other)]
        assert len(changes) <= 2


@given(claims_told_better())
def test_a_narrower_date_makes_no_certain_day_uncertain_and_no_impossible_day_possible(
    told: tuple[Cells, Cells],
) -> None:
    vague, precise = (_bounds(cells) for cells in told)
    for day in _around(vague, precise):
        assert precise.certain(day) or not vague.certain(day)
        assert vague.possible(day) or not precise.possible(day)


@given(CLAIMS, dates())
def test_a_day_on_which_a_source_shows_it_takes_nothing_away_that_was_certain(cells: Cells, seen: str) -> None:
    start, end, _, _ = cells
    before, after = _bounds((start, end, "", "")), _bounds((start, end, seen, seen))
    for day in _around(before, after):
        assert after.certain(day) or not before.certain(day)
        assert before.possible(day) == after.possible(day)


@given(MAYBE, st.one_of(st.just(".."), MAYBE), NEAR)
def test_a_claim_is_certain_on_the_very_day_on_which_a_source_shows_it(start: str, end: str, seen: dt.date) -> None:
    assert _bounds((start, end, seen.isoformat(), "")).certain(seen)


@given(dates(), dates())
def test_two_claims_that_meet_on_a_date_never_hold_both_for_certain(first: str, second: str) -> None:
    before, after = _bounds(("", first, "", "")), _bounds((first, second, "", ""))
    assert not any(before.certain(day) and after.certain(day) for day in _around(before, after))


@given(dates())
def test_a_date_is_a_span_of_days_in_order(text: str) -> None:
    span = parse_edtf(text)
    assert BEGINNING <= span.earliest <= span.latest
    assert parse_edtf(span.earliest.isoformat()) == Span(span.earliest, span.earliest)
