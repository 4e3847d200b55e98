"""What follows from each statement of the policy: the map is whole, agrees with the rules, and counts what the tables hold."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from graph.clocks import Bounds, bounds
from graph.schema import edge_types, node_types, structure_names, tables
from graph.schema import table as declared
from loaders.package import Package, SourceRow, default_folder, read_package
from loaders.rule import Context, rules
from queries.desk import Desk
from tests.conftest import ROOT
from tests.support.corrupt import read_rows

Row = Mapping[str, str]

DATA: dict[str, list[Row]] = {
    table.name: [row for row in read_rows(ROOT / "data" / f"{table.name}.csv") if not row.get("until_release")]
    for table in tables()
}
PROVISIONS = {row["id"]: row for row in DATA["provisions"]}
STATEMENTS = {id_: row for id_, row in PROVISIONS.items() if row["kind"] != "paragraph"}
SUB_PARAGRAPHS = ["7a", "7a.i", "7b", "7b.i", "7c", "7c.i", "7c.ii", "7c.iii", "7c.iv", "7c.v"]
DECLARATIONS = {"history", "assessment", "value", "obligation", "principle", "basis", "aim", "commitment", "statement"}
"""Kinds of statements that offer, ask and reserve nothing by themselves."""

DAYS = [dt.date(2011, 4, 15), dt.date(2016, 1, 1), dt.date(2026, 11, 1)]


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


LEADS = {id_: parts(row["leads_to"]) for id_, row in STATEMENTS.items()}
CITING: dict[str, set[str]] = defaultdict(set)
for _rule in DATA["rules"]:
    for _cited in parts(_rule["provision"]):
        CITING[_cited].add(_rule["id"])

every_statement = pytest.mark.parametrize("id_", STATEMENTS)


# The map


def test_every_paragraph_of_the_policy_is_there_with_its_sub_paragraphs() -> None:
    headings = [row["paragraph"] for row in PROVISIONS.values() if row["kind"] == "paragraph"]
    assert sorted(headings) == sorted([*(str(number) for number in range(1, 19)), *SUB_PARAGRAPHS])


def test_the_statements_of_a_paragraph_are_numbered_without_a_hole() -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in STATEMENTS.values():
        numbers[row["paragraph"]].append(int(row["number"]))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert set(numbers) == {row["paragraph"] for row in PROVISIONS.values()}


@every_statement
def test_a_statement_says_in_a_line_what_follows_from_it(id_: str) -> None:
    row = STATEMENTS[id_]
    assert LEADS[id_]
    assert re.fullmatch(r"[A-Z][^\n]{20,220}\.", row["how"])
    assert row["modality"]


@every_statement
def test_a_statement_leads_to_a_rule_where_one_cites_it_and_nowhere_else(id_: str) -> None:
    assert ("rule" in LEADS[id_]) == bool(CITING[id_])


def test_nothing_follows_from_declarations_alone() -> None:
    empty = {id_ for id_, leads in LEADS.items() if "nothing" in leads}
    assert all(LEADS[id_] == ["nothing"] for id_ in empty)
    assert {STATEMENTS[id_]["kind"] for id_ in empty} <= DECLARATIONS
    # Paragraphs 1, 2 and 18 as a whole, and single sentences elsewhere.
    assert {id_ for id_ in empty if STATEMENTS[id_]["paragraph"] not in ("1", "2", "18")} == {
        "P3.1",
        "P7.4",
        "P7c.ii.2",
    }
    assert {id_ for id_, row in STATEMENTS.items() if row["paragraph"] in ("1", "2", "18")} <= empty


def test_a_process_is_named_as_one() -> None:
    named = {id_ for id_, row in STATEMENTS.items() if "Process: " in row["how"]}
    assert named == {id_ for id_, leads in LEADS.items() if "process" in leads}
    assert {id_ for id_, row in STATEMENTS.items() if row["paragraph"] in ("15", "16", "17")} <= named


@every_statement
def test_what_a_line_refers_to_is_there(id_: str) -> None:
    ids = {row["id"] for rows in DATA.values() for row in rows if "id" in row}
    how = STATEMENTS[id_]["how"]
    named = re.findall(r"\bP[0-9]+[a-c]?(?:\.[ivx]+)?\.[0-9]+\b", how)
    named += re.findall(r"\b[A-Z]+(?:-[A-Z0-9]+)+\b", how.replace("Euro-Atlantic", ""))
    named += re.findall(r"(?:Area|tool) ([A-Z_]+)\b", how)
    assert set(named) <= ids


def _addressed(id_: str) -> set[str]:
    """Objectives and areas that come from a statement and that something addresses."""
    own = {row["id"] for name in ("objectives", "priority_areas") for row in DATA[name] if row["provision"] == id_}
    return own & {row["object"] for row in DATA["addresses"]}


@pytest.mark.parametrize(
    "id_", [id_ for id_, row in STATEMENTS.items() if row["kind"] in ("objective", "priority area")]
)
def test_an_objective_or_area_leads_to_what_addresses_it_where_anything_does(id_: str) -> None:
    assert ("ADDRESSES" in LEADS[id_]) == bool(_addressed(id_))
    assert ("no tool, meeting or decision" in STATEMENTS[id_]["how"]) == (not _addressed(id_))


@pytest.mark.parametrize(
    ("table", "label"),
    [("objectives", "Objective"), ("priority_areas", "PriorityArea"), ("considerations", "Consideration")],
)
def test_every_objective_area_and_consideration_is_what_its_statement_leads_to(table: str, label: str) -> None:
    for row in DATA[table]:
        assert label in LEADS[row["provision"]]
        assert re.search(rf"\b{row['id']}\b", STATEMENTS[row["provision"]]["how"])


def test_every_text_that_a_statement_leads_to_is_named_by_it() -> None:
    assert all(row["cites"] for id_, row in STATEMENTS.items() if "Document" in LEADS[id_])
    assert {"UN-CHARTER", "UDHR", "UNSCR-1325", "COMPREHENSIVE-APPROACH"} <= {
        one for row in STATEMENTS.values() for one in parts(row["cites"])
    }


# The modality


@pytest.mark.parametrize(
    ("id_", "words"),
    [("P7.3", "will be offered"), ("P11.5", "will consider requests"), ("P13.4", "case by case and on decision of the NAC"),
     ("P13.5", "case by case and on decision of the NAC"), ("P13.6", "case by case and on decision of the NAC"),
     ("P5.9", "as appropriate"), ("P8.3", "as appropriate"), ("P9.6", "as appropriate"), ("P17.1", "as appropriate"),
     ("P7c.i.1", "interested"), ("P7c.ii.1", "interested"), ("P7c.iv.1", "interested"), ("P4.4", "interested eligible"),
     ("P4.9", "without any indication of priority ranking"), ("P6.1", "could be also addressed, as necessary"),
     ("P7a.i.1", "will be open to"), ("P7a.i.3", "will retain the authority to agree"), ("P7c.2", "within existing resources"),
     ("P10.2", "on decision of the NAC"), ("P10.5", "if possible"), ("P11.3", "case by case"), ("P11.6", "will approve"),
     ("P12.3", "in order to open"), ("P13.3", "available to all"), ("P14.3", "inviting all partners"), ("P7c.v.1", "welcomes"),
     ("P16.3", "where appropriate")],
)  # fmt: skip
def test_a_modality_has_the_limits_of_the_text(id_: str, words: str) -> None:
    assert words in STATEMENTS[id_]["modality"]


@pytest.mark.parametrize("id_", [id_ for id_, row in STATEMENTS.items() if row["kind"] == "decision rule"])
def test_what_the_council_keeps_to_itself_no_rule_gives_away(id_: str) -> None:
    """Where a statement reserves something to the Council, the rules that rest on it are the Council's to decide."""
    resting = [rule for rule in DATA["rules"] if rule["id"] in CITING[id_]]
    assert {rule["decides"] for rule in resting} <= {"NAC"}
    assert "open" not in {rule["modality"] for rule in resting}


