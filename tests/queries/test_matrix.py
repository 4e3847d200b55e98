"""All cells at once: always what asking one by one gives, and what it rests on."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.clocks import OPEN_END, Bounds
from queries.cells import Column, Grounds, read
from queries.desk import Desk
from queries.eligibility import ask
from queries.matrix import Matrix, Place
from queries.told import Wanted
from queries.verdict import MODALITIES, NEVER, Act, Asked, Cell, Condition, Fact, Rule

RELEASE_4 = dt.datetime(2026, 11, 27)
BERLIN = dt.date(2011, 4, 15)
EVE = dt.date(2011, 4, 14)
DAYS = [
    EVE,
    BERLIN,
    dt.date(1993, 6, 1),
    dt.date(1999, 4, 24),
    dt.date(2014, 4, 2),
    dt.date(2021, 9, 1),
    dt.date(2026, 11, 22),
]


@pytest.fixture(scope="module")
def grounds(desk: Desk) -> Grounds:
    return read(desk, as_of=BERLIN, known_at=RELEASE_4)[0]


@pytest.fixture(scope="module")
def matrix(grounds: Grounds) -> Matrix:
    return Matrix(grounds)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_cell_of_a_day_has_the_verdict_that_it_has_alone(matrix: Matrix, grounds: Grounds, day: dt.date) -> None:
    found = list(matrix.on(day))
    assert [standing.place for standing in found] == [
        Place(actor, column) for actor in grounds.actors for column in grounds.columns
    ]
    for standing in found:
        alone = grounds.cell(standing.place.actor, standing.place.column).on(day)
        assert (standing.outcome.verdict, set(standing.outcome.between)) == (alone.verdict, alone.between)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_cells_chosen_at_random_are_answered_as_when_asked_one_by_one(desk: Desk, matrix: Matrix, day: dt.date) -> None:
    chosen = random.Random(day.toordinal()).sample(list(matrix.on(day)), 12)  # noqa: S311 - the same each time
    for standing in chosen:
        column = standing.place.column
        wanted = Wanted(standing.place.actor, column.tool, column.operation, column.commission)
        one = ask(desk, wanted, as_of=day, known_at=RELEASE_4).tree
        assert one["verdict"] == standing.outcome.verdict
        assert {way["verdict"] for way in one["undetermined"]} in (set(), set(standing.outcome.between))
        told = {
            fact.get("claim") or fact.get("decision") or fact.get("rule")
            for reason in one["reasons"]
            for fact in reason["facts"]
        }
        assert set(standing.rests_on) <= told | {reason["rule"] for reason in one["reasons"]}


def test_every_cell_through_time_is_cut_where_its_verdict_changes(matrix: Matrix, grounds: Grounds) -> None:
    for place in matrix.places:
        alone = grounds.cell(place.actor, place.column).stretches
        assert [(spell.first, spell.end, spell.outcome.verdict, set(spell.outcome.between)) for spell in matrix.spells(place)] == [
            (stretch.first, stretch.end, stretch.judgement.verdict, stretch.judgement.between) for stretch in alone
        ]  # fmt: skip


def test_between_two_days_the_cells_that_differ_are_told_with_what_moved_them(matrix: Matrix) -> None:
    moved = {change.place: change for change in matrix.between(EVE, BERLIN)}
    before = {standing.place: standing.outcome for standing in matrix.on(EVE)}
    after = {standing.place: standing.outcome for standing in matrix.on(BERLIN)}
    assert moved.keys() == {place for place in before if before[place] != after[place]}
    for place, change in moved.items():
        assert (change.before, change.after) == (before[place], after[place])
        assert [day for day, _ in change.turns] == [BERLIN]
        assert all(ids for _, ids in change.turns)
    jordan = moved[Place("JOR", Column("IPAP"))]
    assert (jordan.before.verdict, jordan.after.verdict) == ("closed", "needs_decision")
    assert jordan.turns == ((BERLIN, ("ipap-wider",)),)


def test_on_a_day_on_which_nothing_changes_nothing_is_told(matrix: Matrix) -> None:
    days = set(matrix.days())
    quiet = next(day for day in (BERLIN + dt.timedelta(days=one) for one in range(1, 400)) if day not in days)
    assert list(matrix.between(quiet - dt.timedelta(days=1), quiet)) == []


def test_the_days_of_an_actor_are_those_on_which_one_of_its_cells_changes(matrix: Matrix) -> None:
    places = [place for place in matrix.places if place.actor == "SWE"]
    days = matrix.days(places)
    assert days == sorted(set(days))
    for day in days:
        before = [standing.outcome for standing in matrix.on(day - dt.timedelta(days=1), places)]
        assert before != [standing.outcome for standing in matrix.on(day, places)]
    assert {dt.date(1994, 5, 9), BERLIN, dt.date(2024, 3, 7)} <= set(days)


@pytest.mark.parametrize("area", ["CIVIL_EMERGENCY", "other", "direct_threat"])
def test_an_area_has_cells_of_its_own(grounds: Grounds, area: str) -> None:
    places = [Place("AUT", column) for column in grounds.columns]
    for standing in Matrix(grounds, area).on(BERLIN, places):
        alone = grounds.cell("AUT", standing.place.column, area).on(BERLIN)
        assert standing.outcome.verdict == alone.verdict


# Cells made at random: a standing that is alike has the same outcome, whatever the ids and days are.

_DAY = st.integers(0, 6).map(lambda n: dt.date(2000, 1, 1) + dt.timedelta(days=n))


@st.composite
def _bounds(draw: st.DrawFn) -> Bounds:
    first, second = sorted([draw(_DAY), draw(_DAY)])
    third, fourth = sorted([draw(_DAY), draw(_DAY)])
    third, fourth = max(first + dt.timedelta(days=1), third), max(second + dt.timedelta(days=1), fourth)
    ends = st.sampled_from([(third, max(third, fourth)), (third, OPEN_END), (OPEN_END, OPEN_END)])
    return Bounds(first, second, *draw(ends))


@st.composite
def _cells(draw: st.DrawFn) -> list[Cell]:
    """Cells of the same rules, each with facts, acts and days of its own."""
    rules = [
        Rule(
            f"r{number}",
            draw(st.sampled_from(MODALITIES)),
            draw(st.sampled_from(["political", "both"])),
            NEVER,
            tuple(
                Condition(
                    f"r{number}:c{one}",
                    "is so",
                    draw(st.booleans()),
                    draw(st.booleans()),
                    draw(st.sampled_from([None, 1, 2])),
                    draw(st.sampled_from([Asked("MEMBER_OF"), None])),
                )
                for one in range(draw(st.integers(0, 2)))
            ),
        )
        for number in range(draw(st.integers(0, 2)))
    ]

    def own(condition: Condition, facts: list[Fact]) -> Condition:
        if condition.edge is None:
            return replace(condition, attribute=draw(st.booleans()))
        return replace(condition, facts=tuple(fact for fact in facts if draw(st.booleans())))

    cells: list[Cell] = []
    for _ in range(draw(st.integers(2, 4))):
        facts = [Fact(f"F{number}", draw(_bounds())) for number in range(draw(st.integers(0, 3)))]
        cells.append(
            Cell(
                tuple(
                    replace(rule, days=draw(_bounds()), conditions=tuple(own(one, facts) for one in rule.conditions))
                    for rule in rules
                ),
                tuple(
                    Act(
                        f"A{number}",
                        draw(st.sampled_from(["grants", "suspends"])),
                        draw(_bounds()),
                        draw(st.sampled_from([None, "political"])),
                    )
                    for number in range(draw(st.integers(0, 2)))
                ),
            )
        )
    return cells


@given(_cells(), _DAY)
def test_what_is_remembered_of_one_cell_holds_for_all_that_stand_alike(cells: list[Cell], day: dt.date) -> None:
    matrix = Matrix(Grounds.__new__(Grounds))
    places = [Place(str(number), Column("T")) for number in range(len(cells))]
    matrix._cells.update(zip(places, cells, strict=True))
    for standing, cell in zip(matrix.on(day, places), cells, strict=True):
        judgement = cell.on(day)
        assert (standing.outcome.verdict, set(standing.outcome.between)) == (judgement.verdict, judgement.between)
    for place, cell in zip(places, cells, strict=True):
        assert [spell.first for spell in matrix.spells(place)] == [stretch.first for stretch in cell.stretches]
