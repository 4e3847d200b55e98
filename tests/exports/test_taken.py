"""What an export takes out of the graph, on both engines: all of it, or what is asked for, of one state."""

from __future__ import annotations

import datetime as dt
from typing import Any

import neo4j
import pytest

from api.exports import all_formats
from api.exports.taken import NothingToExportError, Relation, Taken
from graph.clocks import BEGINNING, OPEN_END
from graph.connection import Graph
from graph.text import statements
from loaders.load import load
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.types import UnknownEntityError
from tests.exports.conftest import BERLIN
from tests.support.small_package import small_rows, write_package
from tests.support.thorough import THOROUGH


def test_the_whole_has_every_claim_between_things_that_is_known_now(desk: Desk, relations: list[Relation]) -> None:
    claims = {relation.claim for relation in relations if relation.claim}
    members = desk.ask("members/of_body", {"body": "PFP"}, as_of=BERLIN).rows
    assert {row["claim"] for row in members} <= claims
    rivals = {row["claim"] for row in desk.ask("claims/disputed", as_of=BERLIN).rows}
    assert rivals <= claims
    assert len(claims) == len([relation for relation in relations if relation.claim])
    assert all(relation.sources for relation in relations if relation.claim)


def test_what_touches_a_framework_on_a_day_is_so_on_that_day(desk: Desk, of_day: Taken) -> None:
    members = {row["id"]: row["certainty"] for row in desk.ask("members/of_body", {"body": "MD"}, as_of=BERLIN).rows}
    taken = list(of_day.relations())
    assert {one.start: one.certainty for one in taken if one.end == "MD" and one.type == "MEMBER_OF"} == members
    assert {one.certainty for one in taken if one.claim} == {"certain", "possible"}
    assert all({one.start, one.end} & {*members, "MD"} for one in taken)
    for one in taken:
        if one.claim:
            surely = (one.from_latest or OPEN_END) <= BERLIN < (one.to_earliest or OPEN_END)
            assert one.certainty == ("certain" if surely else "possible")
    ends = {id_ for one in taken for id_ in (one.start, one.end)}
    assert {thing.id for thing in of_day.things()} == ends


def test_an_actor_by_any_of_its_names(desk: Desk) -> None:
    by_name = Taken(desk, BERLIN, filters={"actor": "Turquie"})
    by_id = Taken(desk, BERLIN, filters={"actor": "TUR"})
    assert list(by_name.relations()) == list(by_id.relations())
    assert by_name.about["actor"] == "TUR"


def test_nothing_is_no_file(desk: Desk) -> None:
    with pytest.raises(NothingToExportError):
        Taken(desk, filters={"framework": "ICI", "actor": "USA"}).see_that_there_is_something()
    with pytest.raises(UnknownEntityError):
        Taken(desk, filters={"actor": "SWEDN"})


def test_a_state_of_knowledge_gives_what_was_known_then(desk: Desk, relations: list[Relation]) -> None:
    first = desk.refresh().own_releases[0].published_at
    then = {one.claim for one in Taken(desk, known_at=first).relations()}
    assert then
    assert len(then) < len({one.claim for one in relations})


@pytest.mark.neo4j
def test_the_script_makes_the_same_graph_in_an_empty_neo4j(desk: Desk, spare_neo4j_settings: Any) -> None:
    """Of what touches a framework; of all that there is in a thorough run, which takes Neo4j minutes."""
    taken = Taken(desk, filters={} if THOROUGH else {"framework": "MD"})
    things, relations = list(taken.things()), list(taken.relations())
    script = b"".join(all_formats()["cypher"].write(taken)).decode()
    with Graph.open(spare_neo4j_settings) as graph:
        place = graph.place
        with graph.write() as writer:
            writer.run("MATCH (node) DETACH DELETE node")
    with (
        neo4j.GraphDatabase.driver(place.uri, auth=(place.writer.user, place.writer.password)) as driver,
        driver.session(database=place.database) as session,
    ):
        for statement in statements(script):
            text = "\n".join(line for line in statement.splitlines() if not line.startswith("//"))
            session.run(neo4j.Query(text.rstrip(";"))).consume()  # type: ignore[arg-type]
        found = {
            row["claim"]: row
            for row in session.run(
                "MATCH (start)-[held]->(end) WHERE held.claim_id IS NOT NULL RETURN held.claim_id AS claim, start.id AS start,"
                " type(held) AS type, end.id AS end, held.valid_from AS since, held.from_min AS first, held.to_max AS last,"
                " held.sources AS sources, held.answers AS answers"
            )
        }
        number = session.run("MATCH ()-[held]->() RETURN count(held) AS number").single(strict=True)["number"]
        ids = {row["id"] for row in session.run("MATCH (thing:Entity) RETURN thing.id AS id")}
    assert number == len(relations)
    assert ids == {thing.id for thing in things}
    for relation in relations:
        if relation.claim:
            row = found[relation.claim]
            assert (row["start"], row["type"], row["end"]) == (relation.start, relation.type, relation.end)
            assert row["since"] == relation.since
            assert row["first"].to_native() == (relation.from_earliest or BEGINNING)
            assert row["last"].to_native() == (relation.to_latest or OPEN_END)
            assert tuple(row["sources"]) == relation.sources
            assert row["answers"] == relation.answers


def test_a_graph_that_is_written_meanwhile_ends_the_export(empty_graph: Graph, tmp_path: Any) -> None:
    rows = small_rows()
    load(empty_graph, write_package(tmp_path / "package", rows), today=dt.date(2026, 11, 22))
    taken = Taken(Desk(empty_graph, Catalogue.read()))
    pieces = all_formats()["graphml"].write(taken)
    next(pieces)
    rows["countries"][0]["name"] = "Another land"
    load(empty_graph, write_package(tmp_path / "again", rows), today=dt.date(2026, 11, 22))
    with pytest.raises(Exception, match="written while it was exported"):
        list(pieces)
