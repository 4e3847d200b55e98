"""Every rule catches its example and lets sound data be; the days on which the rules of the domain turn, to the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import loaders.rules
from graph.connection import Graph
from graph.errors import ModelError
from graph.schema import table as declared
from loaders.checks import UNRELEASED, Checked, checked
from loaders.describe import checks_page
from loaders.faults import Fault, PackageError
from loaders.load import load
from loaders.package import Package, default_folder, read_package
from loaders.rule import Context, Rule, rules
from loaders.table_schema import key_columns
from tests.conftest import ROOT, TODAY
from tests.support.corrupt import copy_of_data, read_rows, write_rows
from tests.support.graph_dump import dump
from tests.support.quick_checks import remembered
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

RULES = rules()
FAULT_RULES = [rule for rule in RULES if rule.severity == "fault"]
WARNING_RULES = [rule for rule in RULES if rule.severity == "warning"]


def _name(rule: Rule) -> str:
    return rule.name


@pytest.fixture(scope="module", autouse=True)
def _remembered() -> Iterator[None]:
    """Most packages here differ from one another in a table or two."""
    with remembered():
        yield


@pytest.fixture(scope="module")
def sound() -> Package:
    """Our own data."""
    package, faults = read_package(default_folder())
    assert not faults
    return package


def _found(rule: Rule, folder: Path) -> list[Fault]:
    """What one rule finds, and no other."""
    package, faults = read_package(folder)
    assert not faults
    return list(rule.find(Context(package)))


def _told(folder: Path) -> tuple[Sequence[Fault], Sequence[Fault]]:
    """The faults and the warnings that a check tells."""
    try:
        return (), checked(folder, ()).warnings
    except PackageError as refused:
        return refused.faults, refused.warnings


# The examples


def _with_example(folder: Path, rule: Rule) -> Path:
    """A copy of our own data with a rule's example in it: rows added, or in the place of those with their keys."""
    copy_of_data(folder)
    for name, cells in rule.example.rows:
        path = folder / f"{name}.csv"
        usual = {"sources": "general-knowledge"} if "sources" in declared(name).column_names else {}
        added = row(name, **(usual | dict(cells)))
        keys = key_columns(declared(name))
        rest = [one for one in read_rows(path) if any(one[key] != added[key] for key in keys)]
        write_rows(path, [*rest, added])
    return folder


@dataclass(frozen=True)
class Broken:
    """Our own data with the example of a rule in it: what the rule finds, and what a check tells."""

    rule: Rule
    folder: Path
    found: list[Fault]
    faults: Sequence[Fault]
    warnings: Sequence[Fault]


@pytest.fixture(scope="module", params=RULES, ids=_name)
def broken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Broken:
    """For each rule."""
    rule: Rule = request.param
    folder = _with_example(tmp_path_factory.mktemp("broken") / "data", rule)
    return Broken(rule, folder, _found(rule, folder), *_told(folder))


