"""What is checked of the rules on who may use which tool, and of the acts that suspend and resume: to the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Graph
from loaders.checks import checked
from loaders.faults import Fault, PackageError
from loaders.load import load
from loaders.package import read_package
from loaders.rule import Context, rules
from tests.conftest import TODAY
from tests.support.graph_dump import dump
from tests.support.quick_checks import remembered
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

CHECKS = {rule.name: rule for rule in rules()}


@pytest.fixture(scope="module", autouse=True)
def _remembered() -> Iterator[None]:
    with remembered():
        yield


@pytest.fixture
def rows() -> Rows:
    """The small package with a tool of either kind, an operation, a commission, and rules of which nothing is wrong."""
    made = small_rows()
    made["releases"].append(row("releases", number="2", published_at="2021-01-01T00:00:00Z"))
    made["organisations"].append(row("organisations", id="EU", name="Union", kind="organisation"))
    made["commissions"] = [row("commissions", id="NRC", name="Council")]
    made["operations"] = [row("operations", id="ISAF", name="Force")]
    made["tools"] = [row("tools", id=tool, name=tool, kind="programme") for tool in ("IPCP", "IPAP")]
    add_rule(made, "old", "1994-01-10", "2011-04-15")
    add_rule(made, "new", "2011-04-15", "..", replaces="old")
    return made


def add_rule(rows: Rows, id_: str, start: str = "2011-04-15", end: str = "..", /, **cells: str) -> None:
    usual = {
        "tool": "IPCP", "modality": "open", "wording": "offered", "decides": "partner", "audience": "country",
        "strand": "practical", "reading": "ours",
    }  # fmt: skip
    rows["rules"].append(row("rules", id=id_, valid_from=start, valid_to=end, **(usual | cells)))


def add_condition(rows: Rows, rule: str, number: int = 1, /, **cells: str) -> None:
    usual = {"id": f"{rule}:{number}", "rule": rule, "scope": "false", "asks": "is asked", "expected": "true"}
    rows["rule_conditions"].append(row("rule_conditions", **(usual | cells)))


def add_act(
    rows: Rows, id_: str, effect: str, start: str, end: str, /, *affects: str, actor: str = "CCC", **cells: str
) -> None:
    usual = {"title": id_, "summary": id_, "body": "NAC", "kind": effect, "effect": effect}
    rows["decisions"].append(row("decisions", id=id_, effective_from=start, effective_until=end, **(usual | cells)))
    rows["decision_actors"].append(row("decision_actors", decision=id_, actor=actor))
    rows["decision_tools"] += [row("decision_tools", decision=id_, tool=one) for one in affects]


def found(rows: Rows, check: str, folder: Path) -> list[Fault]:
    """What one check finds in a package that has no fault otherwise."""
    package, faults = read_package(write_package(folder / "package", rows))
    assert not faults
    return list(CHECKS[check].find(Context(package)))


def places(faults: list[Fault]) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.column) for fault in faults]


# A rule in the place of another


def dated(rows: Rows, end: str, start: str) -> Rows:
    """The old rule ends, and the new one begins."""
    old, new = rows["rules"]
    old["valid_to"], new["valid_from"] = end, start
    return rows


def test_a_rule_begins_on_the_day_on_which_the_other_ends(rows: Rows, tmp_path: Path) -> None:
    assert found(rows, "rule_chain", tmp_path) == []


@pytest.mark.parametrize(
    ("end", "start", "what"),
    [
        ("2011-04-16", "2011-04-15", "both are in force from 2011-04-15 up to, not including, 2011-04-16."),
        ("..", "2011-04-15", "both are in force from 2011-04-15 on."),
        ("2011-04-14", "2011-04-15", "neither is in force from 2011-04-14 up to, not including, 2011-04-15."),
        ("2011-04", "2011-04-15", "ends on some day from 2011-04-01 to 2011-04-30."),
        ("", "2011-04-15", "ends on some day from 1994-01-11 on."),
        ("2011-04-15", "2011-04", "begins on some day from 2011-04-01 to 2011-04-30."),
        ("2011-04-15", "", "begins on some day from 0001-01-01 on."),
        ("2011-04", "2011-04", "ends on some day from 2011-04-01 to 2011-04-30."),
    ],
)
def test_an_overlap_or_a_gap_is_told_with_its_days(end: str, start: str, what: str, rows: Rows, tmp_path: Path) -> None:
    (fault,) = found(dated(rows, end, start), "rule_chain", tmp_path)
    assert places([fault]) == [("rules.csv", 3, "replaces")]
    assert fault.what.startswith("it replaces old, ")
    assert fault.what.endswith(what)


def test_a_rule_may_take_the_place_of_several(rows: Rows, tmp_path: Path) -> None:
    add_rule(rows, "older", "2001-01-01", "2011-04-15")
    rows["rules"][1]["replaces"] = "old; older"
    assert found(rows, "rule_chain", tmp_path) == []
    rows["rules"][2]["valid_to"] = "2011-04-14"
    assert [fault.what.split(",")[0] for fault in found(rows, "rule_chain", tmp_path)] == ["it replaces older"]


def test_one_rule_alone_takes_the_place_of_another(rows: Rows, tmp_path: Path) -> None:
    add_rule(rows, "rival", "2011-04-15", "..", replaces="old")
    (fault,) = found(rows, "rule_chain", tmp_path)
    assert places([fault]) == [("rules.csv", 4, "replaces")]
    assert fault.what == "it replaces old, and so does new."


@pytest.mark.parametrize(("column", "other"), [("tool", "IPAP"), ("audience", "organisation")])
def test_a_rule_takes_the_place_of_one_of_its_kind(column: str, other: str, rows: Rows, tmp_path: Path) -> None:
    rows["rules"][0][column] = other
    (fault,) = found(rows, "rule_chain", tmp_path)
    assert fault.what == f"it replaces old, which is for another {column} ({other})."


def test_rules_do_not_go_round_in_a_circle(rows: Rows, tmp_path: Path) -> None:
    rows["rules"][0]["replaces"] = "new"
    assert places(found(rows, "rule_chain", tmp_path)) == [("rules.csv", 2, "replaces")]
    rows["rules"] = rows["rules"][:1]
    rows["rules"][0]["replaces"] = "old"
    assert places(found(rows, "rule_chain", tmp_path)) == [("rules.csv", 2, "replaces")]


def test_a_rule_that_was_corrected_is_replaced_under_either_id(rows: Rows, tmp_path: Path) -> None:
    add_rule(rows, "old:r2", "1994-01-10", "2011-04-14", since_release="2")
    withdraw(rows, "rules", "old", "2", "old:r2")
    assert [fault.what.split(",")[0] for fault in found(rows, "rule_chain", tmp_path)] == ["it replaces old:r2"]
    rows["rules"][1]["replaces"] = "old:r2"
    assert [fault.what.split(",")[0] for fault in found(rows, "rule_chain", tmp_path)] == ["it replaces old:r2"]
    rows["rules"][2]["valid_to"] = "2011-04-15"
    assert found(rows, "rule_chain", tmp_path) == []


def test_a_rule_that_was_withdrawn_is_replaced_by_none(rows: Rows, tmp_path: Path) -> None:
    withdraw(rows, "rules", "old", "2")
    assert [fault.what for fault in found(rows, "rule_chain", tmp_path)] == ["old, which it replaces, was withdrawn."]


def test_a_rule_that_there_is_not_is_told_once_as_every_reference(rows: Rows, tmp_path: Path) -> None:
    rows["rules"][1]["replaces"] = "odl"
    with pytest.raises(PackageError) as refused:
        checked(write_package(tmp_path / "package", rows), ())
    assert places(list(refused.value.faults)) == [("rules.csv", 3, "replaces")]
    assert "there is no rule 'odl'" in str(refused.value)


def test_a_package_beside_ours_is_told_of_its_own_rules_alone(rows: Rows, tmp_path: Path) -> None:
    dated(rows, "2011-04-16", "2011-04-15")
    ours, _ = read_package(write_package(tmp_path / "ours", rows))
    theirs: Rows = {name: [] for name in rows} | {"releases": rows["releases"][:1], "sources": rows["sources"]}
    add_rule(theirs, "theirs", "2011-04-15", "..", replaces="old")
    package, _ = read_package(write_package(tmp_path / "theirs", theirs, "theirs"))
    (fault,) = CHECKS["rule_chain"].find(Context(package, tuple(ours)))
    assert (fault.line, fault.what) == (2, "it replaces old, and so does new.")


# What conditions ask


SOUND = [
    {"relation": "MEMBER_OF", "role": "ally", "object": "NATO", "expected": "false"},
    {"relation": "MEMBER_OF", "role": "partner", "any_of": "partnership"},
    {"relation": "MEMBER_OF", "object": "PFP"},
    {"relation": "MEMBER_OF", "object": "NRC", "scope": "true"},
    {"relation": "MEMBER_OF", "object": "EU"},
    {"relation": "MEMBER_OF"},
    {"relation": "USES", "object": "IPAP"},
    {"relation": "ASPIRES_TO", "object": "NATO"},
    {"relation": "CONTRIBUTES_TO", "object": "ISAF"},
    {"relation": "CONDUCTS", "object": "ISAF", "subject": "NATO"},
    {"attribute": "beyond_euro_atlantic", "expected": "false"},
]


@pytest.mark.parametrize("cells", SOUND, ids=str)
def test_a_condition_may_ask_one_thing_that_can_be(cells: dict[str, str], rows: Rows, tmp_path: Path) -> None:
    add_condition(rows, "new", **cells)
    assert found(rows, "rule_condition_shape", tmp_path) == []


MISSHAPEN = [
    ("relation", {}, "nothing is asked."),
    ("relation", {"relation": "USES", "attribute": "beyond_euro_atlantic"}, "an attribute is asked, and this besides."),
    ("role", {"attribute": "beyond_euro_atlantic", "role": "ally"}, "an attribute is asked, and this besides."),
    ("object", {"attribute": "beyond_euro_atlantic", "object": "PFP"}, "an attribute is asked, and this besides."),
    (
        "any_of",
        {"attribute": "beyond_euro_atlantic", "any_of": "partnership"},
        "an attribute is asked, and this besides.",
    ),
    ("subject", {"attribute": "beyond_euro_atlantic", "subject": "NATO"}, "an attribute is asked, and this besides."),
    (
        "any_of",
        {"relation": "MEMBER_OF", "object": "PFP", "any_of": "partnership"},
        "an object is named, and others will do.",
    ),
    ("role", {"relation": "MEMBER_OF", "object": "PFP", "role": "Partner"}, "no edge MEMBER_OF has that role."),
    ("role", {"relation": "USES", "object": "IPAP", "role": "partner"}, "no edge USES has that role."),
    ("any_of", {"relation": "CONTRIBUTES_TO", "any_of": "operation"}, "the rule is not per operation."),
    ("any_of", {"relation": "MEMBER_OF", "any_of": "commission"}, "the rule is not per commission."),
    ("object", {"relation": "USES", "object": "PFP"}, "no edge USES joins a country and a framework."),
    ("object", {"relation": "MEMBER_OF", "object": "IPAP"}, "no edge MEMBER_OF joins a country and a tool."),
    ("object", {"relation": "ASPIRES_TO", "object": "EU"}, "no edge ASPIRES_TO joins a country and an organisation."),
    ("any_of", {"relation": "USES", "any_of": "partnership"}, "no edge USES joins a country and a framework."),
    ("relation", {"relation": "HAS_RELATIONS_WITH"}, "no edge HAS_RELATIONS_WITH joins a country."),
    ("object", {"relation": "CONDUCTS", "object": "ISAF"}, "no edge CONDUCTS joins a country and an operation."),
    (
        "object",
        {"relation": "USES", "object": "IPAP", "subject": "NATO"},
        "no edge USES joins an alliance and a tool.",
    ),
]


@pytest.mark.parametrize(("column", "cells", "what"), MISSHAPEN, ids=str)
def test_a_condition_that_asks_what_never_is_is_told(
    column: str, cells: dict[str, str], what: str, rows: Rows, tmp_path: Path
) -> None:
    add_condition(rows, "new", **cells)
    (fault,) = found(rows, "rule_condition_shape", tmp_path)
    assert places([fault]) == [("rule_conditions.csv", 2, column)]
    assert fault.what == what


def test_of_one_condition_one_thing_is_told(rows: Rows, tmp_path: Path) -> None:
    add_condition(rows, "new", relation="USES", object="PFP", role="partner", any_of="operation")
    assert [fault.column for fault in found(rows, "rule_condition_shape", tmp_path)] == ["any_of"]


def test_what_an_organisation_is_asked_is_what_organisations_have(rows: Rows, tmp_path: Path) -> None:
    add_rule(rows, "io", audience="organisation")
    add_condition(rows, "io", 1, relation="HAS_RELATIONS_WITH", scope="true")
    add_condition(rows, "io", 2, relation="HAS_RELATIONS_WITH", object="NATO")
    assert found(rows, "rule_condition_shape", tmp_path) == []
    add_condition(rows, "io", 3, attribute="beyond_euro_atlantic")
    add_condition(rows, "io", 4, relation="USES", object="IPAP")
    add_condition(rows, "io", 5, relation="MEMBER_OF", object="PFP")
    assert [fault.column for fault in found(rows, "rule_condition_shape", tmp_path)] == [
        "attribute",
        "object",
        "object",
    ]


@pytest.mark.parametrize(
    ("per", "cells"),
    [
        ("operation", {"relation": "CONTRIBUTES_TO", "any_of": "operation"}),
        ("commission", {"relation": "MEMBER_OF", "any_of": "commission"}),
    ],
)
def test_a_rule_per_operation_or_commission_asks_about_it(
    per: str, cells: dict[str, str], rows: Rows, tmp_path: Path
) -> None:
    add_rule(rows, "per", per=per)
    (fault,) = found(rows, "rule_condition_shape", tmp_path)
    assert places([fault]) == [("rules.csv", 4, "per")]
    assert fault.what == f"no condition of the rule asks about the {per}."
    add_condition(rows, "per", **cells)
    assert found(rows, "rule_condition_shape", tmp_path) == []


def test_an_alternative_has_another_beside_it(rows: Rows, tmp_path: Path) -> None:
    add_condition(rows, "new", 1, relation="MEMBER_OF", object="PFP", alternative="1")
    add_condition(rows, "new", 2, relation="USES", object="IPAP", alternative="1")
    (fault,) = found(rows, "rule_condition_shape", tmp_path)
    assert places([fault]) == [("rule_conditions.csv", 3, "alternative")]
    add_condition(rows, "new", 3, relation="MEMBER_OF", object="EU", alternative="2")
    assert found(rows, "rule_condition_shape", tmp_path) == []


def test_of_whom_a_rule_speaks_is_no_alternative(rows: Rows, tmp_path: Path) -> None:
    add_condition(rows, "new", 1, relation="MEMBER_OF", object="PFP", alternative="1", scope="true")
    add_condition(rows, "new", 2, relation="USES", object="IPAP", alternative="2")
    (fault,) = found(rows, "rule_condition_shape", tmp_path)
    assert places([fault]) == [("rule_conditions.csv", 2, "scope")]


@pytest.mark.parametrize(
    ("one", "other", "told"), [("", "", True), ("", "1", True), ("1", "1", True), ("1", "2", False)]
)
def test_a_rule_does_not_ask_the_opposite_of_what_it_asks(
    one: str, other: str, told: bool, rows: Rows, tmp_path: Path
) -> None:
    add_condition(rows, "new", 1, relation="MEMBER_OF", object="PFP", alternative=one)
    add_condition(rows, "new", 2, relation="MEMBER_OF", object="PFP", alternative=other, expected="false")
    add_condition(rows, "new", 3, relation="USES", object="IPAP", alternative="1")
    add_condition(rows, "new", 4, relation="USES", object="IPCP", alternative="2")
    expected = [("rule_conditions.csv", 3, "expected")] if told else []
    assert places(found(rows, "rule_condition_shape", tmp_path)) == expected


def test_two_rules_may_share_a_condition_and_not_an_id_alone(rows: Rows, tmp_path: Path) -> None:
    add_condition(rows, "old", id="one", relation="MEMBER_OF", object="PFP")
    add_condition(rows, "new", id="one", relation="MEMBER_OF", object="PFP")
    assert found(rows, "rule_condition_shape", tmp_path) == []
    rows["rule_conditions"][1]["expected"] = "false"
    (fault,) = found(rows, "rule_condition_shape", tmp_path)
    assert places([fault]) == [("rule_conditions.csv", 3, "id")]
    assert fault.what == "the condition of that id of old says something else."


def test_an_id_that_there_is_not_is_told_once_as_every_reference(rows: Rows, tmp_path: Path) -> None:
    add_condition(rows, "new", 1, relation="MEMBER_OF", object="PFQ")
    add_condition(rows, "new", 2, relation="CONDUCTS", object="ISAF", subject="NAOT")
    add_condition(rows, "nwe", relation="MEMBER_OF", object="PFP", role="king")
    assert found(rows, "rule_condition_shape", tmp_path) == []


def test_a_row_that_is_faulty_by_itself_is_told_and_nothing_that_follows_from_it(rows: Rows, tmp_path: Path) -> None:
    add_rule(rows, "per", per="operation")
    add_condition(rows, "per", relation="CONTRIBUTES_TO", any_of="operations")
    with pytest.raises(PackageError) as refused:
        checked(write_package(tmp_path / "package", rows), ())
    assert places(list(refused.value.faults)) == [("rule_conditions.csv", 2, "any_of")]


# What is resumed


def resumed(rows: Rows, end: str, *affects: str, effect: str = "resumes", start: str = "2009-09-25") -> Rows:
    add_act(rows, "D-HOLD", "suspends", "2008-08", end, "PFP")
    add_act(rows, "D-ON", effect, start, "", *affects)
    return rows


@pytest.mark.parametrize("effect", ["resumes", "ends"])
@pytest.mark.parametrize(
    ("end", "what"),
    [
        ("2009-09-25", None),
        ("2009-09-24", None),
        ("2009-09-26", "D-HOLD still holds it back for CCC on 2009-09-25 and later."),
        ("..", "D-HOLD still holds it back for CCC on 2009-09-25 and later."),
        ("", "D-HOLD may still hold it back for CCC on 2009-09-25 and later."),
        ("2009-09", "D-HOLD may still hold it back for CCC on 2009-09-25 and later."),
    ],
)
def test_what_is_resumed_is_suspended_up_to_that_day(
    end: str, what: str | None, effect: str, rows: Rows, tmp_path: Path
) -> None:
    faults = found(resumed(rows, end, "PFP", effect=effect), "resumption_without_end", tmp_path)
    assert [fault.what for fault in faults] == ([what] if what else [])
    assert places(faults) == ([("decisions.csv", 3, "effective_from")] if what else [])


def test_a_resumption_of_a_month_ends_a_suspension_in_that_month(rows: Rows, tmp_path: Path) -> None:
    rows = resumed(rows, "2009-09", "PFP", start="2009-09")
    assert found(rows, "resumption_without_end", tmp_path) == []


@pytest.mark.parametrize("affects", [("PFP",), ("PFP", "NRC"), (), ("IPCP",), ("NRC",)])
def test_a_suspension_of_cooperation_as_a_whole_holds_back_whatever_is_resumed(
    affects: tuple[str, ...], rows: Rows, tmp_path: Path
) -> None:
    assert len(found(resumed(rows, "..", *affects), "resumption_without_end", tmp_path)) == 1


@pytest.mark.parametrize(
    ("held", "affects", "told"),
    [
        (("NRC",), ("NRC",), True),
        (("NRC",), ("IPCP",), False),
        (("NRC", "IPCP"), ("IPCP",), True),
        (("NRC",), ("PFP",), False),
        (("NRC",), (), True),
        ((), ("NRC",), True),
    ],
)
def test_a_suspension_of_something_else_goes_on(
    held: tuple[str, ...], affects: tuple[str, ...], told: bool, rows: Rows, tmp_path: Path
) -> None:
    add_act(rows, "D-HOLD", "suspends", "2008-08", "..", *held)
    add_act(rows, "D-ON", "resumes", "2009-09-25", "", *affects)
    assert len(found(rows, "resumption_without_end", tmp_path)) == told


def test_a_suspension_of_somebody_else_goes_on(rows: Rows, tmp_path: Path) -> None:
    rows = resumed(rows, "..", "PFP")
    rows["decision_actors"][0]["actor"] = "DDD"
    assert found(rows, "resumption_without_end", tmp_path) == []


@pytest.mark.parametrize(("start", "told"), [("2009-09-24", True), ("2009-09-25", False), ("2014-04-01", False)])
def test_a_suspension_that_comes_after_it_is_another(start: str, told: bool, rows: Rows, tmp_path: Path) -> None:
    rows = resumed(rows, "..", "PFP")
    rows["decisions"][0]["effective_from"] = start
    assert len(found(rows, "resumption_without_end", tmp_path)) == told


def test_an_act_that_ends_a_grant_lets_a_suspension_go_on(rows: Rows, tmp_path: Path) -> None:
    add_act(rows, "D-GIVE", "grants", "2005-01-01", "2009-09-25", "IPCP")
    assert found(resumed(rows, "..", "IPCP", effect="ends"), "resumption_without_end", tmp_path) == []
    rows["decisions"][2]["effect"] = "resumes"
    assert len(found(rows, "resumption_without_end", tmp_path)) == 1
    rows["decisions"][2]["effect"] = "ends"
    rows["decisions"][0]["effective_until"] = "2009-09-24"
    assert len(found(rows, "resumption_without_end", tmp_path)) == 1


def test_a_suspension_that_was_withdrawn_holds_nothing_back(rows: Rows, tmp_path: Path) -> None:
    rows = resumed(rows, "..", "PFP")
    withdraw(rows, "decisions", "D-HOLD", "2")
    assert found(rows, "resumption_without_end", tmp_path) == []


# A load


@pytest.mark.parametrize("check", ["rule_chain", "rule_condition_shape", "resumption_without_end"])
def test_a_load_is_refused_with_file_line_and_days(check: str, empty_graph: Graph, rows: Rows, tmp_path: Path) -> None:
    match check:
        case "rule_chain":
            dated(rows, "2011-04-16", "2011-04-15")
            told = "rules.csv:3, column replaces: it replaces old, and both are in force from 2011-04-15 up to"
        case "rule_condition_shape":
            add_condition(rows, "new", relation="USES", object="PFP")
            told = "rule_conditions.csv:2, column object: no edge USES joins a country and a framework."
        case _:
            resumed(rows, "2009-09-27", "PFP")
            told = "decisions.csv:3, column effective_from: D-HOLD still holds it back for CCC on 2009-09-25 and later."
    with pytest.raises(PackageError) as refused:
        load(empty_graph, write_package(tmp_path / "package", rows), today=TODAY)
    assert len(refused.value.faults) == 1
    assert told in str(refused.value)
    assert dump(empty_graph) == {}


@pytest.mark.parametrize(
    ("table", "cells", "told"),
    [
        ("rules", {"provision": "P13.99"}, "there is no provision 'P13.99'"),
        ("rules", {"tool": "IPCQ"}, "there is no tool 'IPCQ'"),
        ("rule_conditions", {"object": "PFQ"}, "there is no framework or commission"),
        ("rule_conditions", {"rule": "nwe"}, "there is no rule 'nwe'"),
        ("rule_conditions", {"attribute": "rich", "relation": "", "object": ""}, "attribute"),
        ("rule_conditions", {"relation": "KNOWS"}, "relation"),
    ],
)
def test_a_rule_that_names_what_there_is_not_is_refused(
    table: str, cells: dict[str, str], told: str, rows: Rows, tmp_path: Path
) -> None:
    add_condition(rows, "new", relation="MEMBER_OF", object="PFP")
    rows[table][-1].update(cells)
    with pytest.raises(PackageError) as refused:
        checked(write_package(tmp_path / "package", rows), ())
    (fault,) = refused.value.faults
    assert (fault.file, fault.line) == (f"{table}.csv", 3 if table == "rules" else 2)
    assert told in str(fault)
