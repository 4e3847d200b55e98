"""A package of somebody else beside ours: both answer, neither touches the other, and each can go again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph
from graph.errors import EmptyGraphError, PartnershipsError
from graph.schema import OURS, tables
from loaders.checks import checked
from loaders.faults import PackageError
from loaders.load import load, unload
from loaders.unloading import packages_in
from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.conftest import TODAY
from tests.support.graph_dump import differences, dump, facts
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

THEIRS = "atlas-of-clubs"
DAY = dt.date(2002, 1, 1)
OURS_SECOND = dt.datetime(2021, 6, 1)
THEIRS_SECOND = dt.datetime(2022, 1, 1)


def our_rows() -> Rows:
    """The small package after a second release that withdrew a lead; with a country that it says nothing of."""
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T00:00:00Z"))
    rows["countries"].append(row("countries", id="ZZZ", name="Zedland", kind="country"))
    rows["decisions"] = [
        row("decisions", id="D-1", title="A decision", summary="What it says.", body="NAC", kind="act", effect="none")
    ]
    rows["decision_actors"] = [row("decision_actors", decision="D-1", actor="CCC", note="Ours.")]
    withdraw(rows, "contact_point_leads", "LEAD:CCC:AAA:2001", "2")
    return rows


def their_rows() -> Rows:
    """A club of their own, a country of their own in our framework, and two releases of which the second withdrew."""
    rows: Rows = {table.name: [] for table in tables()}
    rows["releases"] = [
        row("releases", number="1", published_at="2021-01-01T00:00:00Z", note="Clubs."),
        row("releases", number="2", published_at="2022-01-01T00:00:00Z", note="Fewer clubs."),
    ]
    rows["sources"] = [row("sources", id="a-club-list", title="A list of clubs")]
    rows["countries"] = [row("countries", id="EEE", name="Eland", kind="country", sources="a-club-list")]
    rows["frameworks"] = [
        row("frameworks", id="CLUB", name="A club", confers_partnership="false", sources="a-club-list")
    ]
    rows["memberships"] = [
        _member("CLUB:CCC:2000", "CCC", "CLUB"),
        _member("CLUB:DDD:2001", "DDD", "CLUB"),
        _member("CLUB:ZZZ:2001", "ZZZ", "CLUB"),
        _member("PFP:EEE:2000", "EEE", "PFP", role="partner", sources="a-club-list;one"),
    ]
    withdraw(rows, "memberships", "CLUB:DDD:2001", "2")
    return rows


def _member(id_: str, country: str, body: str, **cells: str) -> dict[str, str]:
    usual = {"role": "member", "valid_from": "2000", "valid_to": "..", "sources": "a-club-list"}
    return row("memberships", **{"id": id_, "country": country, "body": body, **usual, **cells})


def write_some(folder: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], name: str = THEIRS) -> Path:
    """The package with files for those tables only that have rows."""
    write_package(folder, rows, name)
    for table in tables():
        if not rows[table.name]:
            (folder / f"{table.name}.csv").unlink()
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Our package in a folder."""
    return write_package(tmp_path / "ours", our_rows())


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Theirs in a folder."""
    return write_some(tmp_path / "theirs", their_rows())


@pytest.fixture
def alone(empty_graph: Graph, ours: Path) -> Graph:
    """A graph that holds ours."""
    load(empty_graph, ours, today=TODAY)
    return empty_graph


@pytest.fixture
def both(alone: Graph, theirs: Path) -> Graph:
    """A graph that holds ours and theirs."""
    load(alone, theirs, today=TODAY)
    return alone


def _members(graph: Graph, catalogue: Catalogue, body: str, **clocks: Any) -> list[str]:
    answer = Desk(graph, catalogue).ask("members/of_body", {"body": body}, as_of=DAY, **clocks)
    return [found["id"] for found in answer.rows]


def _all_facts(graph: Graph) -> dict[str, Any]:
    """The facts with the package of each."""
    packages = {key: held.get("package") for key, held in dump(graph).items()}
    return {key: (packages[key], held) for key, held in facts(graph).items()}


# Side by side


def test_their_claims_stand_beside_ours_in_answers(both: Graph, catalogue: Catalogue) -> None:
    assert packages_in(both) == [THEIRS, OURS]
    assert _members(both, catalogue, "PFP") == ["CCC", "DDD", "EEE"]
    assert _members(both, catalogue, "CLUB") == ["CCC", "ZZZ"]
    answer = Desk(both, catalogue).ask("members/of_body", {"body": "PFP"}, as_of=DAY)
    assert [source["id"] for source in answer.sources] == ["a-club-list", "one", "two"]


def test_ours_are_untouched_by_theirs(alone: Graph, theirs: Path) -> None:
    before = _all_facts(alone)
    report = load(alone, theirs, today=TODAY)
    gone, new, changed = differences(before, _all_facts(alone))
    assert (report.package, report.release, report.claims, report.removed) == (THEIRS, 2, 4, 0)
    assert new
    assert not gone
    assert not changed


def test_their_withdrawals_withdraw_theirs_alone(both: Graph, catalogue: Catalogue) -> None:
    before, after = THEIRS_SECOND - dt.timedelta(seconds=1), THEIRS_SECOND
    assert _members(both, catalogue, "CLUB", known_at=before) == ["CCC", "DDD", "ZZZ"]
    assert _members(both, catalogue, "CLUB", known_at=after) == ["CCC", "ZZZ"]
    assert _members(both, catalogue, "PFP", known_at=before) == _members(both, catalogue, "PFP", known_at=after)


def test_our_second_release_withdraws_nothing_of_theirs(both: Graph, catalogue: Catalogue) -> None:
    assert "DDD" in _members(both, catalogue, "CLUB", known_at=OURS_SECOND)


def test_what_is_known_by_default_is_the_newest_of_all_and_the_release_is_ours(
    both: Graph, catalogue: Catalogue
) -> None:
    desk = Desk(both, catalogue)
    newest = desk.ask("countries/status", as_of=DAY)
    assert (newest.known_at, newest.release) == (THEIRS_SECOND, 2)
    for instant, release in ((dt.datetime(2021, 1, 1), 1), (OURS_SECOND, 2), (THEIRS_SECOND, 2)):
        assert desk.ask("countries/status", as_of=DAY, known_at=instant).release == release


def test_each_package_counts_its_releases_and_changes_by_itself(both: Graph, catalogue: Catalogue) -> None:
    desk = Desk(both, catalogue)
    rows = desk.ask("changes/releases", as_of=DAY).rows
    assert [(found["package"], found["release"], found["withdrawn"]) for found in rows] == [
        (THEIRS, 2, 1),
        (OURS, 2, 1),
        (THEIRS, 1, 0),
        (OURS, 1, 0),
    ]
    told = desk.ask("changes/of_releases", {"release": "2"}, as_of=DAY).rows
    assert [(found["package"], found["change"], found["row"]) for found in told] == [
        (THEIRS, "withdrawn", "CLUB:DDD:2001"),
        (OURS, "withdrawn", "LEAD:CCC:AAA:2001"),
    ]


def contest(rows: Rows, id_: str, group: str) -> None:
    """Give a membership a rival to which it is preferred."""
    (found,) = [cells for cells in rows["memberships"] if cells["id"] == id_]
    found |= {"rank": "preferred", "rank_reason": "Nearer.", "rival_group": group}
    rows["memberships"].append({**found, "id": f"{id_}:other", "rank": "normal", "valid_from": "2001"})


def test_groups_of_rivals_with_one_name_in_both_do_not_mix(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    our, their = our_rows(), their_rows()
    contest(our, "PFP:CCC:1994", "a start")
    contest(their, "PFP:EEE:2000", "a start")
    load(empty_graph, write_package(tmp_path / "one", our), today=TODAY)
    load(empty_graph, write_some(tmp_path / "other", their), today=TODAY)
    found = empty_graph.read("MATCH (one:Claim)-[:RIVALS]->(other:Claim) RETURN one.id AS one, other.id AS other")
    assert {frozenset(pair.values()) for pair in found} == {
        frozenset({"PFP:CCC:1994", "PFP:CCC:1994:other"}),
        frozenset({"PFP:EEE:2000", "PFP:EEE:2000:other"}),
    }
    answer = Desk(empty_graph, catalogue).ask("members/of_body", {"body": "PFP"}, as_of=DAY)
    assert [found["id"] for found in answer.rows] == ["CCC", "DDD", "EEE"]
    assert [(rival["claim"], rival["of"]) for rival in answer.rivals] == [
        ("PFP:CCC:1994:other", "PFP:CCC:1994"),
        ("PFP:EEE:2000:other", "PFP:EEE:2000"),
    ]


# Going and coming


def test_without_theirs_the_graph_is_exactly_what_it_was(alone: Graph, theirs: Path) -> None:
    before = _all_facts(alone)
    load(alone, theirs, today=TODAY)
    assert unload(alone, THEIRS, today=TODAY) > 0
    assert _all_facts(alone) == before
    assert packages_in(alone) == [OURS]


def test_theirs_can_be_loaded_again_after_it_was_unloaded(both: Graph, theirs: Path) -> None:
    before = _all_facts(both)
    unload(both, THEIRS, today=TODAY)
    assert load(both, theirs, today=TODAY).loaded
    assert _all_facts(both) == before


def test_ours_can_be_loaded_anew_while_theirs_stands(both: Graph, theirs: Path, tmp_path: Path) -> None:
    rows = our_rows()
    rows["memberships"][2]["note"] = "Another page was read."
    before = _all_facts(both)
    assert load(both, write_package(tmp_path / "anew", rows), today=TODAY).loaded
    gone, new, changed = differences(before, _all_facts(both))
    assert (gone, new) == (set(), set())
    assert all("PFP:CCC:1994" in key for key in changed)
    assert not load(both, theirs, today=TODAY).loaded  # It is there already.


def test_the_order_of_the_two_loads_is_no_matter_where_theirs_needs_nothing_of_ours(
    empty_graph: Graph, ours: Path, tmp_path: Path
) -> None:
    rows = their_rows()
    rows["memberships"] = [_member("CLUB:EEE:2000", "EEE", "CLUB")]
    rows["changes"] = []
    own = write_some(tmp_path / "own", rows)
    load(empty_graph, own, today=TODAY)
    load(empty_graph, ours, today=TODAY)
    one = _all_facts(empty_graph)
    unload(empty_graph, OURS, today=TODAY)
    unload(empty_graph, THEIRS, today=TODAY)
    load(empty_graph, ours, today=TODAY)
    load(empty_graph, own, today=TODAY)
    assert _all_facts(empty_graph) == one


def test_ours_cannot_drop_a_country_that_theirs_speaks_of(both: Graph, tmp_path: Path) -> None:
    rows = our_rows()
    rows["countries"] = [cells for cells in rows["countries"] if cells["id"] != "ZZZ"]
    before = dump(both)
    with pytest.raises(PartnershipsError, match=f"package {THEIRS} has") as refused:
        load(both, write_package(tmp_path / "less", rows), today=TODAY)
    assert "CLUB:ZZZ:2001" in refused.value.what
    assert f"unload {THEIRS}" in refused.value.remedy
    assert dump(both) == before


def test_ours_cannot_go_while_theirs_rests_on_it(both: Graph) -> None:
    before = dump(both)
    with pytest.raises(PartnershipsError, match=f"edges of the package {THEIRS} rest on it"):
        unload(both, OURS, today=TODAY)
    assert dump(both) == before


def test_an_unknown_package_is_refused_with_those_there_are(both: Graph) -> None:
    before = dump(both)
    with pytest.raises(PartnershipsError, match="no such package") as refused:
        unload(both, "atlas", today=TODAY)
    assert refused.value.remedy == f"There are: {THEIRS}, {OURS}."
    assert dump(both) == before


def test_of_an_empty_graph_nothing_can_be_unloaded(empty_graph: Graph) -> None:
    with pytest.raises(PartnershipsError, match="holds no package"):
        unload(empty_graph, THEIRS, today=TODAY)


def test_a_graph_whose_last_package_went_is_empty_to_who_asks(both: Graph, catalogue: Catalogue) -> None:
    for name in (THEIRS, OURS):
        unload(both, name, today=TODAY)
    assert facts(both) == {}
    with pytest.raises(EmptyGraphError, match="partnerships load"):
        Desk(both, catalogue).ask("countries/status", as_of=DAY)


# What is refused


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("frameworks", row("frameworks", id="PFP", name="P", confers_partnership="false", sources="a-club-list")),
        ("countries", row("countries", id="CCC", name="Celand", kind="country", sources="a-club-list")),
        ("memberships", _member("PFP:CCC:1994", "EEE", "CLUB")),
        ("sources", row("sources", id="one", title="One")),
    ],
    ids=["a framework", "a country", "a claim", "a source"],
)
def test_an_id_that_ours_has_is_refused_with_its_line(
    table: str, cells: dict[str, str], alone: Graph, tmp_path: Path
) -> None:
    rows = their_rows()
    rows[table].append(cells)
    before = dump(alone)
    with pytest.raises(PackageError) as refused:
        load(alone, write_some(tmp_path / "taken", rows), today=TODAY)
    assert [(fault.file, fault.line, fault.column, fault.value) for fault in refused.value.faults] == [
        (f"{table}.csv", len(rows[table]) + 1, "id", cells["id"])
    ]
    assert "taken by another package" in refused.value.faults[0].what
    assert dump(alone) == before


def test_an_edge_of_structure_that_ours_has_is_not_taken_over(alone: Graph, tmp_path: Path) -> None:
    rows = their_rows()
    rows["decision_actors"] = [
        row("decision_actors", decision="D-1", actor="DDD"),
        row("decision_actors", decision="D-1", actor="CCC", note="Theirs."),
    ]
    before = dump(alone)
    with pytest.raises(PackageError) as refused:
        load(alone, write_some(tmp_path / "taken", rows), today=TODAY)
    assert [(fault.file, fault.line, fault.column) for fault in refused.value.faults] == [
        ("decision_actors.csv", 3, "decision")
    ]
    assert dump(alone) == before


def test_an_id_that_theirs_has_is_refused_to_ours(both: Graph, tmp_path: Path) -> None:
    rows = our_rows()
    rows["frameworks"].append(row("frameworks", id="CLUB", name="Ours", confers_partnership="false"))
    with pytest.raises(PackageError) as refused:
        load(both, write_package(tmp_path / "anew", rows), today=TODAY)
    assert [(fault.file, fault.line, fault.column, fault.value) for fault in refused.value.faults] == [
        ("frameworks.csv", 3, "id", "CLUB")
    ]


def test_a_package_of_some_tables_only_is_whole(alone: Graph, catalogue: Catalogue, tmp_path: Path) -> None:
    rows = their_rows()
    rows["countries"] = rows["frameworks"] = rows["changes"] = []
    rows["releases"].pop()
    rows["memberships"] = [_member("NATO:DDD:2000", "DDD", "NATO", role="observer")]
    folder = write_some(tmp_path / "few", rows)
    assert sorted(path.name for path in folder.glob("*.csv")) == ["memberships.csv", "releases.csv", "sources.csv"]
    load(alone, folder, today=TODAY)
    assert "DDD" in _members(alone, catalogue, "NATO")


@pytest.mark.parametrize("table", ["releases", "sources"])
def test_a_package_without_releases_or_sources_is_refused(table: str, theirs: Path) -> None:
    (theirs / f"{table}.csv").unlink()
    with pytest.raises(PackageError) as refused:
        checked(theirs, ())
    assert (f"{table}.csv", "the table is missing.") in {(fault.file, fault.what) for fault in refused.value.faults}


def test_a_table_with_a_misspelt_name_does_not_silently_disappear(alone: Graph, theirs: Path) -> None:
    (theirs / "memberships.csv").rename(theirs / "membership.csv")
    (theirs / "changes.csv").unlink()
    with pytest.raises(PackageError) as refused:
        load(alone, theirs, today=TODAY)
    assert [(fault.file, fault.what) for fault in refused.value.faults] == [
        ("membership.csv", "there is no such table.")
    ]


@pytest.mark.parametrize("name", ["", "A Club", "club/one", "x" * 65, None, 7])
def test_a_package_needs_a_usable_name(name: object, theirs: Path) -> None:
    (theirs / "datapackage.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    with pytest.raises(PackageError, match="no usable name"):
        checked(theirs, ())