def test_a_rule_catches_its_example_at_its_last_row_and_says_what_to_do(broken: Broken) -> None:
    (caught,) = broken.found
    table, cells = broken.rule.example.rows[-1]
    lines = (broken.folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    assert (caught.file, caught.line, caught.column) == (f"{table}.csv", len(lines), broken.rule.example.column)
    assert lines[-1].startswith(cells["id"])
    assert caught.what.endswith(".")
    assert caught.remedy.endswith(".")


def test_what_a_rule_tells_holds_the_value_unless_it_is_that_there_is_none(broken: Broken) -> None:
    (caught,) = broken.found
    cells = dict(broken.rule.example.rows[-1][1])
    if cells.get(broken.rule.example.column):
        assert cells[broken.rule.example.column] in caught.value
        assert repr(caught.value) in str(caught)


def test_an_example_breaks_its_rule_and_no_other_and_stops_the_package_if_it_is_a_fault(broken: Broken) -> None:
    severe = broken.rule.severity == "fault"
    assert list(broken.faults) == (broken.found if severe else [])
    assert list(broken.warnings) == ([] if severe else broken.found)


@pytest.mark.parametrize("rule", FAULT_RULES, ids=_name)
def test_our_own_data_break_no_rule(rule: Rule, sound: Package) -> None:
    assert not list(rule.find(Context(sound)))


def test_the_name_of_a_rule_is_that_of_its_file() -> None:
    files = sorted(file.stem for file in (ROOT / "loaders" / "rules").glob("*.py") if file.stem != "__init__")
    assert [rule.name for rule in RULES] == files


def test_every_rule_says_in_a_sentence_what_must_not_be() -> None:
    assert all(rule.about[0].isupper() and rule.about.endswith(".") for rule in RULES)


def test_a_rule_reads_only_tables_that_there_are() -> None:
    assert all(declared(name) for rule in RULES for name in rule.reads)


def test_the_page_on_checks_is_what_the_rules_say() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert page == checks_page(), "run `python -m loaders.describe`"


@pytest.mark.parametrize("rule", RULES, ids=_name)
def test_every_rule_stands_on_the_page_with_its_example(rule: Rule) -> None:
    (line,) = [one for one in checks_page().splitlines() if one.startswith(f"| `{rule.name}` |")]
    assert line.count("|") == 5
    assert f"| {rule.severity} | {rule.about} |" in line
    assert all(f"`{cell}`" in line for _, cells in rule.example.rows for cell in cells.values() if cell)


def test_a_file_that_declares_no_rule_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing_here.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(loaders.rules, "__path__", [str(tmp_path)])
    rules.cache_clear()
    try:
        with pytest.raises(ModelError, match="nothing_here"):
            rules()
    finally:
        monkeypatch.undo()
        rules.cache_clear()
        assert [rule.name for rule in rules()] == [rule.name for rule in RULES]


# The very day


def _domain() -> Rows:
    """The small package with what the rules of the domain look at, every date known to the day.

    AAA is an Ally since 1949-04-04; DDD becomes one on 2004-03-29 and was a partner since 1995-01-01; CCC is a partner since
    1994-01-11, and hosts the contact point; PFP exists since 1994-01-10.
    """
    rows = small_rows()
    rows["contact_point_leads"] = []
    rows["frameworks"].append(row("frameworks", id="EAPC", name="Council", confers_partnership="true"))
    rows["tools"] = [
        row("tools", id=tool, name=tool, kind="programme") for tool in ("MAP", "EOP", "IP", "PARP", "IPAP", "IPCP")
    ]
    member(rows, "PFP:CCC", "partner", "1994-01-11", "..")
    member(rows, "NATO:DDD", "ally", "2004-03-29", "..")
    return rows


def _set(rows: Rows, table: str, cells: dict[str, str]) -> None:
    """Add a row, in the place of the one with its key if there is one."""
    key = key_columns(declared(table))[0]
    rows[table] = [one for one in rows[table] if one[key] != cells[key]] + [cells]


def member(rows: Rows, what: str, role: str, start: str, end: str, **cells: str) -> None:
    """`what` is the body and the country: `PFP:DDD`."""
    body, country = what.split(":")
    (id_,) = [one["id"] for one in rows["memberships"] if one["id"].startswith(what)] or [what]
    named = {"id": id_, "country": country, "body": body, "role": role}
    _set(rows, "memberships", row("memberships", **named, valid_from=start, valid_to=end, **cells))


def leads(rows: Rows, country: str, start: str, end: str, **cells: str) -> None:
    named = {"id": f"LEAD:{country}", "country": country, "contact_point": "CPE:CCC"}
    _set(rows, "contact_point_leads", row("contact_point_leads", **named, valid_from=start, valid_to=end, **cells))


def supports(rows: Rows, country: str, start: str, end: str) -> None:
    named = {"id": f"SUPPORT:{country}", "country": country, "contact_point": "CPE:CCC"}
    _set(rows, "contact_point_supports", row("contact_point_supports", **named, valid_from=start, valid_to=end))


def uses(rows: Rows, country: str, tool: str, start: str, end: str, **cells: str) -> None:
    named = {"id": f"USE:{tool}:{country}", "country": country, "tool": tool}
    _set(rows, "tool_uses", row("tool_uses", **named, valid_from=start, valid_to=end, **cells))


def exists(rows: Rows, body: str, start: str) -> None:
    named = {"id": f"LIFE:{body}:1994", "alliance": "NATO", "body": body}
    _set(rows, "establishments", row("establishments", **named, valid_from=start, valid_to=".."))


@dataclass(frozen=True)
class Turn:
    """Something done to the domain that a rule lets be (`caught` empty), or the columns in which it finds fault."""

    name: str
    rule: str
    change: str
    args: tuple[str, ...]
    caught: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


CHANGES: dict[str, Callable[..., None]] = {
    "member": member,
    "leads": leads,
    "supports": supports,
    "uses": uses,
    "exists": exists,
}


def fine(name: str, rule: str, change: str, *args: str) -> Turn:
    return Turn(name, rule, change, args)


def caught(column: str, name: str, rule: str, change: str, *args: str) -> Turn:
    return Turn(name, rule, change, args, (column,))


TURNS = [
    fine("until the day of accession", "pfp_after_accession", "member", "PFP:DDD", "partner", "1995-01-01", "2004-03-29"),
    caught("valid_to", "a day longer", "pfp_after_accession", "member", "PFP:DDD", "partner", "1995-01-01", "2004-03-30"),
    fine("until the month of accession", "pfp_after_accession", "member", "PFP:DDD", "partner", "1995", "2004-03"),
    caught("valid_to", "until the month after it", "pfp_after_accession", "member", "PFP:DDD", "partner", "1995", "2004-04"),
    fine("until nobody knows when", "pfp_after_accession", "member", "PFP:DDD", "partner", "1995-01-01", ""),
    caught("valid_to", "still", "pfp_after_accession", "member", "PFP:DDD", "partner", "1995-01-01", ".."),
    *(fine(f"{tool} until the day of accession", "pfp_after_accession", "uses", "DDD", tool, "1999-04-24", "2004-03-29")
      for tool in ("MAP", "EOP", "IP")),
    *(caught("valid_to", f"{tool} a day longer", "pfp_after_accession", "uses", "DDD", tool, "1999-04-24", "2004-03-30")
      for tool in ("MAP", "EOP", "IP")),
    fine("PARP for Allies too", "pfp_after_accession", "uses", "DDD", "PARP", "1999-04-24", "2004-03-30"),
    fine("until the day of accession", "partner_and_ally", "member", "EAPC:DDD", "partner", "1997-05-30", "2004-03-29"),
    caught("role", "a day longer", "partner_and_ally", "member", "EAPC:DDD", "partner", "1997-05-30", "2004-03-30"),
    fine("an Ally as member", "partner_and_ally", "member", "EAPC:DDD", "member", "1997-05-30", ".."),
    fine("told by the other rule", "partner_and_ally", "member", "PFP:DDD", "partner", "1995-01-01", "2004-03-30"),
    fine("from the day of accession", "embassy_of_no_ally", "leads", "DDD", "2004-03-29", "2006-03-29"),
    caught("country", "a day earlier", "embassy_of_no_ally", "leads", "DDD", "2004-03-28", "2006-03-29"),
    fine("from the year of accession", "embassy_of_no_ally", "leads", "DDD", "2004", "2006"),
    caught("country", "of the year before it", "embassy_of_no_ally", "leads", "DDD", "2002", "2004"),
    caught("country", "still, of no Ally", "embassy_of_no_ally", "leads", "CCC", "2004", ".."),
    fine("help from the day of accession", "embassy_of_no_ally", "supports", "DDD", "2004-03-29", "2006-03-29"),
    caught("country", "help a day earlier", "embassy_of_no_ally", "supports", "DDD", "2004-03-28", "2006-03-29"),
    fine("from the day of the partnership", "host_no_partner", "leads", "AAA", "1994-01-11", "1996-01-11"),
    caught("contact_point", "a day earlier", "host_no_partner", "leads", "AAA", "1994-01-10", "1996-01-11"),
    fine("help from that day", "host_no_partner", "supports", "AAA", "1994-01-11", "1996-01-11"),
    caught("contact_point", "help a day earlier", "host_no_partner", "supports", "AAA", "1994-01-10", "1996-01-11"),
    fine("from the day of the founding", "before_it_existed", "member", "PFP:CCC", "partner", "1994-01-10", ".."),
    caught("valid_from", "a day earlier", "before_it_existed", "member", "PFP:CCC", "partner", "1994-01-09", ".."),
    fine("in the year of the founding", "before_it_existed", "member", "PFP:CCC", "partner", "1994", ".."),
    caught("valid_from", "in the year before it", "before_it_existed", "member", "PFP:CCC", "partner", "1993", ".."),
    fine("since nobody knows when", "before_it_existed", "member", "PFP:CCC", "partner", "", ".."),
    caught("valid_from", "over before it began", "before_it_existed", "member", "PFP:CCC", "partner", "", "1994-01-09"),
    fine("founded that day", "before_it_existed", "exists", "PFP", "1994-01-11"),
    caught("valid_from", "founded a day later", "before_it_existed", "exists", "PFP", "1994-01-12"),
    fine("founded in that month", "before_it_existed", "exists", "PFP", "1994-01"),
    fine("of four years", "long_term", "leads", "AAA", "2001-01-01", "2005-01-01"),
    caught("valid_to", "a day longer", "long_term", "leads", "AAA", "2001-01-01", "2005-01-02"),
    fine("of years that may be four", "long_term", "leads", "AAA", "2001", "2005"),
    fine("that still goes on", "long_term", "leads", "AAA", "2001-01-01", ".."),
    fine("of which nobody knows the end", "long_term", "leads", "AAA", "2001-01-01", ""),
]  # fmt: skip


STOPPED = [turn for turn in TURNS if turn.caught and turn.rule in {rule.name for rule in FAULT_RULES}]


@pytest.mark.parametrize("turn", TURNS, ids=str)
def test_a_rule_turns_on_the_very_day(turn: Turn, tmp_path: Path) -> None:
    rows = _domain()
    CHANGES[turn.change](rows, *turn.args)
    (rule,) = [rule for rule in RULES if rule.name == turn.rule]
    found = _found(rule, write_package(tmp_path / "package", rows))
    assert tuple(fault.column for fault in found) == turn.caught


def _found_in(rows: Rows, rule: str, folder: Path) -> list[tuple[str, str]]:
    (one,) = [one for one in RULES if one.name == rule]
    return [(fault.file, fault.column) for fault in _found(one, write_package(folder, rows))]


def test_a_tool_is_not_used_before_it_existed(tmp_path: Path) -> None:
    for day, expected in (("1994-01-10", []), ("1994-01-09", [("tool_uses.csv", "valid_from")])):
        rows = _domain()
        _set(rows, "establishments", {**rows["establishments"][0], "id": "LIFE:MAP:1994", "body": "MAP"})
        uses(rows, "CCC", "MAP", day, "2000")
        assert _found_in(rows, "before_it_existed", tmp_path / day) == expected


@pytest.mark.parametrize(("end", "expected"), [("2010-05-01", []), ("2010-05-02", [("tool_uses.csv", "tool")])])
def test_an_ipcp_gives_way_on_the_day_of_the_ipap(end: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    rows = _domain()
    uses(rows, "CCC", "IPCP", "2008-01-01", end)
    uses(rows, "CCC", "IPAP", "2010-05-01", "..")
    uses(rows, "DDD", "IPCP", "2010-05-01", "..")
    assert _found_in(rows, "ipcp_beside_ipap", tmp_path / "package") == expected


def test_an_embassy_serves_a_host_through_two_partnerships_that_meet_and_not_across_a_day_between(
    tmp_path: Path,
) -> None:
    for second, expected in (("2000-01-01", []), ("2000-01-02", [("contact_point_leads.csv", "contact_point")])):
        rows = _domain()
        member(rows, "PFP:CCC", "partner", "1994-01-11", "2000-01-01")
        member(rows, "EAPC:CCC", "partner", second, "..")
        leads(rows, "AAA", "1999-01-01", "2001-01-01")
        assert _found_in(rows, "host_no_partner", tmp_path / second) == expected


def test_a_deprecated_membership_makes_nobody_an_ally_or_a_partner(tmp_path: Path) -> None:
    rows = _domain()
    member(rows, "NATO:DDD", "ally", "2004-03-29", "..", rank="deprecated")
    member(rows, "PFP:DDD", "partner", "1995-01-01", "..")
    leads(rows, "DDD", "2005-01-01", "2006-01-01")
    assert _found_in(rows, "pfp_after_accession", tmp_path / "ally") == []
    assert _found_in(rows, "embassy_of_no_ally", tmp_path / "embassy") == [("contact_point_leads.csv", "country")]
    rows = _domain()
    member(rows, "PFP:CCC", "partner", "1994-01-11", "..", rank="deprecated")
    leads(rows, "AAA", "2005-01-01", "2006-01-01")
    assert _found_in(rows, "host_no_partner", tmp_path / "host") == [("contact_point_leads.csv", "contact_point")]


def test_a_framework_that_confers_no_partnership_makes_no_host(tmp_path: Path) -> None:
    rows = _domain()
    rows["frameworks"][0]["confers_partnership"] = "false"
    leads(rows, "AAA", "2005-01-01", "2006-01-01")
    assert _found_in(rows, "host_no_partner", tmp_path / "package") == [("contact_point_leads.csv", "contact_point")]


@pytest.mark.parametrize(
    ("finest", "date", "expected"),
    [
        ("year", "1994", []),
        ("year", "1994-01", ["valid_from"]),
        ("year", "[1994-01-01..1994-03-05]", []),
        ("month", "1994-01", []),
        ("month", "1994-01-11", ["valid_from"]),
        ("", "1994-01-11", []),
    ],
)
def test_a_date_is_no_finer_than_its_finest_source(finest: str, date: str, expected: list[str], tmp_path: Path) -> None:
    rows = _domain()
    rows["sources"][1]["finest_date"] = finest
    member(rows, "PFP:CCC", "partner", date, "..", sources="two")
    assert _found_in(rows, "finer_than_source", tmp_path / "one") == [("memberships.csv", name) for name in expected]
    member(rows, "PFP:CCC", "partner", date, "..", sources="two;one")
    assert _found_in(rows, "finer_than_source", tmp_path / "both") == []


def _in_two_releases() -> Rows:
    rows = _domain()
    rows["releases"].append(row("releases", number="2", published_at="2021-01-01T00:00:00Z"))
    return rows


def test_what_a_release_took_back_is_held_to_no_rule_of_the_domain(tmp_path: Path) -> None:
    rows = _in_two_releases()
    member(rows, "PFP:DDD", "partner", "1995-01-01", "..")
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    assert _told(write_package(tmp_path / "package", rows)) == ((), ())


def test_only_a_row_that_is_current_rests_on_sources_that_are(tmp_path: Path) -> None:
    rows = _in_two_releases()
    rows["sources"].append(row("sources", id="gone", title="Gone", withdrawn_in="2"))
    member(rows, "PFP:DDD", "partner", "1995-01-01", "2004-03-29", sources="one; gone")
    assert _found_in(rows, "withdrawn_source", tmp_path / "current") == [("memberships.csv", "sources")]
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    assert _found_in(rows, "withdrawn_source", tmp_path / "taken back") == []


def test_a_row_is_taken_back_after_the_release_that_brought_it_and_not_by_it(tmp_path: Path) -> None:
    rows = _in_two_releases()
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    assert _found_in(rows, "releases", tmp_path / "after") == []
    for one in rows["memberships"]:
        one["since_release"] = "2" if one["id"] == "PFP:DDD:1995" else "1"
    assert _found_in(rows, "releases", tmp_path / "by it") == [("memberships.csv", "until_release")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"row": "PFP:CCC:1994"}, "row"),
        ({"table": "establishments"}, "row"),
        ({"release": "1"}, "row"),
        ({"replacement": "PFP:CCC:1994"}, "replacement"),
        ({"replacement": ""}, "replacement"),
    ],
)
def test_what_changes_tells_is_what_the_release_did(cells: dict[str, str], column: str, tmp_path: Path) -> None:
    rows = _in_two_releases()
    (row_,) = [one for one in rows["memberships"] if one["id"] == "PFP:DDD:1995"]
    rows["memberships"].append({**row_, "id": "PFP:DDD:again", "valid_to": "2004", "since_release": "2"})
    withdraw(rows, "memberships", "PFP:DDD:1995", "2", "PFP:DDD:again")
    assert _found_in(rows, "untold_change", tmp_path / "told") == []
    rows["changes"][0].update(cells)
    assert ("changes.csv", column) in _found_in(rows, "untold_change", tmp_path / "told wrongly")


