"""What a load leaves in the graph, and that it leaves all of it or nothing, on both engines."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

import loaders.load
from graph.connection import Graph
from graph.errors import DatabaseError
from graph.schema import OURS, Table, structure_names, tables
from graph.text import cypher
from loaders.faults import PackageError
from loaders.load import LoadReport, load
from loaders.package import default_folder
from tests.conftest import TODAY
from tests.support.corrupt import read_rows
from tests.support.graph_dump import Dump, differences, dump, facts
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

DATA = {table.name: read_rows(default_folder() / f"{table.name}.csv") for table in tables()}
CLAIM_TABLES = [table for table in tables() if table.edge]
NODE_TABLES = [table for table in tables() if table.node_types]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The small package in a folder."""
    return write_package(tmp_path / "package", small_rows())


@pytest.fixture
def loaded(empty_graph: Graph, package: Path) -> Graph:
    """A graph that holds the small package and nothing else."""
    load(empty_graph, package, today=TODAY)
    return empty_graph


def _load_rows(graph: Graph, folder: Path, rows: Rows) -> LoadReport:
    return load(graph, write_package(folder, rows), today=TODAY)


def _find(rows: Rows, table: str, id_: str) -> dict[str, str]:
    (found,) = [cells for cells in rows[table] if cells["id"] == id_]
    return found


def _about(found: set[str], *words: str) -> list[str]:
    return sorted(key for key in found if all(word in key for word in words))


# What our own data become


@pytest.mark.parametrize("table", NODE_TABLES, ids=lambda table: table.name)
def test_every_row_of_nodes_is_one_node(table: Table, engine: Graph) -> None:
    expected: Counter[str] = Counter()
    for cells in DATA[table.name]:
        node = table.label_by[cells[table.label_column]] if table.label_by else table.node_types[0]
        expected[node.label] += 1
    labels = [node.label for node in table.node_types]
    counted = engine.read(
        "MATCH (node) UNWIND labels(node) AS label WITH label WHERE label IN $labels RETURN label, count(*) AS number",
        {"labels": labels},
    )
    assert {found["label"]: found["number"] for found in counted} == expected


@pytest.mark.parametrize("table", CLAIM_TABLES, ids=lambda table: table.name)
def test_every_row_of_claims_is_one_edge_and_one_claim(table: Table, engine: Graph) -> None:
    assert table.edge is not None
    expected = sorted((cells["id"], cells[table.edge.start], cells[table.edge.end]) for cells in DATA[table.name])
    edges = engine.read(
        "MATCH (start)-[edge]->(end) WHERE type(edge) = $type RETURN edge.claim_id AS id, start.id AS start, end.id AS end",
        {"type": table.edge.name},
    )
    claims = engine.read(
        "MATCH (claim:Claim {edge: $type}) RETURN claim.id AS id, claim.start AS start, claim.end AS end",
        {"type": table.edge.name},
    )
    for found in (edges, claims):
        assert sorted((one["id"], one["start"], one["end"]) for one in found) == expected


@pytest.mark.parametrize("table", CLAIM_TABLES, ids=lambda table: table.name)
def test_every_claim_rests_on_the_sources_of_its_row(table: Table, engine: Graph) -> None:
    assert table.edge is not None
    found = engine.read(
        "MATCH (claim:Claim {edge: $type})-[:RESTS_ON]->(source:Source) RETURN claim.id AS id, source.id AS source",
        {"type": table.edge.name},
    )
    expected = {(cells["id"], source) for cells in DATA[table.name] for source in cells["sources"].split(";")}
    assert {(one["id"], one["source"]) for one in found} == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("table", CLAIM_TABLES, ids=lambda table: table.name)
def test_every_cell_of_a_claim_stands_on_its_edge(table: Table, engine: Graph) -> None:
    assert table.edge is not None
    found = {
        one["held"]["claim_id"]: one["held"]
        for one in engine.read(
            "MATCH ()-[edge]->() WHERE type(edge) = $type RETURN properties(edge) AS held", {"type": table.edge.name}
        )
    }
    texts = [
        c.name
        for c in table.columns
        if c.kind in ("text", "date") and c.name not in ("id", table.edge.start, table.edge.end)
    ]
    for cells in DATA[table.name]:
        assert {name: found[cells["id"]].get(name) for name in texts} == {name: cells[name] or None for name in texts}


def test_an_entity_rests_on_the_sources_of_its_row(engine: Graph) -> None:
    found = engine.read(
        "MATCH (entity:Entity)-[:RESTS_ON]->(source:Source) RETURN entity.id AS id, source.id AS source"
    )
    expected = {
        (cells["id"], source)
        for table in NODE_TABLES
        if not table.edge and "sources" in table.column_names
        for cells in DATA[table.name]
        for source in cells["sources"].split(";")
    }
    assert {(one["id"], one["source"]) for one in found} == expected