def test_a_rule_on_request_out_of_the_text_rests_on_the_word_request() -> None:
    resting = {rule["id"]: parts(rule["provision"]) for rule in DATA["rules"] if rule["provision"]}
    on_request = {
        rule["id"] for rule in DATA["rules"] if (rule["modality"], rule["reading"]) == ("on_request", "text")
    } & set(resting)
    assert on_request == {"flex-ask"}
    assert all("P11.5" in resting[rule] for rule in on_request)


# The check


@pytest.fixture(scope="module")
def package() -> Package:
    """Our own data."""
    found, faults = read_package(default_folder())
    assert not faults
    return found


def _altered(package: Package, table: str, key: str, **cells: str) -> Package:
    """The package with other cells in one row."""
    assert set(cells) <= set(declared(table).column_names)
    rows = tuple(replace(row, cells={**row.cells, **cells}) if row.key == key else row for row in package.rows[table])
    assert rows != package.rows[table]
    return replace(package, rows={**package.rows, table: rows})


def _told(package: Package, beside: Iterable[SourceRow] = ()) -> list[tuple[str, int, str, str, str]]:
    """What the rule on statements finds: file, line, column, what and remedy."""
    (rule,) = [rule for rule in rules() if rule.name == "statement_leads_nowhere"]
    return [
        (fault.file, fault.line, fault.column, fault.what, fault.remedy)
        for fault in rule.find(Context(package, tuple(beside)))
    ]