def test_a_draft_may_hold_rows_that_no_release_has_brought(tmp_path: Path) -> None:
    rows = _domain()
    member(rows, "EAPC:CCC", "partner", "1997-05-30", "..", since_release="")
    folder = write_package(tmp_path / "package", rows)
    assert [fault.column for fault in _told(folder)[0]] == ["since_release"]
    assert checked(folder, (), draft=True).package.rows["memberships"][-1].key == "EAPC:CCC"
    assert UNRELEASED in {rule.name for rule in RULES}


def test_a_rule_that_lacks_a_table_stays_quiet_and_the_table_is_told(tmp_path: Path) -> None:
    rows = _domain()
    leads(rows, "AAA", "1999-01-01", "2001-01-01")
    folder = write_package(tmp_path / "package", rows)
    (folder / "memberships.csv").write_bytes(b"\xff\xfe")
    assert {fault.file for fault in _told(folder)[0]} == {"memberships.csv"}


# Faults stop, warnings do not, and all are told


def _with_warnings() -> Rows:
    rows = _domain()
    leads(rows, "AAA", "2001-01-01", "2007-01-01")
    uses(rows, "CCC", "IPCP", "2008-01-01", "..")
    uses(rows, "CCC", "IPAP", "2010-05-01", "..")
    return rows


