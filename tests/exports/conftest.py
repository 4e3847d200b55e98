"""What exports are made of, and the API that they are part of, as the API's own tests have it."""

from __future__ import annotations

import datetime as dt

import pytest

from api.exports.taken import Relation, Taken, Thing
from queries.desk import Desk
from tests.api.conftest import address, api, document

__all__ = ["address", "api", "document"]

BERLIN = dt.date(2011, 4, 15)


@pytest.fixture(scope="module")
def whole(desk: Desk) -> Taken:
    return Taken(desk)


@pytest.fixture(scope="module")
def of_day(desk: Desk) -> Taken:
    return Taken(desk, BERLIN, filters={"framework": "MD"})


@pytest.fixture(scope="module")
def relations(whole: Taken) -> list[Relation]:
    return list(whole.relations())


@pytest.fixture(scope="module")
def things(whole: Taken) -> list[Thing]:
    return list(whole.things())