@pytest.mark.parametrize(
    ("key", "cells", "column", "words"),
    [("P14.3", {"leads_to": ""}, "leads_to", ["what follows", "nothing"]),
     ("P14.3", {"how": ""}, "how", ["no line", "why nothing follows"]),
     ("P1.1", {"leads_to": "nothing;MEMBER_OF"}, "leads_to", ["something does", "stand alone"]),
     ("P3.2", {"leads_to": "Decisions"}, "leads_to", ["'Decisions'", "Nearest: Decision"]),
     ("P14.3", {"leads_to": "rule;HAS_MISION_TO"}, "leads_to", ["'HAS_MISION_TO'", "Nearest: HAS_MISSION_TO"]),
     ("P14.3", {"leads_to": "rule;member_of"}, "leads_to", ["'member_of'", "docs/model.md"]),
     ("P1.1", {"leads_to": "rule"}, "leads_to", ["no rule cites it", "P1.1", "rules.csv"]),
     ("P14.3", {"leads_to": "HAS_MISSION_TO"}, "leads_to", ["mission-all", "Add rule"]),
     ("P13", {"leads_to": "process"}, "leads_to", ["its statements", "empty"]),
     ("P13", {"how": "So it is."}, "how", ["its statements", "empty"])],
)  # fmt: skip
def test_a_statement_that_leads_nowhere_is_told_with_place_and_remedy(
    key: str, cells: dict[str, str], column: str, words: list[str], package: Package
) -> None:
    (line,) = [row.line for row in package.rows["provisions"] if row.key == key]
    ((file, told_line, told_column, what, remedy),) = _told(_altered(package, "provisions", key, **cells))
    assert (file, told_line, told_column) == ("provisions.csv", line, column)
    assert all(word in f"{what} {remedy}" for word in words)


def test_a_rule_that_no_longer_cites_a_statement_leaves_it_homeless(package: Package) -> None:
    told = _told(_altered(package, "rules", "ipcp-all", provision="P13.2"))
    assert [(column, "no rule cites it" in what) for _, _, column, what, _ in told] == [("leads_to", True)]


