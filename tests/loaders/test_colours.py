"""The labels by which Neo4j Browser colours countries: put on after a load, and nobody else's business."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.text import cypher
from loaders.colours import COLOURS, colour
from loaders.load import load
from tests.support.small_package import row, small_rows, write_package

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def loaded(empty_graph: Graph, tmp_path: Path) -> Graph:
    """A small package, with one country of each colour, and one whose end no source gives."""
    rows = small_rows()
    for country, body, role, since, until in (
        ("K00", "NATO", "ally", "2004-03-29", ".."),
        ("K00", "PFP", "partner", "1994", "2004-03-29"),
        ("K01", "PFP", "partner", "1994", ".."),
        ("K02", "PFP", "partner", "1994", ""),
    ):
        if not any(one["id"] == country for one in rows["countries"]):
            rows["countries"].append(row("countries", id=country, name=f"Land {country}", kind="country"))
        rows["memberships"].append(
            row(
                "memberships",
                id=f"{body}:{country}",
                country=country,
                body=body,
                role=role,
                valid_from=since,
                valid_to=until,
            )
        )
    load(empty_graph, write_package(tmp_path / "package", rows), today=TODAY)
    return empty_graph


def labels_of(graph: Graph) -> dict[str, list[str]]:
    rows = graph.read("MATCH (country:Country) RETURN country.id AS id, labels(country) AS labels")
    return {row["id"]: [label for label in row["labels"] if label in COLOURS] for row in rows}


def test_a_country_is_coloured_by_what_it_certainly_is_on_the_day(loaded: Graph) -> None:
    colour(loaded, TODAY)
    found = labels_of(loaded)
    assert found["K00"] == ["AllyAtLoad"]
    assert found["K01"] == ["PfpPartnerAtLoad"]
    assert found["K02"] == []  # whether it still is a partner nobody knows


def test_on_another_day_it_has_the_colour_of_that_day_and_no_other(loaded: Graph) -> None:
    colour(loaded, TODAY)
    colour(loaded, dt.date(2004, 3, 28))
    assert labels_of(loaded)["K00"] == ["PfpPartnerAtLoad"]
    colour(loaded, dt.date(2004, 3, 29))
    assert labels_of(loaded)["K00"] == ["AllyAtLoad"]


def test_where_all_have_their_colour_nothing_is_written(loaded: Graph) -> None:
    assert colour(loaded, TODAY) > 0
    assert colour(loaded, TODAY) == 0


def test_colour_leaves_edges_revision_and_the_kinds_of_things_as_they_were(loaded: Graph) -> None:
    def seen() -> list[object]:
        return [
            loaded.read(cypher("graph", "cypher/revision.cypher")),
            loaded.read(
                "MATCH (one)-[edge]->(other) RETURN one.id AS one, type(edge) AS type, other.id AS other, edge.claim_id AS claim"
                " ORDER BY one, type, other, claim"
            ),
            {row["id"]: sorted(row["labels"]) for row in loaded.read(cypher("graph", "cypher/entities.cypher"))},
        ]

    before = seen()
    colour(loaded, TODAY)
    assert seen() == before


def test_an_empty_graph_has_nothing_to_colour(empty_graph: Graph) -> None:
    assert colour(empty_graph, TODAY) == 0
