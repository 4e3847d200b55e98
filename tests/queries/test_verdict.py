"""Each sentence of docs/decisions/0006-eligibility.md on cells made by hand, and what must be so of any cell."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.clocks import Bounds, bounds
from queries.verdict import MODALITIES, NEVER, Act, Asked, Cell, Condition, Fact, Rule, how_met, lacking, only_on

DAY = dt.date(2011, 4, 15)
EVER = bounds("1990-01-01", "..")
ONCE = bounds("1990-01-01", "1999-01-01")
PERHAPS = bounds("2011", "..")
"""Begun on some day of 2011: possible on DAY, not certain."""

PARTNER = Asked("MEMBER_OF", "partner", "PFP")
ALLY = Asked("MEMBER_OF", "ally", "NATO")


def asks(*facts: Fact, id_: str = "c", edge: Asked = PARTNER, **more: object) -> Condition:
    return Condition(id_, "is so", edge=edge, facts=facts, **more)  # type: ignore[arg-type]


def rule(
    *conditions: Condition, id_: str = "r", modality: str = "open", strand: str = "practical", days: Bounds = EVER
) -> Rule:
    return Rule(id_, modality, strand, days, conditions)  # type: ignore[arg-type]


def verdict(*rules: Rule, acts: tuple[Act, ...] = (), day: dt.date = DAY) -> str:
    return Cell(rules, acts).on(day).verdict


def test_a_rule_in_force_that_asks_nothing_applies() -> None:
    assert verdict(rule()) == "open"


@pytest.mark.parametrize("modality", MODALITIES)
def test_the_modality_of_the_rule_is_the_verdict(modality: str) -> None:
    assert verdict(rule(modality=modality)) == modality


@pytest.mark.parametrize(("first", "second"), [(a, b) for a, b in product(MODALITIES, MODALITIES) if a != b])
def test_of_rules_that_apply_the_first_modality_answers(first: str, second: str) -> None:
    better = min(first, second, key=MODALITIES.index)  # type: ignore[arg-type]
    assert verdict(rule(modality=first), rule(modality=second, id_="s")) == better


def test_no_rule_is_silence() -> None:
    assert verdict() == "silent"


def test_a_rule_that_is_no_longer_in_force_closes() -> None:
    assert verdict(rule(days=ONCE)) == "closed"


def test_a_rule_ends_on_the_first_day_on_which_it_no_longer_is_in_force() -> None:
    held = Cell((rule(days=bounds("2011-04-14", "2011-04-15")),))
    assert [held.on(day).verdict for day in (DAY - dt.timedelta(2), DAY - dt.timedelta(1), DAY)] == [
        "closed",
        "open",
        "closed",
    ]


def test_a_condition_without_a_fact_that_holds_fails() -> None:
    assert verdict(rule(asks(Fact("f", ONCE)))) == "closed"


def test_a_condition_is_met_by_any_of_its_facts() -> None:
    assert verdict(rule(asks(Fact("f", ONCE), Fact("g", EVER)))) == "open"


def test_a_condition_that_asks_for_absence_fails_by_a_fact() -> None:
    barred = asks(Fact("f", EVER), edge=ALLY, expected=False)
    assert verdict(rule(barred)) == "closed"
    assert verdict(rule(asks(edge=ALLY, expected=False))) == "open"


def test_an_attribute_is_asked_of_the_actor_itself() -> None:
    assert verdict(rule(Condition("c", "lies beyond", attribute=True))) == "open"
    assert verdict(rule(Condition("c", "lies beyond", attribute=False))) == "closed"


def test_one_alternative_is_enough_with_all_that_is_always_asked() -> None:
    one, other = asks(Fact("f", ONCE), id_="a", alternative=1), asks(Fact("g", EVER), id_="b", alternative=2)
    assert verdict(rule(one, other)) == "open"
    assert verdict(rule(one, other, asks(id_="always"))) == "closed"
    assert verdict(rule(one, asks(id_="b", alternative=2))) == "closed"


def test_of_one_alternative_everything_is_asked() -> None:
    held, lacks = asks(Fact("f", EVER), id_="a", alternative=1), asks(id_="b", alternative=1)
    assert verdict(rule(held, lacks)) == "closed"


def test_a_rule_whose_scope_is_not_met_does_not_speak_of_the_actor() -> None:
    assert verdict(rule(asks(id_="s", scope=True))) == "silent"
    assert verdict(rule(asks(Fact("f", EVER), id_="s", scope=True))) == "open"
    assert verdict(rule(asks(Fact("f", EVER), id_="s", scope=True), days=ONCE)) == "closed"


SUSPENDED = Act("s", "suspends", EVER)
GRANTED = Act("g", "grants", EVER)


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_suspension_holds_back_what_would_otherwise_be_available(modality: str) -> None:
    assert verdict(rule(modality=modality), acts=(SUSPENDED,)) == "suspended"


def test_a_suspension_of_what_is_closed_or_unspoken_of_changes_nothing() -> None:
    assert verdict(rule(days=ONCE), acts=(SUSPENDED,)) == "closed"
    assert verdict(acts=(SUSPENDED,)) == "silent"


@pytest.mark.parametrize(
    ("strand", "of", "expected"),
    [
        ("practical", "practical", "suspended"),
        ("practical", "political", "open"),
        ("practical", "both", "open"),
        ("political", "political", "suspended"),
        (None, "political", "suspended"),
        ("both", "practical", "suspended"),
    ],
)
def test_a_suspension_of_one_strand_holds_back_that_strand_alone(strand: str | None, of: str, expected: str) -> None:
    assert verdict(rule(strand=of), acts=(Act("s", "suspends", EVER, strand),)) == expected


def test_a_rule_that_is_not_held_back_still_answers() -> None:
    act = Act("s", "suspends", EVER, "practical")
    other = rule(id_="p", strand="political", modality="needs_decision")
    assert verdict(rule(), other, acts=(act,)) == "needs_decision"


def test_a_grant_gives_what_no_rule_does() -> None:
    assert verdict(acts=(GRANTED,)) == "granted"
    assert verdict(rule(days=ONCE), acts=(GRANTED,)) == "granted"
    assert verdict(rule(modality="needs_decision"), acts=(GRANTED,)) == "granted"


def test_a_suspension_goes_before_a_grant() -> None:
    assert verdict(rule(), acts=(GRANTED, SUSPENDED)) == "suspended"
    assert verdict(acts=(GRANTED, SUSPENDED)) == "suspended"
    assert verdict(rule(strand="political"), acts=(GRANTED, Act("s", "suspends", EVER, "practical"))) == "granted"


def test_what_leads_to_one_verdict_either_way_is_that_verdict() -> None:
    assert verdict(rule(asks(Fact("f", PERHAPS))), rule(id_="other")) == "open"


def test_what_leads_to_two_verdicts_is_undetermined_and_names_what_makes_the_difference() -> None:
    judged = Cell((rule(asks(Fact("f", PERHAPS), Fact("idle", ONCE))),)).on(DAY)
    assert judged.verdict == "undetermined"
    assert judged.between == {"open", "closed"}
    assert judged.unknowns == ("f",)
    assert judged.combinations == (({("f",): True}, "open"), ({("f",): False}, "closed"))


def test_an_unknown_beside_a_certain_one_of_its_kind_is_not_named() -> None:
    assert verdict(rule(asks(Fact("f", PERHAPS), Fact("g", EVER)))) == "open"


def test_unknowns_of_one_kind_are_told_together() -> None:
    judged = Cell((rule(asks(Fact("f", PERHAPS), Fact("g", PERHAPS))),)).on(DAY)
    assert [list(given) for given, _ in judged.combinations] == [[("f", "g")], [("f", "g")]]


def test_one_claim_is_one_unknown_wherever_it_counts() -> None:
    fact = Fact("f", PERHAPS)
    inside = rule(asks(fact, id_="in"))
    outside = rule(asks(fact, id_="out", expected=False), id_="o", modality="needs_decision")
    assert Cell((inside, outside)).on(DAY).between == {"open", "needs_decision"}


def test_a_rule_and_an_act_can_be_unknown() -> None:
    assert Cell((rule(days=PERHAPS),)).on(DAY).unknowns == ("r",)
    assert Cell((rule(),), (Act("s", "suspends", PERHAPS),)).on(DAY).between == {"open", "suspended"}


def test_how_far_a_rule_is_from_yes_counts_what_is_not_surely_so() -> None:
    one = rule(asks(id_="a"), asks(Fact("f", PERHAPS), id_="b"), asks(Fact("g", EVER), id_="c"), days=ONCE)
    holds = Cell((one,)).holding(DAY)
    assert [how_met(condition, holds) for condition in one.conditions] == ["no", "possibly", "yes"]
    assert lacking(one, one.routes[0], holds) == 3


def test_time_is_cut_where_the_verdict_changes_and_nowhere_else() -> None:
    held = Cell(
        (
            rule(asks(Fact("f", bounds("2001-01-01", "2005-01-01")), Fact("g", bounds("2004-01-01", "..")))),
            rule(id_="idle", days=bounds("1800-01-01", "1801-01-01"), modality="needs_decision"),
        )
    )
    assert [(one.first, one.end, one.judgement.verdict) for one in held.stretches] == [
        (None, dt.date(1800, 1, 1), "closed"),
        (dt.date(1800, 1, 1), dt.date(1801, 1, 1), "needs_decision"),
        (dt.date(1801, 1, 1), dt.date(2001, 1, 1), "closed"),
        (dt.date(2001, 1, 1), None, "open"),
    ]
    assert held.turning(dt.date(2001, 1, 1)) == ["f"]


def test_what_would_have_left_the_verdict_is_told_as_what_turned_it() -> None:
    held = Cell(
        (rule(asks(Fact("f", bounds("2001-01-01", "..")))),),
        (Act("idle", "grants", bounds("2001-01-01", "2001-01-02")),),
    )
    assert held.turning(dt.date(2001, 1, 2)) == ["idle"]


# Any cell

_spans = st.sampled_from(
    [
        bounds(start, end)
        for start in ("", "2009", "2011", "2011-04", "2011-04-14", "2011-04-15", "2012-06-01")
        for end in ("", "..", "2011-05", "2013", "2014-01-01")
        if (start or end) and not (start == "2012-06-01" and end == "2011-05")
    ]
)
_facts = st.builds(Fact, st.sampled_from("abcde"), _spans)
_once = st.lists(_facts, max_size=3, unique_by=lambda fact: fact.id).map(tuple)
_conditions = st.builds(
    Condition,
    id=st.uuids().map(str),
    asks=st.just("is so"),
    expected=st.booleans(),
    scope=st.booleans(),
    alternative=st.sampled_from([None, 1, 2]),
    edge=st.sampled_from([PARTNER, ALLY, None]),
    facts=_once,
    attribute=st.booleans(),
)
_rules = st.builds(
    Rule,
    st.uuids().map(str),
    st.sampled_from(MODALITIES),
    st.sampled_from(["political", "practical", "both"]),
    _spans,
    st.lists(_conditions, max_size=3).map(tuple),
)
_acts = st.builds(
    Act,
    st.uuids().map(str),
    st.sampled_from(["grants", "suspends"]),
    _spans,
    st.sampled_from([None, "political", "practical"]),
)


def _one_span_each(cell: Cell) -> Cell:
    """One claim has one time, wherever it counts."""
    days: dict[str, Bounds] = {}
    for one in cell.rules:
        for condition in one.conditions:
            for fact in condition.facts:
                days.setdefault(fact.id, fact.days)
    for id_, span in days.items():
        cell = cell.with_days({id_}, span)
    return cell


_cells = st.builds(Cell, st.lists(_rules, max_size=4).map(tuple), st.lists(_acts, max_size=2).map(tuple)).map(
    _one_span_each
)
_days = st.dates(dt.date(2008, 12, 1), dt.date(2014, 3, 1))


@given(_cells, _days)
def test_a_verdict_is_one_of_those_between_which_every_way_to_settle_the_unknowns_lies(
    cell: Cell, day: dt.date
) -> None:
    judged, holds = cell.on(day), cell.holding(day)
    unknown = [id_ for id_, how in holds.items() if how == "possibly"]
    surely = {id_ for id_, how in holds.items() if how == "yes"}
    brute = {
        cell.settled(surely | {id_ for id_, held in zip(unknown, chosen, strict=True) if held})
        for chosen in product((True, False), repeat=min(len(unknown), 12))
        if len(unknown) <= 12
    }
    if len(unknown) <= 12:
        assert judged.between == brute
        assert (judged.verdict == "undetermined") == (len(brute) > 1)


@given(_cells, _days)
def test_the_time_around_a_day_has_its_verdict_on_each_of_its_days_and_another_beside_it(
    cell: Cell, day: dt.date
) -> None:
    here = cell.around(day)
    outcome = cell.on(day).outcome
    assert here.first is None or here.first <= day
    assert here.end is None or day < here.end
    assert cell.on(here.first or day).outcome == outcome
    if here.first:
        assert cell.on(here.first - dt.timedelta(days=1)).outcome != outcome
    if here.end:
        assert cell.on(here.end - dt.timedelta(days=1)).outcome == outcome
        assert cell.on(here.end).outcome != outcome


@given(_cells, _days)
def test_settling_an_unknown_never_gives_a_verdict_that_was_not_possible(cell: Cell, day: dt.date) -> None:
    judged = cell.on(day)
    for id_, how in cell.holding(day).items():
        if how == "possibly":
            for days in (only_on(day), NEVER):
                assert cell.with_days({id_}, days).on(day).between <= judged.between


@given(_cells, _days)
def test_a_fact_that_nothing_asks_for_changes_nothing(cell: Cell, day: dt.date) -> None:
    assert cell.with_edge(Asked("MEMBER_OF", "member", "UN"), "idle", EVER).on(day).outcome == cell.on(day).outcome
