"""What is supposed for one question, applied to the tables and judged by the second evaluator: the same cells are others."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from graph.connection import Graph
from graph.schema import table
from queries.desk import Desk
from queries.many import Many
from queries.matrix import Place
from queries.supposed import Relation, WhatIf
from queries.told import VERBS
from queries.types import AmbiguousNameError, ParameterError, UnknownEntityError
from queries.what_if import Supposed, answer, ask
from tests.queries.test_eligibility_changes import NEW, Rows, newest, own_rows
from tests.support import second_evaluator as second
from tests.support.graph_dump import dump
from tests.support.thorough import part

BERLIN = dt.date(2011, 4, 15)
SINCE = {"since": "1000-01-01"}
PLAN_OF_THE_OCC = {
    "tool": "IPAP",
    "modality": "on_request",
    "conditions": [
        {"asks": "uses the OCC", "relation": "USES", "object": "OCC", "alternative": 1},
        {"asks": "is recognised", "relation": "RECOGNISED_IN", "object": "KFOR", "alternative": 2},
        {"asks": "is no Ally", "relation": "MEMBER_OF", "role": "ally", "object": "NATO", "expected": False},
    ],
    **SINCE,
}
SUPPOSED: dict[str, dict[str, Any]] = {
    "a country joins the Partnership": {
        "add": {"facts": [{"relation": "MEMBER_OF", "start": "CHN", "end": "PFP", "role": "partner", **SINCE}]}
    },
    "one that perhaps did": {
        "add": {
            "facts": [
                {
                    "relation": "MEMBER_OF",
                    "start": "JPN",
                    "end": "EAPC",
                    "role": "partner",
                    "since": "2011",
                    "until": "2013",
                }
            ]
        }
    },
    "an Ally more": {
        "add": {"facts": [{"relation": "MEMBER_OF", "start": "UKR", "end": "NATO", "role": "ally", **SINCE}]}
    },
    "the Alliance does not lead what it did": {"set_aside": ["LIFE:KFOR:1999"]},
    "it never left": {"set_aside": ["PFP:SWE:1994"]},
    "a grant": {
        "add": {"decisions": [{"effect": "grants", "actors": ["CHN", "BRA"], "affects": ["IPAP", "MISSION"], **SINCE}]}
    },
    "a suspension of one strand": {
        "add": {"decisions": [{"effect": "suspends", "actors": ["UKR"], "strand": "practical", **SINCE}]}
    },
    "a suspension that reaches a tool": {
        "add": {"decisions": [{"effect": "suspends", "actors": ["AUT"], "affects": ["SPS"], **SINCE}]}
    },
    "an act that was not taken": {"set_aside": ["D-2010-MNG-ISAF"]},
    "a rule more, on edges that none asks for": {"add": {"rules": [PLAN_OF_THE_OCC]}},
    "a rule less": {"set_aside": ["ipap-wider", "ipcp-all"]},
    "several at once": {
        "add": {
            "facts": [{"relation": "MEMBER_OF", "start": "JOR", "end": "PFP", "role": "partner", **SINCE}],
            "decisions": [{"effect": "suspends", "actors": ["JOR"], "affects": ["EAPC"], **SINCE}],
            "rules": [{"tool": "MAP", "modality": "open", **SINCE}],
        },
        "set_aside": ["ipap-pfp", "MD:JOR:1995"],
    },
}


def supposing(given: dict[str, Any]) -> Rows:
    """The tables as they would be."""
    aside = set(given.get("set_aside", ()))
    rows = {
        name: [row for row in held if name in ("releases", "rule_conditions") or row.get("id") not in aside]
        for name, held in own_rows().items()
    }
    add = given.get("add", {})
    for number, fact in enumerate(add.get("facts", ())):
        table, start, end = second.RELATIONS[fact["relation"]]
        dates = {"valid_from": fact["since"], "valid_to": fact.get("until", "..")}
        rows[table].append(
            {**NEW, **dates, "id": f"supposed-fact-{number + 1}", start: fact["start"], end: fact["end"],
             "role": fact.get("role", ""), "since_release": newest()}
        )  # fmt: skip
    for number, act in enumerate(add.get("decisions", ())):
        id_ = f"supposed-decision-{number + 1}"
        rows["decisions"].append(
            {"id": id_, "effect": act["effect"], "strand": act.get("strand", ""), "effective_from": act["since"],
             "effective_until": "..", "since_release": newest()}
        )  # fmt: skip
        rows["decision_actors"] += [{"decision": id_, "actor": actor} for actor in act["actors"]]
        rows["decision_tools"] += [{"decision": id_, "tool": thing} for thing in act.get("affects", ())]
    for number, rule in enumerate(add.get("rules", ())):
        id_ = f"supposed-rule-{number + 1}"
        rows["rules"].append(
            {"id": id_, "tool": rule["tool"], "modality": rule["modality"], "audience": "country", "strand": "both",
             "valid_from": rule["since"], "valid_to": "..", "since_release": newest()}
        )  # fmt: skip
        rows["rule_conditions"] += [
            {**dict.fromkeys(own_rows()["rule_conditions"][0], ""), "id": f"{id_}:{at}", "rule": id_, "scope": "false",
             "relation": one["relation"], "role": one.get("role", ""), "object": one["object"],
             "alternative": str(one.get("alternative", "")), "expected": str(one.get("expected", True)).lower()}
            for at, one in enumerate(rule.get("conditions", ()))
        ]  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def many(desk: Desk) -> Many:
    return Many(desk)


def _ask(many: Many, given: dict[str, Any], day: dt.date = BERLIN, **more: str) -> Supposed:
    return ask(many, WhatIf.model_validate({"as_of": day.isoformat(), **given, **more}), today=dt.date(2000, 1, 1))


Verdicts = dict[tuple[Any, ...], tuple[str, list[str]]]
TOUCHED = {"AUT", "BRA", "CHN", "JOR", "JPN", "MNG", "SWE", "UKR"}


def _second(rows: Rows, day: dt.date) -> Verdicts:
    """Every cell of those whom something above touches, and every ninth of all others."""
    tables = second.Tables.of(rows)
    places = [(actor, column) for actor in second.actors(tables) for column in second.columns(tables)]
    return {
        (actor, *column): _judged(tables, actor, column, day)
        for number, (actor, column) in enumerate(places)
        if actor in TOUCHED or number % 9 == 0
    }


def _judged(tables: second.Tables, actor: str, column: tuple[str, str | None, str | None], day: dt.date) -> Any:
    tool, operation, commission = column
    judged = second.verdict(tables, actor, tool, day, operation=operation, commission=commission)
    between = sorted(judged.between)
    return judged.verdict, between if len(between) > 1 else []


@pytest.fixture(scope="module")
def as_it_is() -> Verdicts:
    return _second(own_rows(), BERLIN)


@pytest.mark.parametrize("name", part(list(SUPPOSED), 2))
def test_the_cells_that_are_others_are_those_of_the_changed_tables(name: str, many: Many, as_it_is: Verdicts) -> None:
    found = _ask(many, SUPPOSED[name])
    told = {
        (row["actor"], row["tool"], row["operation"], row["commission"]): (
            (row["before"], row["before_between"]),
            (row["after"], row["after_between"]),
        )
        for row in found.answer.rows
    }
    would_be = _second(supposing(SUPPOSED[name]), BERLIN)
    assert {place: change for place, change in told.items() if place in as_it_is} == {
        place: (before, would_be[place]) for place, before in as_it_is.items() if before != would_be.get(place, before)
    }
    assert told
    assert found.cells == len(many.ask("eligibility/matrix", {}, as_of=BERLIN)[0].rows)


def test_each_row_says_what_makes_the_difference_and_what_the_new_verdict_rests_on(many: Many) -> None:
    found = _ask(many, SUPPOSED["several at once"])
    rows = {row["tool"]: (row, reasons) for row, reasons in zip(found.answer.rows, found.reasons, strict=True)
            if row["actor"] == "JOR"}  # fmt: skip
    membership_plan, reasons = rows["MAP"]
    assert [one["id"] for one in membership_plan["because"]] == ["supposed-rule-1"]
    assert (membership_plan["because"][0]["what"], membership_plan["because"][0]["claim"]) == ("is supposed", None)
    # The suspension of everything holds it back at once, and would not be there without the rule.
    assert membership_plan["after"] == "suspended"
    assert [fact["supposed"] for reason in reasons for fact in reason["facts"]] == [
        "supposed-decision-1", "supposed-rule-1"
    ]  # fmt: skip
    assert all(reasons for reasons in found.reasons)
    assert all(row["because"] and row["summary"] for row in found.answer.rows)
    every = {source["id"] for source in found.answer.sources}
    assert {source for row in found.answer.rows for source in row["sources"]} <= every
    assert not any(id_.startswith("supposed") for row in found.answer.rows for id_ in row["claims"])


def test_where_nothing_is_supposed_nothing_is_otherwise(many: Many) -> None:
    found = _ask(many, {})
    assert (found.answer.rows, found.suppositions) == ([], [])
    assert found.cells > 14_000


def test_nothing_is_written(many: Many, engine: Graph) -> None:
    before, revision = dump(engine), many.desk.refresh().revision
    for name in ("several at once", "a rule more, on edges that none asks for"):
        _ask(many, SUPPOSED[name])
    assert (dump(engine), many.desk.refresh().revision) == (before, revision)


def test_it_does_not_stay_for_the_next_question(many: Many) -> None:
    plain = many.ask("eligibility/matrix", {"actor": "CHN"}, as_of=BERLIN)[0].rows
    _ask(many, SUPPOSED["a country joins the Partnership"])
    assert many.ask("eligibility/matrix", {"actor": "CHN"}, as_of=BERLIN)[0].rows == plain


def test_what_may_be_supposed_is_what_a_rule_may_ask_for() -> None:
    (column,) = (one for one in table("rule_conditions").columns if one.name == "relation")
    assert set(get_args(Relation)) == set(column.choices) == set(VERBS)


def test_the_filters_choose_the_cells_that_are_looked_at(many: Many) -> None:
    given = SUPPOSED["a country joins the Partnership"]
    every = _ask(many, given).answer.rows
    one = _ask(many, given, tool="IPAP")
    assert one.answer.rows == [row for row in every if row["tool"] == "IPAP"]
    assert one.cells == len(many.ask("eligibility/matrix", {"tool": "IPAP"}, as_of=BERLIN)[0].rows)
    assert _ask(many, given, actor="JOR").answer.rows == []


def test_what_begins_later_changes_nothing_yet(many: Many) -> None:
    given = {"add": {"facts": [{"relation": "MEMBER_OF", "start": "CHN", "end": "PFP", "role": "partner"}]}}
    assert _ask(many, given).answer.rows
    given["add"]["facts"][0]["since"] = "2011-04-16"
    assert _ask(many, given).answer.rows == []
    assert _ask(many, given, day=dt.date(2011, 4, 16)).answer.rows


def test_names_are_understood_and_the_answer_says_how(many: Many) -> None:
    found = _ask(
        many,
        {"add": {"decisions": [{"effect": "suspends", "actors": ["Turquie"], "affects": ["Partnership for Peace"]}]}},
    )
    assert {how["id"] for how in found.answer.understood} == {"TUR", "PFP"}
    assert {how["parameter"] for how in found.answer.understood} == {
        "add.decisions[0].actors[0]", "add.decisions[0].affects[0]"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "error", "parameter"),
    [
        ({"set_aside": ["no-such-thing"]}, ParameterError, "set_aside[0]"),
        ({"set_aside": ["MISSION:SWE"]}, ParameterError, "set_aside[0]"),
        ({"add": {"facts": [{"relation": "USES", "start": "Atlantis", "end": "IPAP"}]}}, UnknownEntityError, "add.facts[0].start"),
        ({"add": {"facts": [{"relation": "USES", "start": "Congo", "end": "IPAP"}]}}, AmbiguousNameError, "add.facts[0].start"),
        ({"add": {"decisions": [{"effect": "grants", "actors": ["SWE"]}]}}, ParameterError, "add.decisions[0].affects"),
        ({"add": {"facts": [{"relation": "USES", "start": "SWE", "end": "IPAP", "until": "2010"}]}}, ParameterError,
         "add.facts[0].until"),
    ],
)  # fmt: skip
def test_what_cannot_be_supposed_is_refused_with_its_place(
    given: dict[str, Any], error: type[ParameterError], parameter: str, many: Many
) -> None:
    with pytest.raises(error) as raised:
        _ask(many, given)
    assert raised.value.parameter == parameter


@pytest.mark.parametrize(
    "given",
    [
        {"add": {"facts": [{"relation": "LIKES", "start": "SWE", "end": "PFP"}]}},
        {"add": {"facts": [{"relation": "USES", "start": " ", "end": "PFP"}]}},
        {"add": {"facts": [{"relation": "USES", "start": "SWE", "end": "IPAP", "since": "2011-02-30"}]}},
        {"add": {"facts": [{"relation": "USES", "start": "SWE", "end": "IPAP", "since": "2011", "until": "2010"}]}},
        {"add": {"rules": [{"tool": "IPAP", "modality": "perhaps"}]}},
        {"add": {"rules": [{"tool": "IPAP", "modality": "open", "conditions": [{"asks": "is"}]}]}},
        {"add": {"rules": [{"tool": "IPAP", "modality": "open",
                            "conditions": [{"asks": "is", "relation": "USES", "object": "PARP", "any_of": "operation"}]}]}},
        {"set_aside": ["ipap-wider"], "as_of": "yesterday"},
        {"set_aside": ["ipap-wider"], "as_off": "2011-04-15"},
        {"set_aside": ["ipap-wider"] * 51},
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_is_none(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WhatIf.model_validate(given)


def test_the_impact_of_an_act_of_the_register_is_what_setting_it_aside_undoes(many: Many) -> None:
    day = dt.date(2014, 4, 2)
    acts = [row["id"] for row in many.desk.ask("eligibility/standing", as_of=day).rows if row["holds"] == "yes"]
    assert len(acts) > 5
    for id_ in acts:
        found, _ = answer(many, "eligibility/impact", {"decision": id_}, as_of=day)
        undone = _ask(many, {"set_aside": [id_]}, day=day).answer.rows
        there = {Place(row["actor"], row["tool"]): (row["before"], row["after"]) for row in found.rows}  # type: ignore[arg-type]
        assert there == {Place(row["actor"], row["tool"]): (row["after"], row["before"]) for row in undone}  # type: ignore[arg-type]
        assert all([one["id"] for one in row["because"]] == [id_] for row in found.rows)


def test_the_impact_of_an_act_before_it_is_taken(many: Many) -> None:
    act: dict[str, str | None] = {"effect": "suspends", "actor": "Azerbaijan", "strand": "practical"}
    found, _ = answer(many, "eligibility/proposed", act, as_of=BERLIN)
    same = _ask(many, {"add": {"decisions": [{"effect": "suspends", "actors": ["AZE"], "strand": "practical"}]}})
    assert found.rows == same.answer.rows
    assert {row["after"] for row in found.rows} == {"suspended", "undetermined"}
    assert all("suspended" in row["after_between"] for row in found.rows if row["after"] == "undetermined")
    assert not any(row["tool"] == "CONSULTATION" for row in found.rows)


@pytest.mark.parametrize(
    ("path", "given", "parameter"),
    [
        ("impact", {}, "decision"),
        ("impact", {"decision": "D-1999-NOTHING"}, "decision"),
        ("impact", {"decision": "ipap-wider"}, "decision"),
        ("proposed", {"effect": "suspends"}, "actor"),
        ("proposed", {"actor": "CHN"}, "effect"),
        ("proposed", {"effect": "grants", "actor": "CHN"}, "tool"),
    ],
)
def test_an_act_is_of_the_register_or_described(
    path: str, given: dict[str, str | None], parameter: str, many: Many
) -> None:
    with pytest.raises(ParameterError) as raised:
        answer(many, f"eligibility/{path}", given, as_of=BERLIN)
    assert raised.value.parameter == parameter


def test_the_impact_on_some_cells_is_that_part_of_the_whole(many: Many) -> None:
    act = next(row["id"] for row in many.desk.ask("eligibility/standing", as_of=dt.date(2014, 4, 2)).rows
               if row["effect"] == "suspends" and row["holds"] == "yes")  # fmt: skip
    whole = answer(many, "eligibility/impact", {"decision": act}, as_of=dt.date(2014, 4, 2))[0].rows
    some = answer(many, "eligibility/impact", {"decision": act, "tool": "SPS"}, as_of=dt.date(2014, 4, 2))[0].rows
    assert some == [row for row in whole if row["tool"] == "SPS"] != []


def test_suppositions_drawn_by_lot_agree_with_the_changed_tables(many: Many, as_it_is: Verdicts) -> None:
    """Single facts, acts and rules set aside or added; the cells of the actor, and of two others, are looked at."""
    lot = random.Random(7)  # noqa: S311 - a seed, so that each run draws the same
    own = own_rows()
    rules = [row["id"] for row in own["rules"] if not row["until_release"]]
    for _ in range(15):
        actor = lot.choice(["SWE", "JOR", "RUS", "AFG", "CHN", "DEU", "UKR", "EU"])
        framework = lot.choice(["PFP", "EAPC", "MD", "ICI", "GLOBAL", "NRC", "NATO"])
        role = lot.choice(["partner", "ally"])
        given: dict[str, Any] = {
            "add": {"facts": [{"relation": "MEMBER_OF", "start": actor, "end": framework, "role": role, **SINCE}]},
            "set_aside": lot.sample(rules, 2),
        }
        tables = second.Tables.of(supposing(given))
        told = {
            (row["actor"], row["tool"], row["operation"], row["commission"]): (row["after"], row["after_between"])
            for row in _ask(many, given).answer.rows
        }
        for place, before in as_it_is.items():
            if place[0] in (actor, "AUT", "UN"):
                after = _judged(tables, place[0], place[1:], BERLIN)
                assert told.get(place, before) == after, (given, place)
