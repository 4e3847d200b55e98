"""Citations over HTTP and from the command line: each reads back, and names question, day, release and every source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pybtex.database
import pytest
import yaml

from graph.settings import Settings
from tests.api.support import Command, as_environment, problem_of
from tests.conftest import ROOT

MEMBERS = "/v1/questions/members/of_body?body=EAPC&as_of=2011-04-15"
VERDICT = "/v1/eligibility?actor=JOR&tool=IPAP&as_of=2011-04-15"


def _cited(api: httpx.Client, answer: dict[str, Any], form: str) -> str:
    link = answer["links"]["permalink"]
    return api.get("/v1/cite", params={"permalink": link, "format": form}).raise_for_status().text


@pytest.mark.parametrize("path", [MEMBERS, VERDICT])
def test_each_form_names_question_day_release_and_every_source(path: str, api: httpx.Client) -> None:
    answer = api.get(path).raise_for_status().json()
    address = f"{str(api.base_url).rstrip('/')}{answer['links']['permalink']}"
    found = _cited(api, answer, "text")
    assert address in found
    assert "As of 2011-04-15" in found
    assert f"release {answer['release']}" in found
    assert answer["known_at"] in found
    assert all(source["title"] in found for source in answer["sources"])
    items = json.loads(_cited(api, answer, "csl"))
    assert items[0]["URL"] == address
    assert items[0]["version"] == f"release {answer['release']}"
    assert [item["title"] for item in items[1:]] == [source["title"] for source in answer["sources"]]
    entries = pybtex.database.parse_string(_cited(api, answer, "bibtex"), "bibtex").entries
    assert len(entries) == len(answer["sources"]) + 1
    first = next(iter(entries.values()))
    assert first.fields["url"].replace("\\", "") == address
    assert "2011-04-15" in first.fields["note"]
    urls = {entry.fields["url"].replace("\\", "") for entry in list(entries.values())[1:] if "url" in entry.fields}
    assert urls == {source["address"] for source in answer["sources"] if source["address"]}


def test_a_source_of_a_month_is_of_no_day_in_a_citation(api: httpx.Client) -> None:
    answer = api.get("/v1/questions/members/of_body?body=PFP&as_of=2011-04-15").json()
    dates = {source["title"]: source["published"] for source in answer["sources"]}
    for item in json.loads(_cited(api, answer, "csl"))[1:]:
        parts = item.get("issued", {}).get("date-parts", [[]])[0]
        told = "-".join(f"{part:02}" for part in parts)
        assert told in ("", dates[item["title"]]), item


def test_whoever_follows_a_citation_gets_the_same_bytes(api: httpx.Client) -> None:
    answer = api.get(MEMBERS).json()
    where = json.loads(_cited(api, answer, "csl"))[0]["URL"]
    replayed = api.get(urlsplit(where)._replace(scheme="", netloc="").geturl()).raise_for_status()
    assert replayed.json()["items"] == answer["items"]


def test_a_release_is_cited_too_and_the_newest_by_default(api: httpx.Client) -> None:
    newest = max(api.get("/v1/releases").json()["items"], key=lambda one: one["release"])
    found = api.get("/v1/cite").raise_for_status().text
    assert f"release {newest['release']}" in found
    assert newest["published_at"] in found
    items = (
        api.get("/v1/cite", params={"permalink": "/v1/releases/1/changes", "format": "csl"}).raise_for_status().json()
    )
    assert items[0]["title"].endswith("release 1")


@pytest.mark.parametrize(
    "query",
    [
        "permalink=/v1/countries",
        "permalink=//[",
        "permalink=/v1/replay/members/of_body",
        "permalink=/v1/replay/members/of_body?body=EAPC",
        "permalink=/v1/replay/eligibility?x=1&release=4",
        "permalink=/v1/releases/99/changes",
        "permalink=/v1/releases/one/changes",
        "release=1",
        "format=ris",
        "colour=blue",
        "format=",
        "format=csl&format=text",
    ],
)
def test_what_cannot_be_cited_is_refused_in_words(query: str, api: httpx.Client) -> None:
    problem_of(api.get(f"/v1/cite?{query}"), 422)


def test_the_command_says_the_same(
    api: httpx.Client, engine_settings: Settings, engine: object, tmp_path: Path
) -> None:
    answer = api.get(MEMBERS).json()
    base = str(api.base_url).rstrip("/")
    arguments = ["cite", answer["links"]["permalink"], "--format", "bibtex", "--at", base]
    said = Command(arguments, as_environment(engine_settings)).run(tmp_path)
    assert said.status == 0, said.err
    assert said.out == _cited(api, answer, "bibtex")


def test_the_citation_of_the_whole_is_of_this_version() -> None:
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert found["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "license", "version", "type"} <= found.keys()
    assert f'version = "{found["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
