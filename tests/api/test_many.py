"""Eligibility over many cells, over HTTP: the matrix, the changes between two days, one cell through time, an actor's days."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph, Row
from graph.settings import Settings
from tests.api.support import served, wait_until

EVE, BERLIN = "2011-04-14", "2011-04-15"


def _get(api: httpx.Client, path: str, **given: str | int) -> dict[str, Any]:
    answer = api.get(f"/v1/eligibility/{path}", params=given)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _alone(api: httpx.Client, cell: dict[str, Any], as_of: str, **more: str) -> dict[str, Any]:
    ties = {name: cell[name] for name in ("operation", "commission") if cell[name]}
    asked = {"actor": cell["actor"], "tool": cell["tool"], "as_of": as_of, **ties, **more}
    found: dict[str, Any] = api.get("/v1/eligibility", params=asked).raise_for_status().json()
    return found


@pytest.mark.parametrize("day", [EVE, BERLIN, "2014-04-02", "2021-09-01"])
def test_what_is_open_to_an_actor_is_what_asking_tool_by_tool_gives(api: httpx.Client, day: str) -> None:
    for actor in ("JOR", "RUS", "AFG", "UN"):
        cells = _get(api, "matrix", actor=actor, as_of=day)["items"]
        for cell in cells[::4]:
            alone = _alone(api, cell, day)
            assert alone["verdict"] == cell["verdict"]
            assert sorted({way["verdict"] for way in alone["undetermined"]}) == cell["between"]


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_the_parts_together_are_the_whole(api: httpx.Client, limit: int) -> None:
    asked: dict[str, str | int] = {"tool": "IPAP", "framework": "MD", "as_of": BERLIN}
    whole = _get(api, "matrix", **asked)["items"]
    parts: list[dict[str, Any]] = []
    part = _get(api, "matrix", **asked, limit=limit)
    while True:
        parts += part["items"]
        if part["next"] is None:
            break
        part = _get(api, "matrix", **{**asked, "cursor": part["next"], "limit": limit})
    assert parts == whole
    assert len(whole) == 7


def test_the_whole_matrix_has_every_actor_and_every_tool_once(api: httpx.Client) -> None:
    found = _get(api, "matrix", as_of=BERLIN)
    places = [(one["actor"], one["tool"], one["operation"], one["commission"]) for one in found["items"]]
    assert len(places) == len(set(places)) > 14_000
    assert places == sorted(places, key=lambda place: [place[0], *(part or "" for part in place[1:])])
    named = {source for one in found["items"] for source in one["sources"]}
    assert named <= {source["id"] for source in found["sources"]}
    assert all(one["rules"] or one["decisions"] or one["verdict"] == "silent" for one in found["items"])


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"kind": "organisation"}, lambda one: one["kind"] == "organisation"),
        ({"verdict": "granted"}, lambda one: one["verdict"] == "granted"),
        ({"tool": "OPERATIONS_ROLE", "operation": "ISAF"}, lambda one: one["operation"] == "ISAF"),
        ({"commission": "NRC"}, lambda one: one["commission"] == "NRC"),
        ({"framework": "ICI"}, lambda one: one["actor"] in {"ARE", "BHR", "KWT", "QAT"}),
    ],
    ids=lambda given: str(given) if isinstance(given, dict) else "",
)
def test_a_filter_leaves_all_that_it_says_and_nothing_else(
    api: httpx.Client, given: dict[str, str], holds: Any
) -> None:
    whole = _get(api, "matrix", as_of=BERLIN)["items"]
    tied = {"tool": given["tool"]} if "tool" in given else {}
    expected = [one for one in whole if holds(one) and all(one[name] == value for name, value in tied.items())]
    found = _get(api, "matrix", as_of=BERLIN, **given)["items"]
    assert found == expected
    assert found


def test_names_are_understood_and_told(api: httpx.Client) -> None:
    found = _get(api, "matrix", actor="Jordanie", tool="Individual Partnership Action Plan", as_of=BERLIN)
    assert [(one["actor"], one["tool"], one["verdict"]) for one in found["items"]] == [
        ("JOR", "IPAP", "needs_decision")
    ]
    assert {one["parameter"] for one in found["understood"]} == {"actor", "tool"}


def test_the_berlin_delta_tells_what_moved_each_cell(api: httpx.Client) -> None:
    found = _get(api, "changes", **{"from": EVE, "to": BERLIN, "actor": "JOR"})
    moved = {one["tool"]: one for one in found["items"]}
    assert (moved["IPAP"]["before"], moved["IPAP"]["after"]) == ("closed", "needs_decision")
    assert moved["IPAP"]["because"] == [
        {
            "day": BERLIN,
            "id": "ipap-wider",
            "kind": "rule",
            "what": "begins",
            "claim": None,
            "sources": ["berlin-policy-2011", "nato-topics-80925-2023-08-16"],
        }
    ]
    for one in found["items"]:
        for day, verdict in ((EVE, one["before"]), (BERLIN, one["after"])):
            assert _alone(api, one, day)["verdict"] == verdict


def test_a_suspension_and_its_decision_stand_in_the_changes(api: httpx.Client) -> None:
    found = _get(api, "changes", **{"from": "2014-03-31", "to": "2014-04-01", "actor": "RUS", "tool": "COOPERATION"})
    (one,) = found["items"]
    assert one["after"] == "suspended"
    assert [(why["id"], why["kind"], why["what"]) for why in one["because"]] == [("D-2014-RUS", "decision", "begins")]


def test_one_cell_through_time_has_no_hole(api: httpx.Client) -> None:
    spells = _get(api, "timeline", actor="GEO", tool="IPAP")["items"]
    assert spells[0]["since"] is None
    assert spells[-1]["until"] is None
    for before, after in pairwise(spells):
        assert before["until"] == after["since"]
        assert (before["verdict"], before["between"]) != (after["verdict"], after["between"])
        assert after["because"]
        assert _alone(api, after, after["since"])["verdict"] == after["verdict"]
        assert _alone(api, after, after["since"])["valid"]["from"] == after["since"]


def test_the_days_of_an_actor_are_those_of_its_cells(api: httpx.Client) -> None:
    found = _get(api, "days", actor="SWE")["items"]
    assert [one["day"] for one in found] == sorted(one["day"] for one in found)
    of_ipap = [one["day"] for one in found if one["tool"] == "IPAP"]
    spells = _get(api, "timeline", actor="SWE", tool="IPAP")["items"]
    assert of_ipap == [spell["since"] for spell in spells[1:]]
    assert "2024-03-07" in of_ipap


@pytest.mark.parametrize(
    ("path", "given", "parameter", "words"),
    [
        ("matrix", {"actor": "Atlantis"}, "actor", "Atlantis"),
        ("matrix", {"area": "gardening"}, "area", "Besides the eight"),
        ("matrix", {"verdict": "yes"}, "verdict", "needs_decision"),
        ("matrix", {"known_at": "2026-11-23"}, "known_at", "which release brought the rules"),
        ("matrix", {"kind": "planet"}, "kind", "country"),
        ("changes", {"to": BERLIN}, "from", "a value is missing"),
        ("changes", {"from": BERLIN, "to": EVE}, "to", "not before from"),
        ("timeline", {"actor": "JOR"}, "tool", "a value is missing"),
        ("timeline", {"actor": "JOR", "tool": "OPERATIONS_ROLE"}, "operation", "Name one"),
        ("timeline", {"actor": "JOR", "tool": "IPAP", "operation": "ISAF"}, "operation", "Leave it out"),
        ("days", {}, "actor", "a value is missing"),
        ("days", {"actor": "SWE", "day": BERLIN}, "day", "there is no such parameter"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    api: httpx.Client, path: str, given: dict[str, str], parameter: str, words: str
) -> None:
    answer = api.get(f"/v1/eligibility/{path}", params=given)
    problem = answer.json()
    assert answer.status_code in (404, 422)
    assert problem["parameter"] == parameter
    assert words in f"{problem['detail']} {problem.get('remedy', '')}"


def test_a_matrix_as_csv_has_the_same_cells(api: httpx.Client) -> None:
    asked = {"actor": "JOR", "as_of": BERLIN}
    cells = _get(api, "matrix", **asked)["items"]
    answer = api.get("/v1/eligibility/matrix", params=asked | {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["tool"], row["operation"], row["verdict"]) for row in rows] == [
        (one["tool"], one["operation"] or "", one["verdict"]) for one in cells
    ]
    assert all(row["source_addresses"] for row, one in zip(rows, cells, strict=True) if one["sources"])


@pytest.mark.parametrize("path", ["matrix", "changes", "timeline", "days"])
def test_an_answer_leads_to_itself_with_both_clocks_fixed(api: httpx.Client, path: str) -> None:
    given = {"actor": "JOR", "tool": "IPAP"} | ({"from": EVE, "to": BERLIN} if path == "changes" else {})
    found = _get(api, path, **given)
    link = found["links"]["question"]
    assert link.startswith(f"/v1/eligibility/{path}?")
    assert urlencode({"known_at": found["known_at"]}) in link
    again = api.get(link).raise_for_status().json()
    assert {**again, "links": None} == {**found, "links": None}


def test_the_cells_are_read_before_anybody_asks_but_after_whoever_asks_first(
    engine: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    ask = engine.read

    def noted(text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        read.append(text)
        return ask(text, parameters)

    def of_the_cells() -> bool:
        return any("$actor IS NULL OR $actor IN actors" in text for text in read)

    monkeypatch.setattr(engine, "read", noted)
    monkeypatch.setattr("api.app.READ_AHEAD_AFTER", 60.0)
    with served(create_app(engine_settings, engine)) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.get("/v1/frameworks").raise_for_status()
    assert read
    assert not of_the_cells()
    monkeypatch.setattr("api.app.READ_AHEAD_AFTER", 0.1)
    with served(create_app(engine_settings, engine)):
        assert wait_until(of_the_cells, 60)