def test_no_edge_between_entities_lacks_its_claim(engine: Graph) -> None:
    (counted,) = engine.read(
        "MATCH (:Entity)-[edge]->(:Entity) WHERE NOT type(edge) IN $structure"
        " AND NOT EXISTS { MATCH (:Claim {id: edge.claim_id}) } RETURN count(*) AS number",
        {"structure": list(structure_names())},
    )
    assert counted["number"] == 0


def test_every_claim_carries_four_days_and_two_instants(engine: Graph) -> None:
    (counted,) = engine.read(
        "MATCH (:Entity)-[edge]->(:Entity) WHERE edge.from_min <= edge.from_max AND edge.to_min <= edge.to_max"
        " AND edge.from_min < edge.to_max AND edge.known_from < edge.known_to AND edge.answers IS NOT NULL"
        " RETURN count(*) AS number"
    )
    assert counted["number"] == sum(len(DATA[table.name]) for table in CLAIM_TABLES)


def test_the_status_at_load_is_that_of_the_day_of_the_load(engine: Graph) -> None:
    counted = engine.read("MATCH (country:Country) RETURN country.status_at_load AS status, count(*) AS number")
    numbers = {found["status"]: found["number"] for found in counted}
    assert numbers["ally"] == 32
    assert set(numbers) == {"ally", "partner", "none"}


@pytest.mark.neo4j
def test_both_engines_hold_the_same_graph_after_the_same_load(request: pytest.FixtureRequest, package: Path) -> None:
    dumps: list[Dump] = []
    for name in ("spare_embedded_settings", "spare_neo4j_settings"):
        with Graph.open(request.getfixturevalue(name)) as graph:
            with graph.write() as writer:
                writer.run("MATCH (node) DETACH DELETE node")
            load(graph, package, today=TODAY)
            dumps.append(dump(graph))
    assert dumps[0] == dumps[1]


# Loading again


def test_a_load_tells_what_it_did(empty_graph: Graph, package: Path) -> None:
    report = load(empty_graph, package, today=TODAY)
    claims = sum(len(rows) for name, rows in small_rows().items() if name in {table.name for table in CLAIM_TABLES})
    assert report == LoadReport(package, OURS, loaded=True, revision=1, release=1, claims=claims, removed=0)


def test_a_second_load_of_the_same_package_does_nothing(loaded: Graph, package: Path) -> None:
    before = dump(loaded)
    progress: list[tuple[int, int]] = []
    report = load(loaded, package, today=TODAY, progress=lambda done, total: progress.append((done, total)))
    assert (report.loaded, report.revision, report.release) == (False, 1, 1)
    assert not progress
    assert dump(loaded) == before


def test_the_same_rows_written_again_leave_the_same_facts(loaded: Graph, tmp_path: Path) -> None:
    before = facts(loaded)
    rows = small_rows()
    rows["memberships"].reverse()
    report = _load_rows(loaded, tmp_path / "again", rows)
    assert (report.loaded, report.revision, report.removed) == (True, 2, 0)
    assert facts(loaded) == before


def test_a_changed_cell_changes_that_edge_and_that_claim_and_nothing_else(loaded: Graph, tmp_path: Path) -> None:
    before = facts(loaded)
    rows = small_rows()
    _find(rows, "memberships", "PFP:CCC:1994")["note"] = "Signed in Brussels."
    _load_rows(loaded, tmp_path / "changed", rows)
    gone, new, changed = differences(before, facts(loaded))
    assert not gone
    assert not new
    assert len(changed) == 2
    assert len(_about(changed, "PFP:CCC:1994")) == 2


