"""Lists in parts while the graph is written: the parts are of one list, or the client is told to begin again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from tests.api.support import problem_of, served
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

TODAY = dt.date(2026, 11, 22)
MEMBERS = "/v1/frameworks/PFP/members"
DAY = "2000-01-01"

Load = Callable[[Rows], None]


@pytest.fixture
def bring(empty_graph: Graph, tmp_path: Path) -> Load:
    """Loads rows as the package, whatever was loaded before."""
    times = iter(range(100))

    def loaded(rows: Rows) -> None:
        load(empty_graph, write_package(tmp_path / str(next(times)), rows), today=TODAY)

    return loaded


@pytest.fixture
def client(empty_graph: Graph, empty_settings: Settings, bring: Load) -> Iterator[httpx.Client]:
    bring(small_rows())
    with served(create_app(empty_settings, empty_graph)) as where, httpx.Client(base_url=where, timeout=30) as client:
        yield client


def _part(client: httpx.Client, **asked: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(MEMBERS, params={"limit": "1", **asked}).raise_for_status().json()
    return body


def _with_another_member(rows: Rows, release: str) -> Rows:
    rows["countries"].append(row("countries", id="EEE", name="Eeland", kind="country", alpha_2="EE"))
    new = row("memberships", id="PFP:EEE:1994", country="EEE", body="PFP", role="partner", since_release=release)
    rows["memberships"].append(new | {"valid_from": "1994-01-10", "valid_to": ".."})
    return rows


def _released(rows: Rows) -> Rows:
    """A second release, which brings a member and withdraws one."""
    rows["releases"].append(row("releases", number="2", published_at="2021-01-01T00:00:00Z", note="Second."))
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    return _with_another_member(rows, "2")


def test_parts_are_of_the_list_that_the_first_was_of_whatever_is_released_meanwhile(
    client: httpx.Client, bring: Load
) -> None:
    whole = client.get(MEMBERS, params={"as_of": DAY}).raise_for_status().json()
    first = _part(client, as_of=DAY)
    bring(_released(small_rows()))
    second = _part(client, cursor=first["next"])
    assert second["revision"] > first["revision"]
    assert (second["as_of"], second["known_at"], second["release"]) == (DAY, whole["known_at"], 1)
    assert first["items"] + second["items"] == whole["items"]
    assert second["next"] is None
    now = client.get(MEMBERS, params={"as_of": DAY}).raise_for_status().json()
    assert [item["id"] for item in now["items"]] == ["CCC", "EEE"]


def test_a_table_in_parts_is_of_one_list_too(client: httpx.Client, bring: Load) -> None:
    asked = {"as_of": DAY, "format": "csv"}
    whole = client.get(MEMBERS, params=asked).raise_for_status().text.splitlines()
    first = client.get(MEMBERS, params={**asked, "limit": "1"}).raise_for_status()
    bring(_released(small_rows()))
    rest = client.get(MEMBERS, params={"format": "csv", "cursor": first.headers["x-next-cursor"]}).raise_for_status()
    told = [*first.text.splitlines(), *rest.text.splitlines()[1:]]
    # The last column is the revision, which the second part tells as it is now.
    assert [line.rsplit(",", 1)[0] for line in told] == [line.rsplit(",", 1)[0] for line in whole]


@pytest.mark.parametrize("change", ["a row goes", "a row comes", "a row is another"])
def test_a_list_that_is_not_the_same_any_more_is_never_given_in_part(
    change: str, client: httpx.Client, bring: Load
) -> None:
    first = _part(client, as_of=DAY)
    rows = small_rows()
    if change == "a row goes":
        rows["memberships"] = [cells for cells in rows["memberships"] if cells["id"] != "PFP:DDD:1995"]
    elif change == "a row comes":
        _with_another_member(rows, "1")
    else:
        rows["memberships"][3]["note"] = "Another note."
    bring(rows)
    answer = client.get(MEMBERS, params={"limit": "1", "cursor": first["next"]})
    problem = problem_of(answer, 409)
    assert problem["type"] == "urn:partnerships:list-changed"
    assert "Begin again" in problem["remedy"]


def test_a_list_that_is_the_same_goes_on_though_the_graph_was_written(client: httpx.Client, bring: Load) -> None:
    first = _part(client, as_of=DAY)
    rows = small_rows()
    rows["sources"].append(row("sources", id="three", title="Three", published="2012"))
    bring(rows)
    second = _part(client, cursor=first["next"])
    assert second["revision"] > first["revision"]
    assert [item["id"] for item in first["items"] + second["items"]] == ["CCC", "DDD"]
