"""The second evaluator says what the contract says: a small table for each sentence of `docs/decisions/0006-eligibility.md`,
the verdicts that the design foresaw, and what must be so of every cell of our own data."""

from __future__ import annotations

import ast
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.clocks import bounds
from graph.errors import DateError
from tests.conftest import ROOT
from tests.graph.test_clock_properties import CLAIMS, Cells
from tests.support.corrupt import read_rows
from tests.support.second_evaluator import (
    FIRST_DAY,
    LAST_DAY,
    MOST_UNKNOWNS,
    Judged,
    Tables,
    actors,
    cell,
    change_days,
    columns,
    four_days,
    verdict,
)

PATH = ROOT / "tests" / "support" / "second_evaluator.py"
DAY = dt.date(2012, 1, 1)
STILL = {"valid_from": "2000-01-01", "valid_to": ".."}
PERHAPS = {"valid_from": "", "valid_to": ".."}
"""Possible on every day, certain on none."""


# It stands alone


def _imports() -> Iterator[str]:
    for node in ast.walk(ast.parse(PATH.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_it_imports_nothing_but_the_reader_of_csv_and_the_calendar() -> None:
    assert set(_imports()) == {
        "__future__", "calendar", "collections.abc", "csv", "dataclasses", "datetime", "pathlib"
    }  # fmt: skip


def test_it_imports_nothing_in_another_way() -> None:
    names = {node.id for node in ast.walk(ast.parse(PATH.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert not names & {"__import__", "importlib", "exec", "eval", "compile"}


# Small tables


class World:
    """A few rows: an Ally, a partner, a nation beyond, an organisation, two frameworks, and what a test adds."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {
            "releases": [
                {"number": "1", "published_at": "2020-01-01T00:00:00Z"},
                {"number": "2", "published_at": "2021-01-01T00:00:00Z"},
            ],
            "countries": [
                {"id": id_, "euro_atlantic": position}
                for id_, position in (("ALLY", "inside"), ("PARTNER", "inside"), ("FAR", "beyond"))
            ],
            "organisations": [{"id": "NATO", "kind": "alliance"}, {"id": "ORG", "kind": "organisation"}],
            "frameworks": [
                {"id": "PFP", "confers_partnership": "true"},
                {"id": "FORUM", "confers_partnership": "false"},
            ],
            "commissions": [{"id": "NRC"}, {"id": "NUC"}],
            "operations": [{"id": "ISAF"}, {"id": "KFOR"}],
            "tools": [{"id": "T"}, {"id": "OTHER"}],
        }
        self.member("ALLY", "NATO", "ally")
        self.member("PARTNER", "PFP", "partner")

    def add(self, table: str, **cells: str) -> str:
        known = {"since_release": "1", "until_release": ""}
        self.rows.setdefault(table, []).append(known | cells)
        return cells.get("id", "")

    def claim(self, table: str, id_: str, **cells: str) -> str:
        return self.add(table, **({"id": id_, "rank": "normal", "rival_group": ""} | STILL | cells))

    def member(self, country: str, body: str, role: str, id_: str = "", **cells: str) -> str:
        named = {"country": country, "body": body, "role": role}
        return self.claim("memberships", id_ or f"{body}:{country}", **(named | cells))

    def rule(self, id_: str = "rule", **cells: str) -> str:
        usual = {"tool": "T", "modality": "open", "audience": "country", "strand": "practical"} | STILL
        return self.add("rules", **({"id": id_} | usual | cells))

    def asks(self, rule: str = "rule", **cells: str) -> None:
        number = len(self.rows.get("rule_conditions", ()))
        usual = {"id": f"{rule}:{number}", "scope": "false", "expected": "true"}
        self.add("rule_conditions", **(usual | {"rule": rule} | cells))

    def asks_for_a_partner(self, rule: str = "rule", **cells: str) -> None:
        self.asks(rule, **({"relation": "MEMBER_OF", "role": "partner", "any_of": "partnership"} | cells))

    def decision(self, effect: str, actor: str, *affects: str, id_: str = "", **cells: str) -> str:
        id_ = id_ or f"D:{effect}"
        self.add(
            "decisions",
            **({"id": id_, "effect": effect, "effective_from": "2000-01-01", "effective_until": ".."} | cells),
        )
        self.rows.setdefault("decision_actors", []).append({"decision": id_, "actor": actor})
        self.rows.setdefault("decision_tools", []).extend({"decision": id_, "tool": one} for one in affects)
        return id_

    def tables(self, known_at: dt.datetime | None = None) -> Tables:
        return Tables.of(self.rows, known_at)

    def judged(self, actor: str = "PARTNER", tool: str = "T", day: dt.date = DAY, **asked: Any) -> Judged:
        known_at = asked.pop("known_at", None)
        return verdict(self.tables(known_at), actor, tool, day, **asked)

    def says(self, actor: str = "PARTNER", tool: str = "T", day: dt.date = DAY, **asked: Any) -> str:
        return self.judged(actor, tool, day, **asked).verdict


@pytest.fixture
def world() -> World:
    return World()


# What is asked, and which rules are looked at


def test_a_tool_without_rules_is_met_with_silence(world: World) -> None:
    world.rule()
    assert world.says(tool="OTHER") == "silent"


def test_a_rule_speaks_of_the_kind_of_actor_that_it_is_for(world: World) -> None:
    world.rule(audience="organisation")
    assert [world.says(actor) for actor in ("PARTNER", "ORG", "NATO")] == ["silent", "open", "silent"]


@pytest.mark.parametrize(
    ("area", "fits"),
    [
        ("", (True, True, True, True)),
        ("priority", (True, True, False, True)),
        ("other", (False, False, True, False)),
        ("direct_threat", (False, False, False, True)),
    ],
)
def test_a_rule_is_looked_at_where_its_area_fits(area: str, fits: tuple[bool, ...], world: World) -> None:
    world.rule(area=area)
    found = [world.says(area=asked) for asked in (None, "POLITICAL", "other", "direct_threat")]
    assert found == ["open" if one else "silent" for one in fits]


def test_a_rule_is_looked_at_from_its_release_on_up_to_the_one_that_takes_it_back(world: World) -> None:
    world.rule(modality="on_request", since_release="2")
    world.rule("taken back", until_release="2")
    before, after = dt.datetime(2020, 12, 31, 23, 59, 59), dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
    found = [world.says(known_at=known_at) for known_at in (dt.datetime(2019, 1, 1), before, after, None)]
    assert found == ["silent", "open", "on_request", "on_request"]


def test_a_row_that_no_release_has_brought_is_not_known(world: World) -> None:
    world.rule(since_release="")
    assert world.says() == "silent"


@pytest.mark.parametrize("per", ["operation", "commission"])
def test_a_tool_that_is_per_something_is_not_asked_about_without_it(per: str, world: World) -> None:
    world.rule(per=per)
    with pytest.raises(ValueError, match=f"per {per}"):
        world.says()


@pytest.mark.parametrize(
    "asked",
    [{"actor": "NOBODY"}, {"tool": "NOTHING"}, {"operation": "NRC"}, {"commission": "ISAF"}],
    ids=str,
)
def test_what_is_not_in_the_tables_cannot_be_asked_about(asked: dict[str, str], world: World) -> None:
    with pytest.raises(ValueError, match="no "):
        world.says(**asked)


# When a rule is in force


def test_a_rule_is_in_force_from_its_first_day_up_to_its_end(world: World) -> None:
    world.rule(valid_from="2011-04-15", valid_to="2011-04-17")
    found = [world.says(day=dt.date(2011, 4, day)) for day in (14, 15, 16, 17)]
    assert found == ["closed", "open", "open", "closed"]


def test_between_the_days_that_its_dates_leave_open_a_rule_is_in_force_possibly(world: World) -> None:
    world.rule(valid_from="2011-04")
    assert world.judged(day=dt.date(2011, 4, 15)) == Judged(
        "undetermined", frozenset({"closed", "open"}), frozenset({"rule"})
    )
    assert world.says(day=dt.date(2011, 3, 31)) == "closed"


def test_a_rule_of_which_nobody_gives_the_end_is_certain_up_to_the_last_day_on_which_a_page_shows_it(
    world: World,
) -> None:
    world.rule(valid_to="", attested_to="2011-05-01")
    assert [world.says(day=dt.date(2011, 5, day)) for day in (1, 2)] == ["open", "undetermined"]


# When a condition is met


def test_a_condition_is_met_while_the_edge_holds(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.member("FAR", "PFP", "partner", valid_from="2011-04-15", valid_to="2011-04-16")
    found = [world.says("FAR", day=dt.date(2011, 4, day)) for day in (14, 15, 16)]
    assert found == ["closed", "open", "closed"]


@pytest.mark.parametrize(
    ("rank", "group", "expected"),
    [
        ("normal", "", "open"),
        ("normal", "G", "closed"),
        ("preferred", "G", "open"),
        ("deprecated", "", "closed"),
        ("deprecated", "G", "closed"),
    ],
)
def test_only_a_claim_that_answers_counts(rank: str, group: str, expected: str, world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.member("FAR", "PFP", "partner", rank=rank, rival_group=group)
    assert world.says("FAR") == expected


def test_only_a_claim_that_was_known_counts(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.member("FAR", "PFP", "partner", since_release="2")
    assert world.says("FAR") == "open"
    assert world.says("FAR", known_at=dt.datetime(2020, 6, 1)) == "closed"


def test_a_condition_that_names_a_role_asks_for_that_role(world: World) -> None:
    world.rule()
    world.asks(relation="MEMBER_OF", object="PFP", role="partner")
    world.member("FAR", "PFP", "observer")
    assert [world.says(actor) for actor in ("PARTNER", "FAR")] == ["open", "closed"]


def test_a_condition_that_names_no_role_takes_any(world: World) -> None:
    world.rule()
    world.asks(relation="MEMBER_OF", object="PFP")
    world.member("FAR", "PFP", "observer")
    assert world.says("FAR") == "open"


def test_an_edge_may_run_either_way(world: World) -> None:
    world.rule(audience="organisation")
    world.asks(relation="HAS_RELATIONS_WITH", object="NATO")
    world.claim("relations", "REL", alliance="NATO", organisation="ORG")
    assert world.says("ORG") == "open"


def test_any_framework_that_confers_partnership_will_do(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.member("FAR", "FORUM", "partner")
    assert [world.says(actor) for actor in ("PARTNER", "FAR")] == ["open", "closed"]


def test_the_operation_asked_about_will_do_and_no_other(world: World) -> None:
    world.rule(per="operation")
    world.asks(relation="CONTRIBUTES_TO", any_of="operation")
    world.claim("contributions", "C", country="PARTNER", operation="ISAF")
    assert [world.says(operation=one) for one in ("ISAF", "KFOR")] == ["open", "closed"]


def test_the_commission_asked_about_will_do_and_no_other(world: World) -> None:
    world.rule(per="commission")
    world.asks(relation="MEMBER_OF", any_of="commission")
    world.member("PARTNER", "NRC", "partner")
    assert [world.says(commission=one) for one in ("NRC", "NUC")] == ["open", "closed"]


def test_any_at_all_will_do_where_none_is_named(world: World) -> None:
    world.rule()
    world.asks(relation="RECOGNISED_IN")
    world.claim("recognitions", "R", country="FAR", operation="KFOR")
    assert [world.says(actor) for actor in ("FAR", "PARTNER")] == ["open", "closed"]


def test_a_condition_may_be_about_another_subject_than_the_actor(world: World) -> None:
    world.rule(per="operation")
    world.asks(relation="CONDUCTS", any_of="operation", subject="NATO")
    world.claim("operation_lives", "LIFE", alliance="NATO", operation="ISAF")
    assert [world.says(operation=one) for one in ("ISAF", "KFOR")] == ["open", "closed"]


@pytest.mark.parametrize(
    ("relation", "table", "cells"),
    [
        ("USES", "tool_uses", {"country": "FAR", "tool": "OTHER"}),
        ("ASPIRES_TO", "aspirations", {"country": "FAR", "alliance": "NATO"}),
        ("RECOGNISED_IN", "recognitions", {"country": "FAR", "operation": "ISAF"}),
        ("CONTRIBUTES_TO", "contributions", {"country": "FAR", "operation": "ISAF"}),
    ],
)
def test_each_relation_is_that_of_its_table(relation: str, table: str, cells: dict[str, str], world: World) -> None:
    world.rule()
    world.asks(relation=relation, object=[*cells.values()][1])
    assert world.says("FAR") == "closed"
    world.claim(table, "CLAIM", **cells)
    assert world.says("FAR") == "open"


@pytest.mark.parametrize(("expected", "found"), [("true", ["closed", "open"]), ("false", ["open", "closed"])])
def test_an_attribute_looks_at_the_actor_itself(expected: str, found: list[str], world: World) -> None:
    world.rule()
    world.asks(attribute="beyond_euro_atlantic", expected=expected)
    assert [world.says(actor) for actor in ("PARTNER", "FAR")] == found


def test_a_condition_that_must_not_be_is_met_where_no_such_edge_holds(world: World) -> None:
    world.rule()
    world.asks(relation="MEMBER_OF", role="ally", object="NATO", expected="false")
    assert [world.says(actor) for actor in ("PARTNER", "ALLY")] == ["open", "closed"]


def _alternatives(world: World) -> None:
    world.rule()
    world.asks(relation="MEMBER_OF", object="PFP")
    world.asks(relation="MEMBER_OF", object="FORUM", alternative="1")
    world.asks(relation="USES", object="OTHER", alternative="1")
    world.asks(relation="ASPIRES_TO", object="NATO", alternative="2")


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (("FORUM",), "closed"),
        (("FORUM", "OTHER"), "open"),
        (("NATO",), "open"),
        (("OTHER",), "closed"),
        ((), "closed"),
    ],
)
def test_all_without_a_number_are_asked_and_all_of_one_alternative(
    held: tuple[str, ...], expected: str, world: World
) -> None:
    _alternatives(world)
    if "FORUM" in held:
        world.member("PARTNER", "FORUM", "member")
    if "OTHER" in held:
        world.claim("tool_uses", "USE", country="PARTNER", tool="OTHER")
    if "NATO" in held:
        world.claim("aspirations", "ASPIRES", country="PARTNER", alliance="NATO")
    assert world.says() == expected
    for claim in world.rows["memberships"]:
        if claim["id"] == "PFP:PARTNER":
            claim["rank"] = "deprecated"
    assert world.says() == "closed"


# Of whom a rule speaks


def test_a_rule_speaks_of_those_who_meet_its_scope(world: World) -> None:
    world.rule(valid_from="2011-04-15")
    world.asks_for_a_partner(scope="true")
    assert [world.says(actor) for actor in ("PARTNER", "FAR")] == ["open", "silent"]
    assert [world.says(actor, day=dt.date(2011, 4, 14)) for actor in ("PARTNER", "FAR")] == ["closed", "silent"]


def test_scope_is_met_on_the_day_or_not(world: World) -> None:
    world.rule()
    world.asks_for_a_partner(scope="true")
    world.member("FAR", "PFP", "partner", valid_from="2011-04-15")
    assert [world.says("FAR", day=dt.date(2011, 4, day)) for day in (14, 15)] == ["silent", "open"]


def test_a_rule_that_does_not_speak_of_an_actor_does_not_apply_to_it(world: World) -> None:
    world.rule(modality="open")
    world.asks_for_a_partner(scope="true", expected="false")
    world.rule("second", modality="needs_decision")
    assert [world.says(actor) for actor in ("PARTNER", "FAR")] == ["needs_decision", "open"]


# Decisions


def test_a_decision_is_in_force_from_its_first_day_up_to_its_end(world: World) -> None:
    world.decision("grants", "PARTNER", "T", effective_from="2011-04-15", effective_until="2011-04-16")
    found = [world.says(day=dt.date(2011, 4, day)) for day in (14, 15, 16)]
    assert found == ["silent", "granted", "silent"]


def test_a_decision_bears_on_those_whom_it_concerns(world: World) -> None:
    world.decision("grants", "PARTNER", "T")
    assert [world.says(actor) for actor in ("PARTNER", "FAR")] == ["granted", "silent"]


def test_a_decision_that_concerns_nobody_changes_nothing(world: World) -> None:
    world.decision("grants", "PARTNER", "T")
    world.rows["decision_actors"].clear()
    assert world.says() == "silent"


def test_a_decision_counts_while_it_is_known(world: World) -> None:
    world.decision("grants", "PARTNER", "T", since_release="2")
    assert [world.says(known_at=known_at) for known_at in (dt.datetime(2020, 6, 1), None)] == ["silent", "granted"]


@pytest.mark.parametrize("effect", ["opens", "approves", "resumes", "ends", "none"])
def test_only_a_grant_and_a_suspension_change_a_standing(effect: str, world: World) -> None:
    world.rule(modality="needs_decision")
    world.decision(effect, "PARTNER", "T")
    assert world.says() == "needs_decision"


def test_a_grant_gives_the_tool_that_it_affects(world: World) -> None:
    world.decision("grants", "PARTNER", "OTHER")
    assert [world.says(tool=tool) for tool in ("T", "OTHER")] == ["silent", "granted"]


def test_a_grant_for_an_operation_gives_it_for_that_one_alone(world: World) -> None:
    world.decision("grants", "PARTNER", "T", "ISAF")
    found = [world.says(operation=one) for one in ("ISAF", "KFOR", None)]
    assert found == ["granted", "silent", "silent"]


def test_a_grant_for_a_commission_gives_it_for_that_one_alone(world: World) -> None:
    world.decision("grants", "PARTNER", "T", "NRC")
    found = [world.says(commission=one) for one in ("NRC", "NUC", None)]
    assert found == ["granted", "silent", "silent"]


def test_a_grant_for_no_operation_gives_it_for_all(world: World) -> None:
    world.decision("grants", "PARTNER", "T")
    assert [world.says(operation=one) for one in ("ISAF", "KFOR")] == ["granted", "granted"]


@pytest.mark.parametrize(
    ("affects", "expected"),
    [
        ((), ("suspended", "suspended")),
        (("PFP",), ("suspended", "suspended")),
        (("PFP", "OTHER"), ("suspended", "suspended")),
        (("T",), ("suspended", "open")),
        (("OTHER",), ("open", "suspended")),
        (("NRC",), ("open", "open")),
        (("ISAF",), ("open", "open")),
        (("NATO",), ("open", "open")),
    ],
)
def test_what_a_suspension_affects_says_how_far_it_reaches(
    affects: tuple[str, ...], expected: tuple[str, str], world: World
) -> None:
    world.rule()
    world.rule("second", tool="OTHER")
    world.decision("suspends", "PARTNER", *affects)
    assert (world.says(), world.says(tool="OTHER")) == expected
    assert world.says("FAR") == "open"


@pytest.mark.parametrize(("per", "named", "other"), [("commission", "NRC", "NUC"), ("operation", "ISAF", "KFOR")])
def test_a_suspension_of_a_commission_or_an_operation_holds_back_what_is_per_that_one(
    per: str, named: str, other: str, world: World
) -> None:
    world.rule(per=per)
    world.rule("second", tool="OTHER")
    world.decision("suspends", "PARTNER", named)
    assert [world.says(**{per: one}) for one in (named, other)] == ["suspended", "open"]
    assert world.says(tool="OTHER", **{per: named}) == "open"


def test_a_suspension_of_a_commission_with_a_framework_reaches_every_tool(world: World) -> None:
    world.rule()
    world.decision("suspends", "PARTNER", "NRC", "PFP")
    assert world.says() == "suspended"


@pytest.mark.parametrize(
    ("of_rule", "of_act", "expected"),
    [
        ("practical", "practical", "suspended"),
        ("political", "practical", "open"),
        ("practical", "political", "open"),
        ("both", "practical", "open"),
        ("both", "political", "open"),
        ("practical", "", "suspended"),
        ("both", "", "suspended"),
        ("political", "both", "suspended"),
        ("both", "both", "suspended"),
    ],
)
def test_the_strand_of_a_suspension_limits_it(of_rule: str, of_act: str, expected: str, world: World) -> None:
    world.rule(strand=of_rule)
    world.decision("suspends", "PARTNER", strand=of_act)
    assert world.says() == expected


def test_a_rule_of_both_strands_goes_on_in_neither_where_each_is_suspended(world: World) -> None:
    world.rule(strand="both")
    world.decision("suspends", "PARTNER", strand="political", id_="D:one")
    world.decision("suspends", "PARTNER", strand="practical", id_="D:two")
    assert world.says() == "suspended"


# The verdict


def test_a_tool_is_suspended_where_every_rule_that_applies_is_held_back(world: World) -> None:
    world.rule()
    world.rule("political", strand="political", modality="needs_decision")
    world.decision("suspends", "PARTNER", strand="practical")
    assert world.says() == "needs_decision"
    world.rows["rules"].pop()
    assert world.says() == "suspended"


def test_two_suspensions_may_hold_back_together_what_applies(world: World) -> None:
    world.rule()
    world.rule("political", strand="political")
    world.decision("suspends", "PARTNER", strand="practical", id_="D:one")
    world.decision("suspends", "PARTNER", strand="political", id_="D:two")
    assert world.says() == "suspended"


def test_a_suspension_of_what_would_not_be_available_leaves_it_closed(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.decision("suspends", "FAR")
    assert world.says("FAR") == "closed"


def test_a_suspension_alone_does_not_make_a_tool_suspended_of_which_no_rule_speaks(world: World) -> None:
    world.decision("suspends", "FAR")
    assert world.says("FAR") == "silent"


def test_a_suspension_goes_before_a_grant_if_it_holds_back_every_rule_that_speaks_of_the_actor(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.decision("grants", "FAR", "T")
    assert world.says("FAR") == "granted"
    world.decision("suspends", "FAR", strand="practical")
    assert world.says("FAR") == "suspended"
    world.rule("political", strand="political", valid_to="2001-01-01")
    assert world.says("FAR") == "granted"


@pytest.mark.parametrize(
    ("affects", "expected"), [((), "suspended"), (("T",), "suspended"), (("OTHER",), "granted"), (("NRC",), "granted")]
)
def test_a_suspension_of_any_strand_goes_before_a_grant_of_a_tool_of_which_no_rule_speaks(
    affects: tuple[str, ...], expected: str, world: World
) -> None:
    world.decision("grants", "FAR", "T")
    world.decision("suspends", "FAR", *affects, strand="political")
    assert world.says("FAR") == expected


def test_a_grant_goes_before_a_rule_that_applies(world: World) -> None:
    world.rule()
    world.decision("grants", "PARTNER", "T")
    assert world.says() == "granted"


def test_of_the_rules_that_apply_the_first_modality_is_the_verdict(world: World) -> None:
    world.rule("a", modality="needs_decision")
    assert world.says() == "needs_decision"
    world.rule("b", modality="on_request")
    assert world.says() == "on_request"
    world.rule("c", modality="open")
    assert world.says() == "open"


def test_of_the_rules_that_apply_those_held_back_are_passed_over(world: World) -> None:
    world.rule("a", modality="open")
    world.rule("b", modality="on_request", strand="political")
    world.decision("suspends", "PARTNER", strand="practical")
    assert world.says() == "on_request"


# What is not certain


def test_each_unknown_is_resolved_in_every_combination(world: World) -> None:
    world.rule(modality="needs_decision")
    world.asks_for_a_partner()
    world.member("FAR", "PFP", "partner", "M", **PERHAPS)
    world.decision("grants", "FAR", "T", effective_until="")
    assert world.judged("FAR") == Judged(
        "undetermined", frozenset({"closed", "needs_decision", "granted"}), frozenset({"M", "D:grants"})
    )


def test_where_all_combinations_give_one_verdict_it_is_the_verdict_and_no_unknown_is_named(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.member("PARTNER", "PFP", "partner", "again", **PERHAPS)
    assert world.judged() == Judged("open", frozenset({"open"}))


def test_an_unknown_that_makes_no_difference_is_not_named(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    world.asks(relation="ASPIRES_TO", object="NATO", alternative="1")
    world.asks(relation="USES", object="OTHER", alternative="2")
    world.member("FAR", "PFP", "partner", "M", **PERHAPS)
    world.claim("tool_uses", "USE", country="FAR", tool="OTHER", **PERHAPS)
    assert world.judged("FAR").unknowns == {"M", "USE"}
    world.claim("aspirations", "ASPIRES", country="FAR", alliance="NATO")
    assert world.judged("FAR") == Judged("undetermined", frozenset({"open", "closed"}), frozenset({"M"}))


def test_one_claim_is_one_unknown_wherever_it_counts(world: World) -> None:
    world.rule("partners")
    world.asks_for_a_partner("partners")
    world.rule("others", modality="on_request")
    world.asks_for_a_partner("others", expected="false")
    world.member("FAR", "PFP", "partner", "M", **PERHAPS)
    assert world.judged("FAR") == Judged("undetermined", frozenset({"open", "on_request"}), frozenset({"M"}))


def test_one_claim_that_settles_two_rules_alike_leaves_no_doubt(world: World) -> None:
    world.rule("partners")
    world.asks_for_a_partner("partners")
    world.rule("others")
    world.asks_for_a_partner("others", expected="false")
    world.member("FAR", "PFP", "partner", "M", **PERHAPS)
    assert world.judged("FAR") == Judged("open", frozenset({"open"}))


def test_whether_a_rule_speaks_of_an_actor_may_be_unknown(world: World) -> None:
    world.rule(audience="organisation")
    world.asks(relation="HAS_RELATIONS_WITH", scope="true")
    world.claim("relations", "REL", alliance="NATO", organisation="ORG", **PERHAPS)
    assert world.judged("ORG") == Judged("undetermined", frozenset({"open", "silent"}), frozenset({"REL"}))


def test_a_suspension_may_be_unknown(world: World) -> None:
    world.rule()
    world.decision("suspends", "PARTNER", effective_until="")
    assert world.judged() == Judged("undetermined", frozenset({"open", "suspended"}), frozenset({"D:suspends"}))
    assert world.says(day=dt.date(2000, 1, 1)) == "suspended"


def test_more_unknowns_than_can_be_tried_are_refused_and_not_cut_short(world: World) -> None:
    world.rule()
    world.asks_for_a_partner()
    for number in range(MOST_UNKNOWNS):
        world.member("FAR", "PFP", "partner", f"M{number}", **PERHAPS)
    assert len(world.judged("FAR").unknowns) == MOST_UNKNOWNS
    world.member("FAR", "PFP", "partner", "one more", **PERHAPS)
    with pytest.raises(OverflowError, match=f"{MOST_UNKNOWNS + 1} unknowns"):
        world.judged("FAR")


# How long it holds


def test_a_cell_changes_on_the_days_of_what_concerns_it_alone(world: World) -> None:
    world.rule(valid_from="2011-04", valid_to="..")
    world.asks_for_a_partner()
    world.rule("second", tool="OTHER", valid_from="2001-01-01")
    world.decision("suspends", "PARTNER", "T", effective_from="2014-04-01", effective_until="")
    world.decision("suspends", "PARTNER", "OTHER", id_="D:other", effective_from="2015-04-01")
    days = [dt.date(2000, 1, 1), dt.date(2011, 4, 1), dt.date(2011, 4, 30), dt.date(2014, 4, 1), dt.date(2014, 4, 2)]
    assert change_days(world.tables(), "PARTNER", "T") == days


def test_no_bound_is_a_day_after_the_last_that_may_be_asked_about(world: World) -> None:
    world.rule(**PERHAPS)
    assert change_days(world.tables(), "PARTNER", "T") == [FIRST_DAY]
    assert dt.date(9999, 12, 30) == LAST_DAY


# Clocks


@given(CLAIMS)
def test_its_four_days_are_those_of_the_graph(cells: Cells) -> None:
    try:
        ours = bounds(*cells)
    except DateError:
        return
    its = four_days(*cells)
    assert (its.from_min, its.from_max, its.to_min, its.to_max) == (
        ours.from_min,
        ours.from_max,
        ours.to_min,
        ours.to_max,
    )


# Our own data


@pytest.fixture(scope="module")
def own() -> Tables:
    return Tables.read(ROOT / "data")


@pytest.mark.parametrize(
    ("asked", "day", "expected"),
    [
        ("JOR IPAP", "2011-04-14", "closed"),
        ("JOR IPAP", "2011-04-15", "needs_decision"),
        ("SWE IPAP", "2011-06-01", "open"),
        ("DEU IPCP", "2011-06-01", "closed"),
        ("EU IPCP", "2011-06-01", "silent"),
        ("CHN ENGAGEMENT", "2011-06-01", "needs_decision"),
        ("RUS COOPERATION", "2014-03-31", "open"),
        ("RUS COOPERATION", "2014-04-02", "suspended"),
        ("RUS CONSULTATION", "2014-04-02", "needs_decision"),
        ("RUS COMMISSION_MEETING commission=NRC", "2008-12-01", "suspended"),
        ("RUS COMMISSION_MEETING commission=NRC", "2009-03-05", "open"),
        ("KWT MISSION", "2011-06-01", "open"),
        ("XKX IPCP", "2011-06-01", "closed"),
        ("COL IPCP", "2017-05-15", "undetermined"),
        ("FIN OPERATIONS_ROLE operation=ISAF", "2012-06-01", "open"),
        ("IRQ DCB", "2016-06-01", "granted"),
        ("SWE FLEXIBLE_FORMAT", "2012-06-01", "on_request"),
        ("SWE FLEXIBLE_FORMAT area=other", "2012-06-01", "needs_decision"),
        ("GEO CONSULTATION area=direct_threat", "2008-08-08", "open"),
        ("CSTO IO_RELATIONS", "2012-06-01", "silent"),
        ("EU IO_RELATIONS", "2012-06-01", "open"),
    ],
)
def test_what_the_design_foresaw(asked: str, day: str, expected: str, own: Tables) -> None:
    actor, tool, *named = asked.split()
    besides = dict(one.split("=") for one in named)
    assert verdict(own, actor, tool, dt.date.fromisoformat(day), **besides).verdict == expected


def test_colombia_was_a_partner_at_some_day_of_may_2017_and_that_is_all_that_is_unknown(own: Tables) -> None:
    judged = verdict(own, "COL", "IPCP", dt.date(2017, 5, 15))
    assert judged.between == {"closed", "open"}
    assert judged.unknowns == {"GLOBAL:COL:2017:r3"}


def test_the_matrix_has_a_column_for_each_operation_and_each_commission(own: Tables) -> None:
    named = columns(own)
    assert len({operation for tool, operation, _ in named if tool == "OPERATIONS_ROLE"}) == len(own.operations)
    assert len({commission for tool, _, commission in named if tool == "COMMISSION_MEETING"}) == len(own.commissions)
    assert {tool for tool, _, _ in named} == set(own.tools)
    assert len(named) == len(own.tools) - 2 + len(own.operations) + len(own.commissions)


def test_every_cell_can_be_judged_on_every_day_on_which_it_changes_and_on_the_day_before(own: Tables) -> None:
    for actor in actors(own):
        for tool, operation, commission in columns(own):
            one = cell(own, actor, tool, operation=operation, commission=commission)
            days = one.change_days() or [DAY]
            for day in [days[0] - dt.timedelta(1), *days] if days[0] > FIRST_DAY else days:
                judged = one.on(day)
                if len(judged.between) == 1:
                    assert (judged.verdict, judged.unknowns) == (*judged.between, frozenset())
                else:
                    assert judged.verdict == "undetermined"
                    assert judged.unknowns


@given(st.data())
def test_nothing_changes_between_two_neighbouring_days_of_change(own: Tables, data: st.DataObject) -> None:
    actor = data.draw(st.sampled_from(["RUS", "GEO", "COL", "UKR", "EU", "AFG", "SWE", "BIH", "MRT", "NATO"]))
    tool, operation, commission = data.draw(st.sampled_from(columns(own)))
    one = cell(own, actor, tool, operation=operation, commission=commission)
    days = [FIRST_DAY, *one.change_days(), LAST_DAY + dt.timedelta(1)]
    start, end = data.draw(st.sampled_from([*itertools.pairwise(days)]))
    if start < end:
        day = data.draw(st.dates(min_value=start, max_value=end - dt.timedelta(1)))
        assert one.on(day) == one.on(start)


def test_before_the_release_that_brought_the_rules_no_rule_was_known(own: Tables) -> None:
    (instant,) = (row["published_at"] for row in read_rows(ROOT / "data" / "releases.csv") if row["number"] == "4")
    release = dt.datetime.fromisoformat(instant).replace(tzinfo=None)
    before = Tables.read(ROOT / "data", release - dt.timedelta(seconds=1))
    assert before.rules == {}
    assert before.edges.keys() == own.edges.keys()
    assert Tables.read(ROOT / "data", release).rules.keys() == own.rules.keys()
