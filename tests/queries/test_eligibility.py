"""Verdicts from our own data, on both engines: reasons, what would change them, how long they hold, and their three forms."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from functools import cache

import pytest

from queries.brief import brief, line
from queries.cells import Column, Grounds, read
from queries.desk import Desk
from queries.eligibility import Answered, ask
from queries.told import Tree, Wanted, paragraph
from queries.types import ParameterError, UnknownEntityError
from queries.verdict import VERDICTS
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "cases" / "explanations"
RELEASE_4 = dt.datetime(2026, 11, 27)
"""The state of knowledge of the golden explanations: later releases do not change them."""

EXPLAINED = {
    "jordan-ipap-eve": (Wanted("JOR", "IPAP"), "2011-04-14"),
    "jordan-ipap": (Wanted("JOR", "IPAP"), "2011-04-15"),
    "sweden-ipap": (Wanted("SWE", "IPAP"), "2011-05-01"),
    "germany-ipcp": (Wanted("DEU", "IPCP"), "2012-01-01"),
    "eu-ipcp": (Wanted("EU", "IPCP"), "2012-01-01"),
    "china-engagement": (Wanted("CHN", "ENGAGEMENT"), "2012-01-01"),
    "russia-cooperation": (Wanted("RUS", "COOPERATION"), "2014-04-02"),
    "russia-consultation": (Wanted("RUS", "CONSULTATION"), "2014-04-02"),
    "kuwait-mission": (Wanted("KWT", "MISSION"), "2011-05-01"),
    "colombia-ipcp": (Wanted("COL", "IPCP"), "2017-05-10"),
    "mongolia-isaf": (Wanted("MNG", "OPERATIONS_ROLE", operation="ISAF"), "2012-01-01"),
    "russia-nrc": (Wanted("RUS", "COMMISSION_MEETING", commission="NRC"), "2008-12-01"),
    "japan-flexible-format": (Wanted("JPN", "FLEXIBLE_FORMAT"), "2012-06-01"),
    "austria-consultation-threat": (Wanted("AUT", "CONSULTATION", area="direct_threat"), "2012-06-01"),
    "austria-cooperation-other": (Wanted("AUT", "COOPERATION", area="other"), "2012-06-01"),
}
SOME = list(EXPLAINED.values())


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@cache
def asked(desk: Desk, wanted: Wanted, day: str) -> Answered:
    return ask(desk, wanted, as_of=on(day), known_at=RELEASE_4)


@pytest.fixture(params=SOME, ids=list(EXPLAINED))
def answered(request: pytest.FixtureRequest, desk: Desk) -> Answered:
    return asked(desk, *request.param)


@pytest.mark.parametrize(
    ("wanted", "day", "verdict"),
    [
        (Wanted("JOR", "IPAP"), "2011-04-14", "closed"),
        (Wanted("JOR", "IPAP"), "2011-04-15", "needs_decision"),
        (Wanted("SWE", "IPAP"), "2011-05-01", "open"),
        (Wanted("DEU", "IPCP"), "2012-01-01", "closed"),
        (Wanted("EU", "IPCP"), "2012-01-01", "silent"),
        (Wanted("CHN", "ENGAGEMENT"), "2012-01-01", "needs_decision"),
        (Wanted("RUS", "COOPERATION"), "2014-04-02", "suspended"),
        (Wanted("RUS", "CONSULTATION"), "2014-04-02", "needs_decision"),
        (Wanted("KWT", "MISSION"), "2011-05-01", "open"),
        (Wanted("XKX", "IPCP"), "2012-01-01", "closed"),
        (Wanted("COL", "IPCP"), "2017-05-10", "undetermined"),
    ],
)
def test_the_verdicts_by_which_the_reading_is_tested(desk: Desk, wanted: Wanted, day: str, verdict: str) -> None:
    assert asked(desk, wanted, day).tree["verdict"] == verdict


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_explanation_is_the_one_that_was_reviewed(name: str, desk: Desk) -> None:
    """`GOLDEN=write` in the environment writes them anew, to be read before they are committed."""
    text = re.sub(r"revision \d+ of", "revision N of", brief(asked(desk, *EXPLAINED[name]).tree))
    file = GOLDEN / f"{name}.md"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_no_explanation_is_left_of_what_is_not_asked() -> None:
    assert {file.stem for file in GOLDEN.glob("*.md")} == set(EXPLAINED)


# Reasons


def test_a_no_names_first_what_fails_by_the_rule_nearest_to_yes(desk: Desk) -> None:
    tree = asked(desk, Wanted("JOR", "IPAP"), "2011-04-14").tree
    first = tree["reasons"][0]
    assert (first["rule"], first["holds"], first["condition"]) == (
        "ipap-pfp",
        "no",
        "Jordan is a partner in the Partnership for Peace",
    )
    assert first["condition"] in tree["summary"]
    assert [reason["rule"] for reason in tree["reasons"] if reason["holds"] == "no"] == ["ipap-pfp", "ipap-wider"]


def test_silence_names_the_nearest_paragraphs(desk: Desk) -> None:
    tree = asked(desk, Wanted("EU", "IPCP"), "2012-01-01").tree
    assert tree["summary"] == "No rule that we know speaks of European Union and IPCP; nearest: paragraph 13."
    assert {reason["provision"] for reason in tree["reasons"]} == {"P13.3"}


def test_what_is_undetermined_names_the_claim_and_both_verdicts(desk: Desk) -> None:
    tree = asked(desk, Wanted("COL", "IPCP"), "2017-05-10").tree
    assert [(one["verdict"], one["if"]) for one in tree["undetermined"]] == [
        ("open", [{"ids": ["GLOBAL:COL:2017:r3"], "hold": "yes"}]),
        ("closed", [{"ids": ["GLOBAL:COL:2017:r3"], "hold": "no"}]),
    ]
    assert "GLOBAL:COL:2017:r3" in {fact.get("claim") for reason in tree["reasons"] for fact in reason["facts"]}


def test_a_suspension_names_the_decision_and_the_rule_that_it_holds_back(desk: Desk) -> None:
    reasons = asked(desk, Wanted("RUS", "COOPERATION"), "2014-04-02").tree["reasons"]
    assert reasons[0]["facts"][0]["decision"] == "D-2014-RUS"
    assert {reason["rule"] for reason in reasons[1:]} == {"coop-partners"}
    assert {reason["holds"] for reason in reasons} == {"yes"}


def test_a_suspension_of_the_other_strand_stands_beside(desk: Desk) -> None:
    notes = asked(desk, Wanted("RUS", "CONSULTATION"), "2014-04-02").tree["notes"]
    (note,) = [note for note in notes if note["id"] == "D-2014-RUS"]
    assert "practical strand only" in note["text"]


def test_practice_stands_beside_a_verdict_of_the_text(desk: Desk) -> None:
    notes = asked(desk, Wanted("KWT", "MISSION"), "2011-05-01").tree["notes"]
    assert "RULE-EVID:MISSION:3" in {note["id"] for note in notes if note["kind"] == "practice"}


def test_every_reason_rests_on_a_rule_or_an_act_and_every_fact_on_a_source(answered: Answered) -> None:
    for reason in answered.tree["reasons"]:
        assert reason["rule"] or reason["facts"]
        for fact in reason["facts"]:
            assert fact["sources"]
    assert all(note["sources"] for note in answered.tree["notes"] if note["kind"] != "gap")


def test_the_sources_are_those_that_the_answer_names(answered: Answered) -> None:
    def named(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for name, held in value.items():
                yield from held if name == "sources" else named(held)
        elif isinstance(value, list):
            for one in value:
                yield from named(one)

    body = {name: held for name, held in answered.tree.items() if name != "sources"}
    assert [source["id"] for source in answered.tree["sources"]] == sorted(set(named(body)))


def test_the_preferred_claim_of_a_dispute_shows_its_rivals(desk: Desk) -> None:
    rivals = asked(desk, Wanted("KWT", "MISSION"), "2011-05-01").tree["rivals"]
    assert [(rival["claim"], rival["of"]) for rival in rivals] == [("ICI:KWT:2005", "ICI:KWT:2004:r3")]


# What would change it, and how long it holds


def test_every_change_that_is_told_gives_the_verdict_that_it_names(answered: Answered) -> None:
    tree = answered.tree
    assert tree["would_change_if"]
    for change in tree["would_change_if"]:
        assert change["verdict"] != tree["verdict"]
        assert change["verdict"] in VERDICTS
        assert change["by"]
        assert [change["adds"], change["ends"], change["settles"]].count(None) == 2


def test_who_could_change_it_is_said(desk: Desk) -> None:
    found = {
        (change["change"], change["by"], change["verdict"])
        for change in asked(desk, Wanted("XKX", "IPCP"), "2012-01-01").tree["would_change_if"]
    }
    assert found == {
        ("the Council grants it to Kosovo", "NAC", "granted"),
        (
            "Kosovo is a partner of NATO: a partner in a framework that confers partnership",
            "NAC and the country",
            "open",
        ),
    }


def test_the_time_of_a_verdict_is_told_with_what_turns_it(desk: Desk) -> None:
    assert asked(desk, Wanted("RUS", "COMMISSION_MEETING", commission="NRC"), "2008-12-01").tree["valid"] == {
        "from": "2008-08-19",
        "until": "2009-03-05",
        "before": "open",
        "after": "open",
        "because": [
            {"day": "2008-08-19", "id": "D-2008-RUS-NRC", "what": "begins"},
            {"day": "2009-03-05", "id": "D-2008-RUS-NRC", "what": "ends"},
        ],
    }


def test_the_day_before_and_the_day_after_have_the_verdicts_that_are_told(desk: Desk, answered: Answered) -> None:
    valid, check = answered.tree["valid"], answered.check
    wanted = Wanted(
        *(check.parameters[name] for name in ("actor", "tool", "operation", "commission")), answered.tree["area"]
    )
    if valid["from"]:
        eve = on(valid["from"]) - dt.timedelta(days=1)
        assert ask(desk, wanted, as_of=eve, known_at=RELEASE_4).tree["verdict"] == valid["before"]
    if valid["until"]:
        assert ask(desk, wanted, as_of=on(valid["until"]), known_at=RELEASE_4).tree["verdict"] == valid["after"]


# Three forms of one tree


def test_the_line_is_the_verdict_and_its_sentence(answered: Answered) -> None:
    told = line(answered.tree)
    assert told == f"{answered.tree['verdict']}: {answered.tree['summary']}"
    assert "\n" not in told


def test_the_brief_says_all_that_the_tree_says(answered: Answered) -> None:
    tree = answered.tree
    text = re.sub(r"\\(.)", r"\1", brief(tree))
    assert f"**{tree['verdict']}**" in text
    assert tree["summary"] in text
    for reason in tree["reasons"]:
        assert reason["condition"] in text
        for fact in reason["facts"]:
            assert f"`{fact.get('claim') or fact.get('decision') or fact['rule']}`" in text
    for note in tree["notes"]:
        assert note["text"] in text
    for change in tree["would_change_if"]:
        assert f"**{change['verdict']}** if {change['change']}" in text


def test_every_source_of_the_brief_is_a_footnote_and_every_footnote_is_used(answered: Answered) -> None:
    text = brief(answered.tree)
    named, told = set(re.findall(r"\[\^(\d+)\](?!:)", text)), re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)
    assert sorted(named, key=int) == told
    assert len(told) == len(answered.tree["sources"])


def test_nothing_that_a_table_says_becomes_markup() -> None:
    tree: Tree = {
        "actor_name": "X", "tool_name": "Y", "as_of": "2011-04-15", "verdict": "open", "summary": "<b>*x* [y](z)",
        "reasons": [], "undetermined": [], "notes": [], "would_change_if": [], "rivals": [], "sources": [],
        "valid": {"from": None, "until": None, "before": None, "after": None, "because": []},
        "release": 4, "known_at": "2026-11-27T00:00:00Z", "revision": 1,
    }  # fmt: skip
    assert r"\<b\>\*x\* \[y\](z)" in brief(tree)


@pytest.mark.parametrize(
    ("provision", "words"),
    [
        ("P13.4", "paragraph 13"),
        ("P7a.i.3", "paragraph 7a (i)"),
        ("P10", "paragraph 10"),
        ("P7c.iv.1", "paragraph 7c (iv)"),
    ],
)
def test_a_paragraph_is_named_as_people_do(provision: str, words: str) -> None:
    assert paragraph(provision) == words


# Bad input


@pytest.mark.parametrize(
    ("wanted", "parameter", "said"),
    [
        (Wanted("JORDN", "IPAP"), "actor", "JOR"),
        (Wanted("JOR", "IPAPP"), "tool", "IPAP"),
        (Wanted("JOR", "OPERATIONS_ROLE", operation="ISAFF"), "operation", "ISAF"),
        (Wanted("RUS", "COMMISSION_MEETING", commission="NRK"), "commission", "NRC"),
    ],
)
def test_what_is_unknown_is_refused_with_the_nearest(desk: Desk, wanted: Wanted, parameter: str, said: str) -> None:
    with pytest.raises(UnknownEntityError) as refused:
        ask(desk, wanted, as_of=on("2011-04-15"))
    assert refused.value.parameter == parameter
    assert said in refused.value.nearest


@pytest.mark.parametrize(
    ("wanted", "parameter", "said"),
    [
        (Wanted("JOR", "CONSULTATION", area="CIVIL"), "area", "CIVIL_EMERGENCY"),
        (Wanted("JOR", "OPERATIONS_ROLE"), "operation", "Name one: "),
        (Wanted("RUS", "COMMISSION_MEETING"), "commission", "Name one: NGC, NRC"),
        (Wanted("JOR", "IPAP", operation="ISAF"), "operation", "Leave it out"),
        (Wanted("JOR", "IPAP", commission="NRC"), "commission", "Leave it out"),
        (Wanted("JOR", "IPAP", area="other"), "area", "Leave it out"),
    ],
)
def test_what_does_not_fit_the_tool_is_refused(desk: Desk, wanted: Wanted, parameter: str, said: str) -> None:
    with pytest.raises(ParameterError) as refused:
        ask(desk, wanted, as_of=on("2011-04-15"))
    assert refused.value.parameter == parameter
    assert said in refused.value.remedy


def test_before_the_rules_were_published_there_is_no_verdict(desk: Desk) -> None:
    with pytest.raises(ParameterError, match="no rule had been published by then"):
        ask(desk, Wanted("JOR", "IPAP"), as_of=on("2011-04-15"), known_at=dt.datetime(2026, 11, 22, 12))


# All cells at once


@pytest.fixture(scope="module")
def grounds(desk: Desk) -> Grounds:
    return read(desk, as_of=on("2011-04-15"), known_at=RELEASE_4)[0]


def test_the_cells_of_all_are_those_of_one(desk: Desk, grounds: Grounds) -> None:
    cells = [(actor, column) for actor in grounds.actors for column in grounds.columns]
    for actor, column in cells[:: len(cells) // 60]:
        one = ask(
            desk,
            Wanted(actor, column.tool, column.operation, column.commission),
            as_of=on("2011-04-15"),
            known_at=RELEASE_4,
        )
        assert grounds.cell(actor, column) == one.cell


@pytest.mark.parametrize("area", ["CIVIL_EMERGENCY", "other", "direct_threat"])
def test_the_cells_of_an_area_are_those_of_one(desk: Desk, grounds: Grounds, area: str) -> None:
    wanted = Wanted("AUT", "CONSULTATION", area=area)
    found = ask(desk, wanted, as_of=on("2011-04-15"), known_at=RELEASE_4).cell
    assert grounds.cell("AUT", Column("CONSULTATION"), area) == found


def test_a_tool_that_is_tied_to_something_has_a_column_for_each(grounds: Grounds) -> None:
    operations = {column.operation for column in grounds.columns if column.tool == "OPERATIONS_ROLE"}
    commissions = {column.commission for column in grounds.columns if column.tool == "COMMISSION_MEETING"}
    assert {"ISAF", "KFOR", "OUP"} <= operations
    assert commissions == {"NGC", "NRC", "NUC", "NUCOUNCIL", "PJC"}
    assert len(grounds.columns) == len(set(grounds.columns))