def test_a_rule_that_cites_a_declaration_is_told_at_the_declaration(package: Package) -> None:
    told = _told(_altered(package, "rules", "ipcp-all", provision="P13.3;P1.4"))
    (line,) = [row.line for row in package.rows["provisions"] if row.key == "P1.4"]
    assert [(told_line, "ipcp-all" in what) for _, told_line, _, what, _ in told] == [(line, True)]


def test_the_rules_of_another_package_ask_nothing_of_our_text(package: Package) -> None:
    (rule,) = [row for row in package.rows["rules"] if row.key == "ipcp-all"]
    other = replace(rule, cells={**rule.cells, "id": "theirs", "provision": "P1.4"})
    assert _told(package, [other]) == []


def test_a_rule_whose_statements_cannot_be_read_accuses_none(package: Package) -> None:
    spoilt = _altered(package, "rules", "ipcp-all", provision="")
    rows = tuple(
        replace(row, faulty=frozenset({"provision"})) if row.key == "ipcp-all" else row for row in spoilt.rows["rules"]
    )
    assert _told(replace(spoilt, rows={**spoilt.rows, "rules": rows})) == []


# The answer, reckoned a second time from the tables

CLAIMS = {table.edge.name: table for table in tables() if table.edge}
FRAMEWORKS = {row["id"] for row in DATA["frameworks"]}
ORGANISATIONS = {row["id"] for row in DATA["organisations"]} - {"NATO"}
TRAINING_CENTRES = {row["id"] for row in DATA["centres"] if row["kind"] == "PTEC"}
ONLY: dict[str, Callable[[Row], bool]] = {
    "MEMBER_OF": lambda row: row["role"] == "partner" and row["body"] in FRAMEWORKS,
    "MAINTAINS": lambda row: row["body"] in FRAMEWORKS,
    "PARTY_TO": lambda row: row["party"] in ORGANISATIONS,
    "HOSTS": lambda row: row["centre"] in TRAINING_CENTRES,
}


def _answering(table: str) -> Iterable[Row]:
    """The claims of a table that answer."""
    for row in DATA[table]:
        if row["rank"] == "preferred" or (row["rank"] == "normal" and not row["rival_group"]):
            yield row


def _days(row: Row) -> Bounds:
    return bounds(row["valid_from"], row["valid_to"], row.get("attested_from", ""), row.get("attested_to", ""))


def _span(date: str) -> tuple[str, str]:
    """The first and last day that a date may be, as text that sorts."""
    first, last = date.strip("[]").split("..") if date.startswith("[") else (date, date)
    return first, {4: f"{last}-12-31", 7: f"{last}-31"}.get(len(last), last)


def _held(rows: Iterable[Bounds], day: dt.date) -> tuple[int, int]:
    found = [one for one in rows if one.possible(day)]
    certain = sum(1 for one in found if one.from_max <= day < one.to_min)
    return certain, len(found) - certain


def _dated(dates: Iterable[str], day: dt.date) -> tuple[int, int]:
    spans = [_span(date) for date in dates]
    known = sum(1 for _, last in spans if last <= day.isoformat())
    return known, sum(1 for first, last in spans if first <= day.isoformat() < last)


def _above(id_: str) -> set[str]:
    """A statement and the paragraphs that it is part of."""
    found = set()
    while id_:
        found.add(id_)
        id_ = PROVISIONS[id_]["parent"]
    return found


ITEMS = {"Objective": "objectives", "PriorityArea": "priority_areas", "Consideration": "considerations"}
DATES = {row["id"]: row["date"] for row in DATA["meetings"]} | {
    row["id"]: row["decided_on"] for row in DATA["decisions"]
}
PERIODS = {"USES": "tool_uses", "BEARS_ON": "consideration_evidence", "RuleEvidence": "rule_evidence"}


