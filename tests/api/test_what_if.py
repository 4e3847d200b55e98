"""What if, the impact of an act, and several cells at once: over HTTP and on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.routers import eligibility
from graph.connection import Graph
from graph.settings import Settings
from tests.api.support import Command, as_environment, counted, problem_of, served, wait_until
from tests.conftest import ROOT

BERLIN = "2011-04-15"
PLAN: dict[str, Any] = {
    "as_of": BERLIN,
    "add": {"facts": [{"relation": "MEMBER_OF", "start": "Jordan", "end": "PfP", "role": "partner"}]},
    "actor": "Jordan",
}


@pytest.fixture(scope="module", autouse=True)
def _warm(api: httpx.Client) -> None:
    """A database that has just started takes long over the first question of a kind."""
    assert wait_until(lambda: api.get("/v1/eligibility", params={**ASKED[0], "as_of": BERLIN}).is_success, 60)


def _post(api: httpx.Client, path: str, body: Any) -> httpx.Response:
    return api.post(f"/v1/eligibility/{path}", json=body)


def test_what_would_be_otherwise_is_told_with_reasons_and_sources(api: httpx.Client) -> None:
    found = _post(api, "what-if", PLAN).raise_for_status().json()
    plan = {item["tool"]: item for item in found["items"]}["IPAP"]
    assert (plan["before"], plan["after"]) == ("needs_decision", "open")
    assert [turn["id"] for turn in plan["because"]] == ["supposed-fact-1"]
    supposed = [fact for reason in plan["reasons"] for fact in reason["facts"] if fact.get("supposed")]
    assert [(fact["supposed"], fact["claim"], fact["sources"]) for fact in supposed] == [("supposed-fact-1", None, [])]
    assert found["supposed"] == [
        {"id": "supposed-fact-1", "kind": "claim", "what": "is supposed",
         "told": "Jordan belongs to Partnership for Peace as partner"}
    ]  # fmt: skip
    assert {how["given"] for how in found["understood"]} == {"Jordan", "PfP"}
    named = {
        source
        for item in found["items"]
        for reason in item["reasons"]
        for fact in reason["facts"]
        for source in fact["sources"]
    }
    assert named <= {source["id"] for source in found["sources"]}
    assert found["as_of"] == BERLIN
    assert found["cells"] == len(
        api.get("/v1/eligibility/matrix", params={"actor": "JOR", "as_of": BERLIN}).json()["items"]
    )


def test_nothing_is_written_through_it(api: httpx.Client, engine: Graph) -> None:
    before = counted(engine)
    _post(api, "what-if", PLAN).raise_for_status()
    _post(api, "batch", {"items": ASKED}).raise_for_status()
    assert counted(engine) == before


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"as_of": "2011-02-30", "set_aside": ["x"], "colour": 1}, ["/as_of", "/colour"]),
        ({"add": {"facts": [{"relation": "LIKES", "start": "SWE"}]}}, ["/add/facts/0/relation", "/add/facts/0/end"]),
        ([], [""]),
        ({"set_aside": "ipap-wider"}, ["/set_aside"]),
    ],
)
def test_a_body_that_cannot_be_so_is_refused_with_every_place(
    body: Any, pointers: list[str], api: httpx.Client
) -> None:
    problem = problem_of(_post(api, "what-if", body), 422)
    assert problem["type"] == "urn:partnerships:body"
    assert [one["pointer"] for one in problem["errors"]] == pointers


@pytest.mark.parametrize("text", ["", "{", "\x00", '{"set_aside": ["\ud800"]}'.encode("utf-8", "surrogatepass")])
def test_what_is_no_json_is_refused(text: str | bytes, api: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    problem_of(api.post("/v1/eligibility/what-if", content=text, headers=headers), 422)


def test_markup_and_cypher_in_names_are_only_names(api: httpx.Client, engine: Graph) -> None:
    before = counted(engine)
    for name in ("<script>alert(1)</script>", "SWE'}) DETACH DELETE n //", "$known_at"):
        facts = [{"relation": "MEMBER_OF", "start": name, "end": "PFP", "role": "partner"}]
        problem = problem_of(_post(api, "what-if", {"add": {"facts": facts}}), 422)
        assert problem["parameter"] == "add.facts[0].start"
        problem_of(_post(api, "what-if", {"set_aside": [name]}), 422)
    assert counted(engine) == before


def test_an_unknown_name_has_its_place_and_what_is_near(api: httpx.Client) -> None:
    body = {"add": {"decisions": [{"effect": "suspends", "actors": ["Sweden", "Swedden land"]}]}}
    problem = problem_of(_post(api, "what-if", body), 422)
    assert problem["parameter"] == "add.decisions[0].actors[1]"
    assert "SWE" in problem["nearest"]


def test_the_impact_of_an_act_has_an_address_of_its_own(api: httpx.Client) -> None:
    asked = {"effect": "suspends", "actor": "Azerbaijan", "strand": "practical", "as_of": BERLIN}
    found = api.get("/v1/eligibility/proposed", params=asked).raise_for_status().json()
    assert {item["actor"] for item in found["items"]} == {"AZE"}
    assert "COOPERATION" in {item["tool"] for item in found["items"]}
    again = api.get(found["links"]["question"]).raise_for_status().json()
    assert again["items"] == found["items"]
    text = api.get("/v1/eligibility/proposed", params={**asked, "format": "csv"}).raise_for_status().text
    assert len(text.splitlines()) == 1 + len(found["items"])
    asked = {"decision": "D-2010-MNG-ISAF", "as_of": BERLIN}
    (one,) = api.get("/v1/eligibility/impact", params=asked).raise_for_status().json()["items"]
    assert (one["actor"], one["before"], one["after"]) == ("MNG", "open", "granted")
    problem_of(api.get("/v1/eligibility/impact", params={"decision": "D-0"}), 422)


# Several at once

ASKED = [
    {"actor": "JOR", "tool": "IPAP"},
    {"actor": "Sweden", "tool": "IPAP", "as_of": "2005-01-01"},
    {"actor": "JOR", "tool": "OPERATIONS_ROLE", "operation": "KFOR"},
    {"actor": "CHN", "tool": "CONSULTATION", "area": "other"},
    {"actor": "JOR", "tool": "IPAP", "known_at": "2026-11-27"},
]


def test_several_are_answered_as_one_by_one(api: httpx.Client) -> None:
    found = _post(api, "batch", {"as_of": BERLIN, "items": ASKED}).raise_for_status().json()
    assert len(found["items"]) == len(ASKED)
    for item, asked in zip(found["items"], ASKED, strict=True):
        alone = api.get("/v1/eligibility", params={"as_of": BERLIN, **asked}).raise_for_status().json()
        assert item == {"answer": alone, "problem": None}
        assert alone["revision"] == found["revision"]


def test_each_item_fails_alone_and_as_it_would_alone(api: httpx.Client) -> None:
    bad: list[Any] = [
        {"actor": "Atlantis", "tool": "IPAP"},
        {"actor": "Congo", "tool": "IPAP"},
        {"actor": "JOR", "tool": "OPERATIONS_ROLE"},
        {"actor": "JOR", "tool": "IPAP", "area": "other"},
        {"actor": "JOR", "tool": "IPAP", "known_at": "1990-01-01"},
    ]
    items = [*bad, {"actor": "JOR"}, "JOR", {"actor": "JOR", "tool": "IPAP", "as_of": "never"}, ASKED[0]]
    found = _post(api, "batch", {"as_of": BERLIN, "items": items}).raise_for_status().json()["items"]
    for item, asked in zip(found, bad, strict=False):
        alone = api.get("/v1/eligibility", params={"as_of": BERLIN, **asked}).json()
        assert item["answer"] is None
        assert {**item["problem"], "instance": ""} == {**alone, "instance": ""}
    for item, pointer in zip(found[len(bad) :], ["/tool", "", "/as_of"], strict=False):
        assert [one["pointer"] for one in item["problem"]["errors"]] == [pointer]
    assert found[-1]["problem"] is None


def test_items_for_which_no_time_is_left_are_told_so_and_the_others_answered(
    engine: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 3.9, 4.1, 5.0])  # The time for an answer is 5 seconds.
    monkeypatch.setattr(eligibility, "monotonic", lambda: next(clock))
    with served(create_app(engine_settings, engine)) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.get("/v1/eligibility", params={**ASKED[0], "as_of": BERLIN})
        items = _post(client, "batch", {"as_of": BERLIN, "items": [ASKED[0]] * 4}).raise_for_status().json()["items"]
    assert [item["problem"] and item["problem"]["status"] for item in items] == [None, None, 504, 504]


@pytest.mark.parametrize("items", [[], [ASKED[0]] * 51])
def test_a_batch_has_one_to_fifty_items(items: list[Any], api: httpx.Client) -> None:
    assert [one["pointer"] for one in problem_of(_post(api, "batch", {"items": items}), 422)["errors"]] == ["/items"]


# The command line


@pytest.mark.parametrize("name", ["plan.toml", "plan.json"])
def test_a_file_says_what_is_supposed(name: str, tmp_path: Path, engine_settings: Settings, api: httpx.Client) -> None:
    toml = (
        f'as_of = {BERLIN}\nactor = "Jordan"\n'
        '[[add.facts]]\nrelation = "MEMBER_OF"\nstart = "Jordan"\nend = "PfP"\nrole = "partner"\n'
    )
    (tmp_path / name).write_text(toml if name.endswith("toml") else json.dumps(PLAN), encoding="utf-8")
    environment = as_environment(engine_settings)
    said = Command(["what-if", name, "--json"], environment).run(tmp_path)
    assert said.json == _post(api, "what-if", PLAN).json()
    told = Command(["what-if", name], environment).run(tmp_path)
    assert "Is supposed: Jordan belongs to Partnership for Peace as partner" in told.words
    assert "verdicts would be others." in told.words
    assert "needs_decision -> open: IPAP is open to Jordan on 2011-04-15" in told.words
    assert "By supposed-fact-1." in told.words


def test_the_example_of_the_page_can_be_asked(tmp_path: Path, engine_settings: Settings) -> None:
    page = (ROOT / "docs" / "what-if.md").read_text(encoding="utf-8")
    (tmp_path / "page.toml").write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    said = Command(["what-if", "page.toml", "--json"], as_environment(engine_settings)).run(tmp_path).json
    assert len(said["supposed"]) == 4
    assert {item["actor"] for item in said["items"]} >= {"JOR", "AZE"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "cannot be read"),
        ('{"add": []}', "/add"),
        ('{"set_aside": ["ipap-wider"], "as_of": 5}', "/as_of"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_what_to_do(
    text: str, told: str, tmp_path: Path, home: Settings
) -> None:
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    said = Command(["what-if", "bad.json"], as_environment(home)).run(tmp_path)
    assert said.status == 1
    assert told in said.err
    assert "Traceback" not in said.err
