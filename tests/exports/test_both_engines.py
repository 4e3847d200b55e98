"""Both engines give what every format is made from alike, in the same order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from api.exports.taken import Taken
from queries.desk import Desk
from tests.exports.conftest import BERLIN


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
    as_of: dt.date | None, filters: dict[str, str], claim: str | None, desks: Mapping[str, Desk]
) -> None:
    one, other = (Taken(desk, as_of, filters=filters, claim=claim) for desk in desks.values())
    relations = list(one.relations())
    assert relations
    assert relations == list(other.relations())
    assert list(one.things()) == list(other.things())
    assert one.about == other.about
