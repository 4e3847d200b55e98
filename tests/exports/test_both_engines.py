"""Both engines give what every format is made from alike, in the same order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from api.exports.taken import Taken
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from loaders.package import default_folder
from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.conftest import TODAY

BERLIN = dt.date(2011, 4, 15)


@pytest.fixture(scope="module")
def desks(embedded_settings: Settings, neo4j_settings: Settings) -> Iterator[list[Desk]]:
    with ExitStack() as held:
        graphs = [held.enter_context(Graph.open(one)) for one in (embedded_settings, neo4j_settings)]
        for graph in graphs:
            load(graph, default_folder(), today=TODAY)
        yield [Desk(graph, Catalogue.read()) for graph in graphs]


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("as_of", "filters", "claim"),
    [
        (None, {}, None),
        (BERLIN, {}, None),
        (BERLIN, {"framework": "MD"}, None),
        (None, {"actor": "TUR"}, None),
        (None, {}, "PFP:SWE:1994"),
    ],
    ids=["whole", "day", "framework", "actor", "claim"],
)
def test_things_and_relations_are_the_same_in_the_same_order(
    as_of: dt.date | None, filters: dict[str, str], claim: str | None, desks: list[Desk]
) -> None:
    one, other = (Taken(desk, as_of, filters=filters, claim=claim) for desk in desks)
    relations = list(one.relations())
    assert relations
    assert relations == list(other.relations())
    assert list(one.things()) == list(other.things())
    assert one.about == other.about
