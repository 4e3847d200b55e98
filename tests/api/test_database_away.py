"""The database goes away and comes back while the API serves: a problem at once, and well again by itself.

Once for each engine a database of its own is empty, loaded, killed, started again, and made to hang; each test looks at one
thing that was seen on the way. What many clients at once see of it is in `test_faults`.
"""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph
from loaders.load import load
from tests.api.support import problem_of, served, wait_until
from tests.support.own_database import OwnDatabase
from tests.support.small_package import small_rows, write_package

PATHS = (
    "/v1/countries",
    "/v1/countries/CCC",
    "/v1/countries/CCC/timeline",
    "/v1/frameworks",
    "/v1/frameworks/PFP/members",
    "/v1/organisations",
    "/v1/embassies",
    "/v1/paths?from=AAA&to=BBB",
    "/v1/diff?from=1990-01-01",
    "/v1/questions/members/of_body?body=PFP",
    "/readyz",
)
AT_MOST = 6.0
"""Seconds in which a request is answered whatever the database does: five, unless they are set, and a little for the way."""


@dataclass(frozen=True)
class Seen:
    """A response, or None where there was none in time, and the seconds that it took."""

    response: httpx.Response | None
    seconds: float


@dataclass(frozen=True)
class Outage:
    """What was seen."""

    empty: dict[str, Seen]
    before: dict[str, Seen]
    away: dict[str, Seen]
    crowd: list[Seen]
    alive_while_away: Seen
    after: dict[str, Seen]
    well_again: bool
    frozen: Seen
    alive_while_frozen: Seen
    password: str


@pytest.fixture(scope="session")
def outage(doomed_database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> Outage:
    settings = doomed_database.settings
    with Graph.open(settings) as graph, served(create_app(settings, graph)) as address:
        return _watched(tmp_path_factory.mktemp("outage"), doomed_database, graph, address)


def _watched(folder: Path, database: OwnDatabase, graph: Graph, address: str) -> Outage:
    with httpx.Client(base_url=address, timeout=AT_MOST + 3) as client:
        with graph.write() as writer:
            writer.run("MATCH (node) DETACH DELETE node")
        empty = {path: _get(client, path) for path in PATHS}
        load(graph, write_package(folder / "package", small_rows()), today=dt.date(2026, 11, 22))
        before = {path: _get(client, path) for path in PATHS}

        database.kill()
        away = _each(client)
        with ThreadPoolExecutor(30) as pool:
            crowd = list(pool.map(lambda number: _get(client, PATHS[number % len(PATHS)]), range(60)))
        alive_while_away = _get(client, "/healthz")

        database.start()
        # An engine that has just started takes long over its first questions.
        well_again = wait_until(lambda: all(client.get(path).status_code == 200 for path in PATHS))
        after = {path: _get(client, path) for path in PATHS}

        with database.frozen():
            frozen = _get(client, "/v1/countries")
            alive_while_frozen = _get(client, "/healthz")
    return Outage(
        empty,
        before,
        away,
        crowd,
        alive_while_away,
        after,
        well_again,
        frozen,
        alive_while_frozen,
        graph.place.writer.password,
    )


def _each(client: httpx.Client) -> dict[str, Seen]:
    """Every path, a few at a time: each may be waited for as long as it takes to see that nobody is there."""
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(PATHS, pool.map(lambda path: _get(client, path), PATHS), strict=True))


def _get(client: httpx.Client, path: str) -> Seen:
    start = time.monotonic()
    try:
        response = client.get(path)
    except httpx.TimeoutException:
        return Seen(None, time.monotonic() - start)
    return Seen(response, time.monotonic() - start)


def _problem(seen: Seen) -> dict[str, str]:
    assert seen.response is not None, f"no answer in {seen.seconds:.1f} seconds"
    return problem_of(seen.response, 503)


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_graph_is_a_problem_that_says_to_load(outage: Outage, path: str) -> None:
    problem = _problem(outage.empty[path])
    assert problem["type"] == "urn:partnerships:no-data"
    assert "partnerships load" in problem["remedy"]


@pytest.mark.parametrize("path", PATHS)
def test_once_it_is_loaded_the_same_server_answers(outage: Outage, path: str) -> None:
    response = outage.before[path].response
    assert response is not None
    assert response.status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_killed_database_is_a_problem_that_says_when_to_try_again(outage: Outage, path: str) -> None:
    seen = outage.away[path]
    problem = _problem(seen)
    assert problem["type"] == "urn:partnerships:database-away"
    assert seen.response is not None
    assert int(seen.response.headers["retry-after"]) >= 1
    assert outage.password not in seen.response.text


@pytest.mark.parametrize("path", PATHS)
def test_no_request_waits_long_for_a_killed_database(outage: Outage, path: str) -> None:
    assert outage.away[path].seconds < AT_MOST


def test_many_requests_at_once_do_not_wait_long_for_it_either(outage: Outage) -> None:
    assert {_problem(seen)["type"] for seen in outage.crowd} == {"urn:partnerships:database-away"}
    assert max(seen.seconds for seen in outage.crowd) < AT_MOST


def test_the_process_says_that_it_lives_while_the_database_is_away(outage: Outage) -> None:
    assert outage.alive_while_away.response is not None
    assert outage.alive_while_away.response.json() == {"status": "ok"}


def test_the_server_is_well_again_by_itself_once_the_database_is_back(outage: Outage) -> None:
    assert outage.well_again


@pytest.mark.parametrize("path", PATHS)
def test_the_answers_after_are_those_of_before(outage: Outage, path: str) -> None:
    before, after = outage.before[path].response, outage.after[path].response
    assert before is not None
    assert after is not None
    assert after.status_code == 200
    assert after.content == before.content


def test_a_database_that_hangs_is_away_too(outage: Outage) -> None:
    assert outage.frozen.response is not None, f"no answer in {outage.frozen.seconds:.1f} seconds"
    assert problem_of(outage.frozen.response, 503)["type"] == "urn:partnerships:database-away"


def test_the_process_says_that_it_lives_while_the_database_hangs(outage: Outage) -> None:
    assert outage.alive_while_frozen.response is not None
    assert outage.alive_while_frozen.response.status_code == 200
