"""The comparison at several connections, once and quickly: that it asks what it says, not what it measures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.addresses import Address, addresses
from benchmarks.connections import Size, each, measure, ratio, summary
from graph.connection import Graph
from graph.settings import Settings
from queries.catalogue import Catalogue
from tests.api.asks import ASKS
from tests.benchmarks.support import skip_without_h2load


@pytest.fixture(scope="module")
def found(engine: Graph, engine_settings: Settings) -> Sequence[Address]:
    return addresses(engine_settings)


def test_every_address_that_answers_is_measured(found: Sequence[Address]) -> None:
    assert {ask.route for ask in ASKS} <= {address.route for address in found}


def test_the_driver_is_given_the_statement_that_the_app_sends(found: Sequence[Address], catalogue: Catalogue) -> None:
    sent = {address.route: [statement.text for statement in address.statements] for address in found}
    for question in catalogue:
        assert sent[f"/v1/questions/{question.path}"] == [question.assembled]


def test_each_way_is_asked_from_each_number_of_connections(engine: Graph, engine_settings: Settings) -> None:
    skip_without_h2load()
    size = Size(rounds=1, part_seconds=0.01, seconds=30, levels=(1, 3), addresses=2)
    measured, rounds = measure({"one": engine_settings}, size)
    assert rounds == 1
    assert {level for _, level in measured} == {1, 3}
    for (_, level), ways in measured.items():
        assert {"http one", "again one", "driver one", "no-op"} <= set(ways)
        for one in ways.values():
            assert (len(one.latencies) >= 2 * level, one.errors.total()) == (True, 0)
        assert ratio(ways, "http one", "driver one")
        assert ratio(ways, "again one", "no-op")
    lines = [*summary(measured, ["one"], size.levels), *each(measured, ["one"], size.levels)]
    assert sum("/v1/" in line for line in lines) == 2