def _tools(id_: str) -> set[str]:
    """The tools of the rules that cite a statement."""
    return {rule["tool"] for rule in DATA["rules"] if rule["id"] in CITING[id_]}


def _items(id_: str) -> set[str]:
    """The objectives, areas and considerations that come from a statement."""
    return {row["id"] for name in ITEMS.values() for row in DATA[name] if row["provision"] == id_}


def _dates(kind: str, id_: str) -> list[str]:
    """The days of what is tied to a statement and has a day of its own."""
    tools, items = _tools(id_), _items(id_)
    if kind == "IN_FORMAT":
        return [DATES[row["meeting"]] for row in DATA["meeting_formats"] if row["format"] in tools]
    if kind == "Decision":
        affecting = {row["decision"] for row in DATA["decision_tools"] if row["tool"] in tools}
        serving = [row for row in DATA["decisions"] if _above(id_) & set(parts(row["provision"]))]
        return [row["decided_on"] for row in serving if not tools or row["id"] in affecting]
    areas = {row["id"] for row in DATA["priority_areas"]}
    pairs = {(row["subject"], row["object"]) for row in DATA["addresses"]}
    wanted = [one for one, other in pairs if other in items or (not items and one in tools and other in areas)]
    return [DATES.get(one, "1949-04-04") for one in wanted]