WARNED = [("contact_point_leads.csv", "valid_to"), ("tool_uses.csv", "tool")]


def _places(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    return [(fault.file, fault.column) for fault in faults]


def test_there_are_rules_of_both_kinds() -> None:
    assert {rule.name for rule in WARNING_RULES} == {"long_term", "ipcp_beside_ipap"}


def test_warnings_stop_no_check(tmp_path: Path) -> None:
    found = checked(write_package(tmp_path / "package", _with_warnings()), ())
    assert isinstance(found, Checked)
    assert _places(found.warnings) == WARNED


def test_warnings_stop_no_load_and_are_told_each_time(empty_graph: Graph, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "package", _with_warnings())
    first, second = (load(empty_graph, folder, today=TODAY) for _ in range(2))
    assert (first.loaded, second.loaded) == (True, False)
    assert _places(first.warnings) == _places(second.warnings) == WARNED
    assert empty_graph.read("MATCH ()-[edge:USES]->() RETURN count(edge) AS number") == [{"number": 2}]


@pytest.mark.parametrize("turn", STOPPED, ids=str)
def test_a_fault_that_a_rule_finds_stops_the_load(turn: Turn, empty_graph: Graph, tmp_path: Path) -> None:
    rows = _domain()
    CHANGES[turn.change](rows, *turn.args)
    with pytest.raises(PackageError) as refused:
        load(empty_graph, write_package(tmp_path / "package", rows), today=TODAY)
    assert turn.caught[0] in {fault.column for fault in refused.value.faults}
    assert dump(empty_graph) == {}


def test_faults_of_tables_and_of_rules_and_warnings_are_told_all_at_once(tmp_path: Path) -> None:
    rows = _with_warnings()
    rows["countries"][0]["kind"] = "land"
    rows["sources"][0]["published"] = "in April"
    rows["names"][0]["language"] = "de"
    member(rows, "PFP:DDD", "partner", "1995-01-01", "2004-03-30")
    member(rows, "EAPC:AAA", "member", "1997-02-30", "..")
    leads(rows, "CCC", "2008-01-01", "2009-01-01")
    uses(rows, "EEE", "PARP", "2008", "..")
    uses(rows, "CCC", "PARP", "2008", "..", since_release="")
    with pytest.raises(PackageError) as refused:
        checked(write_package(tmp_path / "package", rows), ())
    assert sorted(_places(refused.value.faults)) == [
        ("contact_point_leads.csv", "country"),
        ("countries.csv", "kind"),
        ("memberships.csv", "valid_from"),
        ("memberships.csv", "valid_to"),
        ("names.csv", "language"),
        ("sources.csv", "published"),
        ("tool_uses.csv", "country"),
        ("tool_uses.csv", "since_release"),
    ]
    assert _places(refused.value.warnings) == WARNED
    message = str(refused.value)
    assert "8 faults" in message
    assert all(str(fault) in message for fault in refused.value.faults)
    assert all(f"warning: {warning}" in message for warning in refused.value.warnings)
