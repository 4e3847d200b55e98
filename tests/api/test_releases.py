"""Releases over HTTP: what each did, and the feed of changes by actor and by tool."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as XML

import httpx
import pytest

from tests.api.support import problem_of
from tests.conftest import ROOT
from tests.support.corrupt import read_rows

RELEASES = read_rows(ROOT / "data" / "releases.csv")
ATOM = "{http://www.w3.org/2005/Atom}"


def _items(api: httpx.Client, path: str, **parameters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(path, params=parameters).raise_for_status().json()["items"]
    return items


def test_every_release_is_listed_newest_first_with_its_instant_and_its_note(api: httpx.Client) -> None:
    found = [(str(item["release"]), item["published_at"], item["note"]) for item in _items(api, "/v1/releases")]
    assert found == [(cells["number"], cells["published_at"], cells["note"]) for cells in reversed(RELEASES)]


def test_a_release_is_not_listed_before_it_was_published(api: httpx.Client) -> None:
    assert [item["release"] for item in _items(api, "/v1/releases", known_at=RELEASES[0]["published_at"])] == [1]


@pytest.mark.parametrize("number", [cells["number"] for cells in RELEASES])
def test_the_changes_of_a_release_are_as_many_as_the_list_of_releases_says(number: str, api: httpx.Client) -> None:
    (told,) = [item for item in _items(api, "/v1/releases") if str(item["release"]) == number]
    changes = [item["change"] for item in _items(api, f"/v1/releases/{number}/changes")]
    assert changes.count("added") == told["added"]
    assert changes.count("corrected") == told["corrected"]
    assert changes.count("withdrawn") == told["withdrawn"]
    assert len(changes) - sum(told[name] for name in ("added", "corrected", "withdrawn")) == told["described"]


def test_the_feed_holds_the_changes_of_every_release(api: httpx.Client) -> None:
    each = sum(len(_items(api, f"/v1/releases/{cells['number']}/changes")) for cells in RELEASES)
    assert len(_items(api, "/v1/feed")) == each


def test_the_feed_of_an_actor_and_a_tool_holds_what_touches_both(api: httpx.Client) -> None:
    found = _items(api, "/v1/feed", actor="AZE", tool="IPAP")
    assert {"USE:IPAP:AZE:2004", "USE:IPAP:AZE:2005", "D-2005-AZE-IPAP"} <= {item["row"] for item in found}
    for item in found:
        assert item["relation"] is None or {item["start"], item["end"]} == {"AZE", "IPAP"}


def test_the_same_feed_is_there_as_atom(api: httpx.Client) -> None:
    answer = api.get("/v1/feed.atom", params={"tool": "IPAP"}).raise_for_status()
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = XML.fromstring(answer.content)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(_items(api, "/v1/feed", tool="IPAP")) > 0
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert {entry.findtext(f"{ATOM}updated") for entry in entries} <= {
        cells["published_at"].replace("Z", "+00:00") for cells in RELEASES
    }


@pytest.mark.parametrize("number", ["0", "99", "two", "2.0", "-1"])
def test_a_release_that_there_is_not_is_named_with_those_there_are(number: str, api: httpx.Client) -> None:
    problem = problem_of(api.get(f"/v1/releases/{number}/changes"), 404)
    assert problem["remedy"] == f"There are: {', '.join(cells['number'] for cells in RELEASES)}."


@pytest.mark.parametrize("path", ["/v1/feed", "/v1/feed.atom"])
def test_an_unknown_actor_is_answered_with_the_nearest(path: str, api: httpx.Client) -> None:
    assert "AZE" in problem_of(api.get(path, params={"actor": "AZB"}), 422)["nearest"]
