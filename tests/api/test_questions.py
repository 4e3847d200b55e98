"""The catalogue over HTTP, and every question at its own address."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import pytest

from queries.catalogue import HOME, Catalogue
from queries.question import Question
from tests.api.support import POLICY_DAY

QUESTIONS = tuple(Catalogue.read())
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question.path for question in QUESTIONS])


def _listed(api: httpx.Client) -> dict[str, dict[str, Any]]:
    return {item["path"]: item for item in api.get("/v1/questions").raise_for_status().json()["items"]}


def test_the_catalogue_lists_a_question_for_each_file(api: httpx.Client) -> None:
    files = {file.relative_to(HOME).with_suffix("").as_posix() for file in HOME.rglob("*.cypher")}
    assert set(_listed(api)) == files
    assert len(files) >= 10


@every_question
def test_the_catalogue_tells_what_a_question_takes_and_gives(api: httpx.Client, question: Question) -> None:
    item = _listed(api)[question.path]
    assert item["title"] == question.title
    assert [(one["name"], one["example"]) for one in item["parameters"]] == list(question.examples.items())
    assert item["columns"] == [column.name for column in question.columns]
    assert item["provisions"] == list(question.provisions)


@every_question
def test_the_catalogue_shows_the_cypher_of_the_file(api: httpx.Client, question: Question) -> None:
    assert _listed(api)[question.path]["cypher"] == question.text


@every_question
def test_a_question_answers_at_its_own_address_with_its_examples(api: httpx.Client, question: Question) -> None:
    answer = api.get(f"/v1/questions/{question.path}", params={**question.examples, "as_of": POLICY_DAY})
    assert answer.status_code == 200
    for item in answer.json()["items"]:
        assert list(item) == [column.name for column in question.columns]


@every_question
def test_some_day_has_rows_for_the_examples(api: httpx.Client, question: Question) -> None:
    days = (POLICY_DAY, "2015-06-01", "2024-03-07")
    answers = [api.get(f"/v1/questions/{question.path}", params={**question.examples, "as_of": day}) for day in days]
    assert any(answer.json()["items"] for answer in answers)


@every_question
def test_a_question_without_what_it_needs_says_what_is_missing(api: httpx.Client, question: Question) -> None:
    answer = api.get(f"/v1/questions/{question.path}")
    needed = [parameter.name for parameter in question.parameters if parameter.required]
    assert answer.status_code == (422 if needed else 200)
    assert answer.json().get("parameter") == (needed[0] if needed else None)


@pytest.mark.parametrize(
    ("short", "question"),
    [
        ("/v1/countries?", "/v1/questions/countries/status?"),
        ("/v1/countries/MLT/timeline?", "/v1/questions/countries/timeline?country=MLT&"),
        ("/v1/frameworks?", "/v1/questions/frameworks/on_day?"),
        ("/v1/frameworks/EAPC/members?", "/v1/questions/members/of_body?body=EAPC&"),
        ("/v1/organisations?", "/v1/questions/organisations/on_day?"),
        ("/v1/organisations/EU/members?", "/v1/questions/members/of_body?body=EU&"),
        ("/v1/embassies?host=UKR&", "/v1/questions/embassies/contact_points?host=UKR&"),
        ("/v1/paths?from=FIN&to=UKR&", "/v1/questions/connections/paths_between?from=FIN&to=UKR&"),
        ("/v1/diff?from=2009-03-31&", "/v1/questions/changes/between_days?from=2009-03-31&"),
    ],
)
def test_a_short_address_gives_what_its_question_gives(api: httpx.Client, short: str, question: str) -> None:
    assert api.get(f"{short}as_of={POLICY_DAY}").content == api.get(f"{question}as_of={POLICY_DAY}").content


def test_partners_without_a_known_contact_point_are_partners_of_the_day(api: httpx.Client) -> None:
    day = {"as_of": POLICY_DAY}
    partners = {
        item["id"] for item in api.get("/v1/countries", params=day).json()["items"] if item["status"] == "partner"
    }
    hosts = {item["host"] for item in api.get("/v1/embassies", params=day).json()["items"] if item["part"] == "leads"}
    items = api.get("/v1/questions/embassies/hosts_with_none_known", params=day).json()["items"]
    assert {item["id"] for item in items} == partners - hosts


def test_who_shares_a_framework_with_jordan_belongs_to_it(api: httpx.Client) -> None:
    day = {"as_of": POLICY_DAY}
    items = api.get("/v1/questions/frameworks/shared_with", params={**day, "country": "JOR"}).json()["items"]
    members = {item["id"] for item in api.get("/v1/frameworks/MD/members", params=day).json()["items"]}
    assert {item["id"] for item in items if "MD" in [one["body"] for one in item["shared"]]} == members - {"JOR"}


def test_the_sources_behind_a_country_are_behind_its_profile(api: httpx.Client) -> None:
    given = {"country": "SWE", "as_of": POLICY_DAY}
    behind = api.get("/v1/questions/sources/behind_country", params=given).json()["items"]
    profile = api.get("/v1/questions/countries/profile", params=given).json()["items"]
    pairs = {(item["source"], claim) for item in behind for claim in item["claims"]}
    assert {(source, item["claim"]) for item in profile for source in item["sources"]} <= pairs


def test_the_favourites_are_a_zip_of_every_file_by_subject(api: httpx.Client) -> None:
    answer = api.get("/v1/questions/favourites.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    for question in QUESTIONS:
        assert [text for name, text in texts.items() if name.endswith(f"{question.path}.cypher")] == [question.text]


def test_the_favourites_are_the_same_bytes_each_time(api: httpx.Client) -> None:
    assert api.get("/v1/questions/favourites.zip").content == api.get("/v1/questions/favourites.zip").content