def _reckoned(kind: str, id_: str, day: dt.date) -> tuple[int, int]:
    """How many facts of a kind there are behind a statement on a day: certain ones, and those that are only possible."""
    if kind == "Document":
        return len(parts(STATEMENTS[id_]["cites"])), 0
    if kind in ITEMS:
        listed = [
            row for row in DATA[ITEMS[kind]] if PROVISIONS[row["provision"]]["parent"] == STATEMENTS[id_]["parent"]
        ]
        return sum(1 for row in listed if row["provision"] == id_) or len(listed), 0
    if kind in ("ADDRESSES", "Decision", "IN_FORMAT"):
        return _dated(_dates(kind, id_), day)
    if kind in PERIODS:
        rows = DATA["rule_evidence"] if kind == "RuleEvidence" else _answering(PERIODS[kind])
        hooks = _tools(id_) | _items(id_)
        return _held((_days(row) for row in rows if {row.get("tool"), row.get("consideration")} & hooks), day)
    rows = _answering(CLAIMS[kind].name)
    return _held((_days(row) for row in rows if kind not in ONLY or ONLY[kind](row)), day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_answer_has_every_statement_in_the_order_of_the_text(day: dt.date, desk: Desk) -> None:
    rows = desk.ask("policy/coverage", as_of=day).rows
    order = [*(str(number) for number in range(1, 8)), *SUB_PARAGRAPHS, *(str(number) for number in range(8, 19))]
    assert [row["paragraph"] for row in rows] == sorted((row["paragraph"] for row in rows), key=order.index)
    assert [row["id"] for row in rows] == sorted(
        STATEMENTS, key=lambda id_: (order.index(STATEMENTS[id_]["paragraph"]), int(STATEMENTS[id_]["number"]))
    )


def test_the_day_before_the_policy_nothing_follows_from_it(desk: Desk) -> None:
    assert desk.ask("policy/coverage", as_of=dt.date(2011, 4, 14)).rows == []
    assert desk.ask("policy/provisions", as_of=dt.date(2011, 4, 14)).rows == []


def test_the_answer_says_of_a_statement_what_the_table_says(desk: Desk) -> None:
    for row in desk.ask("policy/coverage", as_of=DAYS[0]).rows:
        told = STATEMENTS[row["id"]]
        assert {name: row[name] for name in ("paragraph", "kind", "modality", "text", "how")} == {
            name: told[name] for name in ("paragraph", "kind", "modality", "text", "how")
        }
        assert (row["leads_to"], row["cites"]) == (LEADS[row["id"]], parts(told["cites"]))
        assert row["heading"] == PROVISIONS[told["parent"]]["text"]


@pytest.mark.parametrize("day", [dt.date(2011, 4, 15), dt.date(2024, 1, 1)], ids=str)
def test_the_rules_of_a_statement_are_those_that_cite_it_each_in_force_or_not(day: dt.date, desk: Desk) -> None:
    by_id = {rule["id"]: rule for rule in DATA["rules"]}
    force: dict[str, set[str]] = {"yes": set(), "possibly": set(), "no": set()}
    for row in desk.ask("policy/coverage", as_of=day).rows:
        assert [rule["id"] for rule in row["rules"]] == sorted(CITING[row["id"]])
        for rule in row["rules"]:
            told = by_id[rule["id"]]
            assert (rule["tool"], rule["modality"]) == (told["tool"], told["modality"])
            assert sorted(rule["sources"]) == sorted(parts(told["sources"]))
            force[rule["in_force"]].add(rule["id"])
    for word, ids in force.items():
        for id_ in ids:
            held = _days(by_id[id_])
            assert word == ("yes" if held.from_max <= day < held.to_min else "possibly" if held.possible(day) else "no")
    assert force["yes"]
    assert day == DAYS[0] or force["possibly"]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_numbers_are_those_of_the_tables(day: dt.date, desk: Desk) -> None:
    for row in desk.ask("policy/coverage", as_of=day).rows:
        kinds = [kind for kind in row["leads_to"] if kind not in ("rule", "process", "nothing")]
        kinds += ["RuleEvidence"] if row["rules"] else []
        found = {fact["kind"]: (fact["certain"], fact["possible"]) for fact in row["facts"]}
        assert found == {kind: _reckoned(kind, row["id"], day) for kind in kinds}, row["id"]


def test_every_kind_of_fact_that_a_statement_leads_to_is_there_on_some_day(desk: Desk) -> None:
    """No kind is named in vain; the answer of the newest day has some of each, by statement."""
    empty: list[tuple[Any, Any]] = []
    for row in desk.ask("policy/coverage", as_of=DAYS[-1]).rows:
        empty += [
            (row["id"], fact["kind"])
            for fact in row["facts"]
            if not fact["certain"] + fact["possible"] and fact["kind"] != "RuleEvidence"
        ]
    assert empty == []


def test_every_name_of_the_map_is_an_edge_or_a_label() -> None:
    names = {edge.name for edge in edge_types()} | {node.label for node in node_types()} | set(structure_names())
    assert {one for leads in LEADS.values() for one in leads} - {"rule", "process", "nothing"} <= names


def test_a_paragraph_is_asked_for_with_what_it_is_divided_into(desk: Desk) -> None:
    for question, own in (("policy/coverage", STATEMENTS), ("policy/provisions", PROVISIONS)):
        for paragraph in ("1", "7", "7c", "7c.i", "13"):
            rows = desk.ask(question, {"paragraph": paragraph}, as_of=DAYS[0]).rows
            assert {row["id"] for row in rows} == {id_ for id_ in own if f"P{paragraph}" in _above(id_)}


def test_what_a_provision_touches_are_rules_too_by_their_wording(desk: Desk) -> None:
    rows = desk.ask("policy/provisions", {"paragraph": "13"}, as_of=DAYS[0]).rows
    (touched,) = [row["touches"] for row in rows if row["id"] == "P13.3"]
    (wording,) = [rule["wording"] for rule in DATA["rules"] if rule["id"] == "ipcp-all"]
    assert touched == [{"id": "ipcp-all", "kind": "rule", "name": wording}]


def test_before_the_rules_were_released_a_statement_has_none(desk: Desk) -> None:
    third = next(release for release in desk.known().own_releases if release.number == 3)
    rows = desk.ask("policy/coverage", as_of=DAYS[0], known_at=third.published_at).rows
    assert len(rows) == len(STATEMENTS)
    assert all(not row["rules"] for row in rows)
