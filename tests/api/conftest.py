"""The API on a real server, once for each engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from tests.api.support import served, wait_until
from tests.conftest import skip_without_neo4j
from tests.support.own_database import OwnDatabase, own_database

_PATIENCE = {"partnerships_answer_timeout": 30.0}
"""However busy the machine is with everything else; what is told of an answer that comes too late has tests of its own."""


@pytest.fixture(scope="session")
def address(engine: Graph, engine_settings: Settings) -> Iterator[str]:
    """Where the API answers from our own data package."""
    with served(create_app(engine_settings.model_copy(update=_PATIENCE), engine)) as where:
        # A database that has just started takes long over its first question.
        wait_until(lambda: httpx.get(f"{where}/v1/countries/SWE?as_of=2011-04-15", timeout=40).is_success)
        yield where


@pytest.fixture(scope="session")
def api(address: str) -> Iterator[httpx.Client]:
    """A client of that API."""
    with httpx.Client(base_url=address, timeout=40) as client:
        yield client


@pytest.fixture(scope="session")
def document(api: httpx.Client) -> dict[str, Any]:
    """The OpenAPI document that the API gives."""
    # On a machine that is busy with everything else the first answer may come too late; then the second is ready.
    wait_until(lambda: api.get("/openapi.json").is_success)
    answer: dict[str, Any] = api.get("/openapi.json").raise_for_status().json()
    return answer


@pytest.fixture(scope="session")
def doomed_database(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnDatabase]:
    """A database that tests kill, start again and make to hang; it gives up on a question after three seconds."""
    if engine_name == "neo4j":
        skip_without_neo4j()
    with own_database(engine_name, tmp_path_factory.mktemp("doomed"), query_timeout=3) as database:
        yield database