def test_a_cell_that_was_emptied_is_gone_from_the_graph(loaded: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    _find(rows, "contact_point_leads", "LEAD:CCC:AAA:2001")["holding"] = ""
    _load_rows(loaded, tmp_path / "emptied", rows)
    assert loaded.read("MATCH ()-[edge:LEADS]->() RETURN edge.holding AS holding") == [{"holding": None}]


def test_a_removed_row_takes_its_edge_its_claim_and_what_they_rest_on(loaded: Graph, tmp_path: Path) -> None:
    before = facts(loaded)
    rows = small_rows()
    rows["memberships"].remove(_find(rows, "memberships", "PFP:DDD:1995"))
    report = _load_rows(loaded, tmp_path / "removed", rows)
    gone, new, changed = differences(before, facts(loaded))
    assert not new
    assert not changed
    assert len(gone) == 4
    assert len(_about(gone, "edge", "MEMBER_OF")) == 1
    assert len(_about(gone, "node", "Claim")) == 1
    assert len(_about(gone, "edge", "RESTS_ON")) == 2
    assert report.removed > 0


def test_a_removed_country_takes_its_node_along(loaded: Graph, tmp_path: Path) -> None:
    before = facts(loaded)
    rows = small_rows()
    rows["memberships"].remove(_find(rows, "memberships", "PFP:DDD:1995"))
    rows["countries"].remove(_find(rows, "countries", "DDD"))
    _load_rows(loaded, tmp_path / "removed", rows)
    gone, _, _ = differences(before, facts(loaded))
    assert len(_about(gone, "node", "Country", "DDD")) == 1


def test_a_claim_of_another_country_leaves_no_edge_at_the_first(loaded: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    _find(rows, "memberships", "PFP:DDD:1995")["country"] = "CCC"
    _load_rows(loaded, tmp_path / "moved", rows)
    found = loaded.read("MATCH (one)-[:MEMBER_OF {claim_id: 'PFP:DDD:1995'}]->() RETURN one.id AS id")
    assert found == [{"id": "CCC"}]


def test_a_source_that_no_longer_carries_a_claim_is_let_go(loaded: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    _find(rows, "memberships", "PFP:DDD:1995")["sources"] = "two"
    _load_rows(loaded, tmp_path / "changed", rows)
    found = loaded.read("MATCH (:Claim {id: 'PFP:DDD:1995'})-[:RESTS_ON]->(source) RETURN source.id AS id")
    assert found == [{"id": "two"}]


def test_an_organisation_that_turns_out_to_be_a_framework_changes_its_label(loaded: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    rows["frameworks"] = []
    rows["organisations"].append(row("organisations", id="PFP", name="Partnership for Peace", kind="organisation"))
    rows["establishments"] = []
    rows["contact_point_leads"] = []
    _load_rows(loaded, tmp_path / "relabelled", rows)
    found = loaded.read("MATCH (body {id: 'PFP'}) RETURN labels(body) AS labels")
    assert [sorted(one["labels"]) for one in found] == [["Actor", "Body", "Entity", "Organisation"]]


def test_rivals_are_linked_and_only_the_preferred_one_answers(empty_graph: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    first = _find(rows, "memberships", "PFP:CCC:1994")
    rival = {**first, "id": "PFP:CCC:1994:other", "valid_from": "1994-06"}
    first |= {"rank": "preferred", "rival_group": "start of CCC", "rank_reason": "the text itself"}
    rival |= {"rank": "normal", "rival_group": "start of CCC", "rank_reason": "a summary"}
    rows["memberships"].append(rival)
    _load_rows(empty_graph, tmp_path / "rivals", rows)
    assert empty_graph.read("MATCH (:Claim)-[edge:RIVALS]-(:Claim) RETURN count(DISTINCT edge) AS number") == [
        {"number": 1}
    ]
    found = empty_graph.read(
        "MATCH (:Country {id: 'CCC'})-[edge:MEMBER_OF]->() RETURN edge.claim_id AS id, edge.answers AS answers"
    )
    assert {one["id"]: one["answers"] for one in found} == {"PFP:CCC:1994": True, "PFP:CCC:1994:other": False}


def test_a_withdrawn_row_is_known_until_the_release_that_withdrew_it(empty_graph: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T12:00:00Z"))
    withdraw(rows, "memberships", "PFP:CCC:1994", "2")
    rows["contact_point_leads"] = []
    _load_rows(empty_graph, tmp_path / "withdrawn", rows)
    (found,) = empty_graph.read(
        "MATCH ()-[edge:MEMBER_OF {claim_id: 'PFP:CCC:1994'}]->()"
        " RETURN toString(edge.known_from) AS since, toString(edge.known_to) AS until"
    )
    assert (found["since"][:16], found["until"][:16]) == ("2020-01-01T00:00", "2021-06-01T12:00")


# Progress


def test_progress_rises_and_ends_at_the_number_of_all_rows(empty_graph: Graph, package: Path) -> None:
    told: list[tuple[int, int]] = []
    load(empty_graph, package, today=TODAY, progress=lambda done, total: told.append((done, total)))
    done = [one for one, _ in told]
    assert done == sorted(set(done))
    assert {total for _, total in told} == {done[-1]}


# All or nothing


@pytest.mark.parametrize(
    ("table", "id_", "cells"),
    [
        ("memberships", "PFP:CCC:1994", {"valid_from": "1994-02-31"}),
        ("memberships", "PFP:CCC:1994", {"role": "friend"}),
        ("contact_point_leads", "LEAD:CCC:AAA:2001", {"country": "ZZZ"}),
    ],
)
def test_a_faulty_package_leaves_the_graph_as_it_was(
    table: str, id_: str, cells: dict[str, str], loaded: Graph, tmp_path: Path
) -> None:
    before = dump(loaded)
    rows = small_rows()
    rows["countries"].append(row("countries", id="EEE", name="Eland", kind="country"))
    _find(rows, table, id_).update(cells)
    with pytest.raises(PackageError):
        _load_rows(loaded, tmp_path / "faulty", rows)
    assert dump(loaded) == before


def test_a_faulty_package_leaves_an_empty_graph_empty(empty_graph: Graph, tmp_path: Path) -> None:
    rows = small_rows()
    rows["memberships"][0]["country"] = "ZZZ"
    with pytest.raises(PackageError):
        _load_rows(empty_graph, tmp_path / "faulty", rows)
    assert dump(empty_graph) == {}


@pytest.mark.parametrize(
    "file", ["cypher/edges/LEADS.cypher", "cypher/claims_rest_on.cypher", "cypher/package_loaded.cypher"]
)
def test_a_load_that_fails_half_way_leaves_the_graph_as_it_was(
    file: str, loaded: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(loaded)
    rows = small_rows()
    rows["memberships"].pop()

    def broken(room: str, path: str) -> str:
        return "THIS IS NO CYPHER" if path == file else cypher(room, path)

    monkeypatch.setattr(loaders.load, "cypher", broken)
    with pytest.raises(DatabaseError):
        _load_rows(loaded, tmp_path / "next", rows)
    assert dump(loaded) == before


def test_a_load_that_is_interrupted_leaves_the_graph_as_it_was(loaded: Graph, tmp_path: Path) -> None:
    before = dump(loaded)
    rows = small_rows()
    rows["memberships"].pop()

    def interrupt(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(loaded, write_package(tmp_path / "next", rows), today=TODAY, progress=interrupt)
    assert dump(loaded) == before


def test_two_loads_at_once_never_mix(empty_graph: Graph, tmp_path: Path) -> None:
    many = [(f"X{number:03}", f"Land {number}") for number in range(300)]
    packages: dict[str, Rows] = {}
    for name in ("one", "other"):
        rows = small_rows()
        for code, land in many:
            rows["countries"].append(row("countries", id=f"{code}-{name}", name=f"{land} of {name}", kind="country"))
            rows["memberships"].append(
                row("memberships", id=f"PFP:{code}", country=f"{code}-{name}", body="PFP", role="partner", note=name)
            )
        packages[name] = rows
    expected: dict[str, Dump] = {}
    for name, rows in packages.items():
        _load_rows(empty_graph, tmp_path / name, rows)
        expected[name] = facts(empty_graph)
    (before,) = empty_graph.read("MATCH (state:GraphState) RETURN state.revision AS revision")
    with empty_graph.write() as writer:
        writer.run("MATCH (package:Package) SET package.digest = 'another'")

    reports: list[LoadReport] = []
    refused: list[DatabaseError] = []
    start = threading.Barrier(2)

    def run(name: str) -> None:
        start.wait()
        try:
            reports.append(load(empty_graph, tmp_path / name, today=TODAY))
        except DatabaseError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(name,)) for name in packages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert reports, refused
    last = max(reports, key=lambda report: report.revision)
    assert facts(empty_graph) == expected[last.folder.name]
    assert sorted(report.revision for report in reports) == [
        before["revision"] + 1 + done for done in range(len(reports))
    ]


def test_every_row_and_link_of_structure_is_one_edge(engine: Graph) -> None:
    expected: dict[str, set[tuple[str, str]]] = {name: set() for name in structure_names()}
    for table in tables():
        for line in DATA[table.name]:
            if table.structure:
                expected[table.structure.name].add((line[table.structure.start], line[table.structure.end]))
            for link in table.links:
                expected[link.edge] |= {(line["id"], end) for end in line[link.column].split(";") if end}
    rows = engine.read(
        "MATCH (start:Entity)-[edge]->(end:Entity) WHERE type(edge) IN $structure"
        " RETURN type(edge) AS edge, start.id AS start, end.id AS end",
        {"structure": list(expected)},
    )
    assert sorted((found["edge"], found["start"], found["end"]) for found in rows) == sorted(
        (name, start, end) for name, pairs in expected.items() for start, end in pairs
    )


def test_a_decision_carries_the_days_of_its_effect_and_when_we_knew_of_it(engine: Graph) -> None:
    (decision,) = engine.read(
        "MATCH (decision:Decision {id: 'D-2014-RUS'}) RETURN decision.from_min AS first, decision.to_max AS last,"
        " decision.known_from AS known, decision.effect AS effect"
    )
    assert str(decision["first"]) == "2014-04-01"
    assert str(decision["last"]) == "9999-12-31"
    assert str(decision["known"]).startswith("2026-11-22T07:00:00")
    assert decision["effect"] == "suspends"
