"""Rival claims: the preferred one answers, and what else is said stands beside every answer that it is in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph
from loaders.load import load
from queries.catalogue import Catalogue
from queries.desk import Answer, Desk
from tests.conftest import TODAY
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

GROUP = "start of CCC"


def _disputed() -> Rows:
    """The small package, in which two pages disagree on when CCC joined: in 1994, or on 1 June 1993 until 2000."""
    rows = small_rows()
    rows["establishments"][0]["valid_from"] = "1993"
    (first,) = [cells for cells in rows["memberships"] if cells["id"] == "PFP:CCC:1994"]
    rival = {**first, "id": "PFP:CCC:1993", "valid_from": "1993-06-01", "valid_to": "2000-01-01", "sources": "two"}
    first |= {"rank": "preferred", "rival_group": GROUP, "rank_reason": "the text itself"}
    rival |= {"rank": "normal", "rival_group": GROUP, "rank_reason": "a summary", "confidence": "medium"}
    rows["memberships"].append(rival)
    rows["sources"].append(row("sources", id="three", title="Three"))
    return rows


@pytest.fixture
def disputed(empty_graph: Graph, catalogue: Catalogue, tmp_path: Path) -> Desk:
    """A desk on the small package with a dispute."""
    load(empty_graph, write_package(tmp_path / "disputed", _disputed()), today=TODAY)
    return Desk(empty_graph, catalogue)


def _members(desk: Desk, day: dt.date, **clocks: Any) -> Answer:
    return desk.ask("members/of_body", {"body": "PFP"}, as_of=day, **clocks)


def test_the_rival_stands_beside_the_answer_that_rests_on_the_preferred_claim(disputed: Desk) -> None:
    answer = _members(disputed, dt.date(1996, 1, 1))
    assert [found["claim"] for found in answer.rows] == ["PFP:CCC:1994", "PFP:DDD:1995"]
    (rival,) = answer.rivals
    assert (rival["claim"], rival["of"], rival["used"]) == ("PFP:CCC:1993", "PFP:CCC:1994", True)
    assert (rival["since"], rival["until"], rival["rank"], rival["reason"]) == (
        "1993-06-01",
        "2000-01-01",
        "normal",
        "a summary",
    )
    assert (rival["relation"], rival["start"], rival["end"]) == ("MEMBER_OF", "CCC", "PFP")
    assert {source["id"] for source in answer.sources} >= {"one", "two"}


def test_a_source_of_the_rival_alone_comes_with_the_answer(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = _disputed()
    rows["memberships"][-1]["sources"] = "three"
    load(empty_graph, write_package(tmp_path / "three", rows), today=TODAY)
    answer = _members(Desk(empty_graph, catalogue), dt.date(1996, 1, 1))
    assert "three" in {source["id"] for source in answer.sources}


@pytest.mark.parametrize(
    ("day", "beside"),
    [
        (dt.date(1993, 5, 31), []),
        (dt.date(1993, 6, 1), [False]),
        (dt.date(1993, 12, 31), [False]),
        (dt.date(1994, 1, 1), [True]),
    ],
)
def test_a_rival_that_would_be_in_the_answer_is_told_from_its_first_day_on(
    day: dt.date, beside: list[bool], disputed: Desk
) -> None:
    assert [rival["used"] for rival in _members(disputed, day).rivals] == beside


def test_an_answer_about_others_is_left_alone(disputed: Desk) -> None:
    for country in ("AAA", "DDD"):
        assert disputed.ask("countries/profile", {"country": country}, as_of=dt.date(1993, 7, 1)).rivals == []


def test_a_rival_that_was_withdrawn_is_told_as_long_as_it_was_known(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = _disputed()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T12:00:00Z"))
    withdraw(rows, "memberships", "PFP:CCC:1993", "2")
    load(empty_graph, write_package(tmp_path / "withdrawn", rows), today=TODAY)
    desk = Desk(empty_graph, catalogue)
    day = dt.date(1996, 1, 1)
    assert _members(desk, day).rivals == []
    then = _members(desk, day, known_at=dt.datetime(2021, 6, 1, 11, 59, 59))
    assert [rival["claim"] for rival in then.rivals] == ["PFP:CCC:1993"]


def test_both_sides_of_a_dispute_are_listed_among_the_disputed_and_not_beside_it(disputed: Desk) -> None:
    answer = disputed.ask("claims/disputed", as_of=dt.date(1996, 1, 1))
    assert [(found["claim"], found["answers"]) for found in answer.rows] == [
        ("PFP:CCC:1994", True),
        ("PFP:CCC:1993", False),
    ]
    assert answer.rivals == []


def test_a_row_never_rests_on_a_claim_that_does_not_answer(desk: Desk, catalogue: Catalogue) -> None:
    silent = {found["claim"] for found in desk.ask("claims/disputed", as_of=TODAY).rows if not found["answers"]}
    assert silent
    for question in catalogue:
        if question.path in ("claims/disputed", "claims/one", "sources/carries") or "releases" in question.tags:
            continue
        answer = desk.ask(question.path, dict(question.examples), as_of=dt.date(2011, 4, 15))
        assert not silent & {found.get("claim") for found in answer.rows}, question.path


def test_what_azerbaijan_used_in_2004_by_the_word_of_its_ministry_stands_beside_the_answer(desk: Desk) -> None:
    answer = desk.ask("countries/profile", {"country": "AZE"}, as_of=dt.date(2005, 1, 1))
    assert "IPAP" not in {found["other"] for found in answer.rows}
    assert ("USE:IPAP:AZE:2004", False) in {(rival["claim"], rival["used"]) for rival in answer.rivals}
