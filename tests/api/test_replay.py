"""Permalinks: every answer names one, and there it is the same, byte for byte, later and on another install; or it is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

import loaders.load
from api.app import create_app
from graph.clocks import parse_instant
from graph.connection import Graph
from graph.settings import Settings
from loaders.checks import Checked
from loaders.load import load
from loaders.package import default_folder, read_package
from queries import analytics
from queries.catalogue import Catalogue
from queries.what_if import QUESTIONS
from tests.api.asks import ASKS, Ask, named
from tests.api.support import POLICY_DAY, only_operation, problem_of, served
from tests.conftest import TODAY
from tests.support.corrupt import DATA, read_rows
from tests.support.published import as_published, coming_rows
from tests.support.small_package import write_package
from tests.support.thorough import fewer, part

RELEASES = {row["number"]: row["published_at"] for row in read_rows(DATA / "releases.csv")}
VERDICT = {"actor": "AUT", "tool": "CONSULTATION", "area": "direct_threat"}
OF_CELLS = (
    Ask("/v1/eligibility", "/v1/eligibility", VERDICT),
    Ask("/v1/eligibility", "/v1/eligibility", {"actor": "MNG", "tool": "OPERATIONS_ROLE", "operation": "ISAF"}),
    Ask("/v1/eligibility/matrix", "/v1/eligibility/matrix", {"framework": "MD"}),
    Ask("/v1/eligibility/changes", "/v1/eligibility/changes", {"from": "2011-04-14", "actor": "JOR"}),
    Ask("/v1/eligibility/timeline", "/v1/eligibility/timeline", {"actor": "GEO", "tool": "IPAP"}),
    Ask("/v1/eligibility/days", "/v1/eligibility/days", {"actor": "SWE", "tool": "IPAP"}),
    Ask("/v1/eligibility/impact", "/v1/eligibility/impact", {"decision": "D-2010-MNG-ISAF"}),
    Ask("/v1/eligibility/proposed", "/v1/eligibility/proposed", {"effect": "suspends", "actor": "AZE"}),
)
OF_NETWORKS = (
    Ask("/v1/analytics/centrality", "/v1/analytics/centrality", {"network": "contact_points"}),
    Ask("/v1/analytics/communities", "/v1/analytics/communities", {"network": "operations"}),
    Ask("/v1/analytics/bridges", "/v1/analytics/bridges", {"network": "funds"}),
    Ask("/v1/analytics/overlap", "/v1/analytics/overlap"),
    Ask("/v1/analytics/years", "/v1/analytics/years", {"network": "frameworks", "country": "SWE", "from_year": "2008"}),
    Ask("/v1/analytics/overlap_years", "/v1/analytics/overlap_years", {"one": "EAPC", "other": "PFP"}),
)
ONE = (
    Ask("/v1/claims/{claim}", "/v1/claims/ICI:KWT:2004:r3"),
    Ask("/v1/sources/{source}", "/v1/sources/berlin-policy-2011"),
)
WITH_LINKS = (*ASKS, *OF_CELLS, *OF_NETWORKS, *ONE)

MEMBERS = "/v1/replay/members/of_body?body=EAPC&as_of=2011-04-15&known_at=2026-11-26T00%3A21%3A40Z&release=4"


@cache
def _answered(api: httpx.Client, ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = api.get(ask.path, params={**ask.parameters, "as_of": POLICY_DAY}).raise_for_status().json()
    return body


def _with(address: str, **changes: str | None) -> str:
    """An address with other parameters; None takes one out."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query)) | changes
    return f"{parts.path}?{urlencode({name: value for name, value in asked.items() if value is not None})}"


def _claims(value: Any) -> set[str]:
    """Every claim that an answer rests on."""
    if isinstance(value, dict):
        own = {value["claim"]} if isinstance(value.get("claim"), str) else set()
        return own.union(*(_claims(inner) for inner in value.values()))
    return set().union(*map(_claims, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("ask", WITH_LINKS, ids=named(WITH_LINKS))
def test_the_permalink_of_an_answer_gives_the_same_rows_and_sources(api: httpx.Client, ask: Ask) -> None:
    body = _answered(api, ask)
    link = body["links"]["permalink"]
    assert urlencode({"as_of": POLICY_DAY, "known_at": body["known_at"], "release": body["release"]}) in link
    stays = api.get(link).raise_for_status().json()
    assert stays["permalink"] == link
    assert {"revision", "links"} & stays.keys() == set()
    assert all(stays[name] == body[name] for name in ("as_of", "known_at", "release", "rivals", "sources"))
    if "items" in stays and "items" not in body:
        # One thing, put together from the rows of a list.
        assert _claims({**body, "rivals": []}) == _claims(stays["items"])
    else:
        assert {**stays, "permalink": 0} == {
            **{name: value for name, value in body.items() if name not in ("revision", "links")},
            "permalink": 0,
        }


def test_an_answer_with_links_is_among_those_that_are_tried(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    def has_links(operation: Mapping[str, Any]) -> bool:
        reference = (
            operation["responses"]["200"]["content"].get("application/json", {}).get("schema", {}).get("$ref", "")
        )
        return "links" in schemas.get(reference.split("/")[-1], {}).get("properties", {})

    found = {path for path, methods in document["paths"].items() if has_links(only_operation(methods))}
    # Of the catalogue's questions only two have other addresses whose lists are like these.
    assert found <= {ask.route for ask in WITH_LINKS} | set(
        [
            "/v1/operations",
            "/v1/operations/{id}/contributors",
            "/v1/policy/coverage",
            "/v1/policy/provisions",
            "/v1/tools",
            "/v1/tools/{id}/participants",
        ]
    )


def test_a_part_of_a_list_leads_to_the_whole(api: httpx.Client) -> None:
    part = api.get("/v1/frameworks/EAPC/members", params={"as_of": POLICY_DAY, "limit": 3}).raise_for_status().json()
    assert len(part["items"]) == 3
    stays = api.get(part["links"]["permalink"]).raise_for_status().json()
    assert (len(stays["items"]), stays["next"]) == (22 + 28, None)


def test_a_permalink_carries_ids_whatever_name_was_given(api: httpx.Client) -> None:
    asked = {"body": "Partnership for Peace", "as_of": POLICY_DAY}
    link = api.get("/v1/questions/members/of_body", params=asked).json()["links"]["permalink"]
    assert "body=PFP&" in link
    assert api.get(link).json()["understood"] == []


def test_a_parameter_that_is_called_as_one_of_the_permalink_is_called_otherwise_there(api: httpx.Client) -> None:
    body = api.get("/v1/releases/3/changes", params={"as_of": POLICY_DAY, "actor": "AZE"}).raise_for_status().json()
    link = body["links"]["permalink"]
    assert "of_release=3" in link
    assert api.get(link).json()["items"] == body["items"]
    assert {item["release"] for item in body["items"]} == {3}


def test_it_has_an_etag_and_is_not_sent_again(api: httpx.Client) -> None:
    first = api.get(MEMBERS).raise_for_status()
    assert first.headers["cache-control"] == "no-cache"
    again = api.get(MEMBERS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_order_and_the_spelling_of_the_parameters_are_no_matter(api: httpx.Client) -> None:
    parts = urlsplit(MEMBERS)
    turned = f"{parts.path}?{urlencode(parse_qsl(parts.query)[::-1], safe=':')}"
    assert turned != MEMBERS
    assert api.get(turned).content == api.get(MEMBERS).raise_for_status().content


@pytest.mark.parametrize(
    ("link", "refusal", "parameter", "words"),
    [
        (_with(MEMBERS, as_of=None), "422 parameter", "as_of", "a value is missing"),
        (_with(MEMBERS, known_at=None), "422 parameter", "known_at", "a value is missing"),
        (_with(MEMBERS, release=None), "422 parameter", "release", "a value is missing"),
        (_with(MEMBERS, body=None), "422 parameter", "body", "a value is missing"),
        (_with(MEMBERS, release="four"), "422 parameter", "release", "4~mine~2"),
        (_with(MEMBERS, release="4~mine"), "422 parameter", "release", "names no releases"),
        (_with(MEMBERS, as_of="2011-02-30"), "422 parameter", "as_of", "2011-02-30"),
        (_with(MEMBERS, limit="3"), "422 parameter", "limit", "there is no such parameter"),
        (_with(MEMBERS, body="Council"), "422 unknown-entity", "body", "by id"),
        (_with(MEMBERS, body="Euro-Atlantic Partnership Council"), "422 unknown-entity", "body", "by id"),
        (_with(MEMBERS, known_at="2026-11-21", release="1"), "422 parameter", "known_at", "no release had been published"),
        (MEMBERS.replace("of_body", "of_nobody"), "404 unknown-question", None, "members/of_body"),
        (_with(MEMBERS, release="3"), "409 other-releases", None, "With release=4"),
        (_with(MEMBERS, release="5"), "409 other-releases", None, "load partnership-graph up to release 5"),
        (_with(MEMBERS, release="4~mine~2"), "409 other-releases", None, "load mine up to release 2"),
        (_with(MEMBERS, known_at=RELEASES["3"]), "409 other-releases", None, "the newest releases here at"),
        (_with(MEMBERS, known_at=RELEASES["1"], release="1"), "409 changed-since", None, "without writing down which"),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed_is_refused_in_words(
    api: httpx.Client, link: str, refusal: str, parameter: str | None, words: str
) -> None:
    status, slug = refusal.split()
    problem = problem_of(api.get(link), int(status))
    assert problem["type"] == f"urn:partnerships:{slug}"
    assert problem.get("parameter") == parameter
    assert words in f"{problem['detail']} {problem.get('remedy', '')}"


# The same bytes later, and on another install


@contextmanager
def _client(graph: Graph, settings: Settings) -> Iterator[httpx.Client]:
    # A cold Neo4j takes seconds over its first answers.
    app = create_app(settings.model_copy(update={"partnerships_answer_timeout": 60.0}), graph)
    with served(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def _permalinks(number: str) -> Iterator[str]:
    """Those of every question's example, on some days, at a release."""
    at = {"known_at": RELEASES[number], "release": number}
    asked = [(one.path, one.examples) for one in (*Catalogue.read(), *QUESTIONS.values())]
    for path, given in (*asked, ("eligibility", {"actor": "JOR", "tool": "IPAP"}), ("eligibility", VERDICT)):
        own = {"of_release" if name == "release" else name: value for name, value in given.items()}
        if path in ("eligibility/timeline", "eligibility/check"):
            own = {"actor": "JOR", "tool": "IPAP"}
        for day in ("1999-03-13", POLICY_DAY, "2026-11-01"):
            yield f"/v1/replay/{path}?{urlencode({**own, 'as_of': day, **at})}"


@pytest.fixture
def release_3(empty_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Graph:
    """A graph that holds what release 3 published, and nothing later."""
    # What a release published was sound by the rules of its day, and need not be by those of today.
    with monkeypatch.context() as patch:
        patch.setattr(loaders.load, "checked", lambda folder, _: Checked(read_package(folder)[0], ()))
        load(empty_graph, write_package(tmp_path / "3", as_published(3, coming_rows())), today=TODAY)
    return empty_graph


def test_an_answer_of_release_3_is_the_same_bytes_where_release_4_was_loaded_since(
    api: httpx.Client, release_3: Graph, empty_settings: Settings
) -> None:
    every = list(_permalinks("3"))
    links = {*part(every, 9), *(link for link in every if "/policy/coverage?" in link)}
    refused: dict[str, str] = {}
    same = 0
    with _client(release_3, empty_settings) as then:
        for link in links:
            before, now = then.get(link), api.get(link)
            path = link.removeprefix("/v1/replay/").split("?")[0]
            if before.status_code != 200:
                # Whoever holds release 3 alone cannot answer either.
                assert problem_of(before, 422)["parameter"] == "known_at"
                assert now.status_code in (409, 422)
            elif now.status_code == 200:
                assert now.content == before.content, link
                assert now.headers["etag"] == before.headers["etag"]
                same += 1
            else:
                refused[path] = problem_of(now, 409)["type"]
    assert refused == {"policy/coverage": "urn:partnerships:changed-since"}
    assert same > fewer(150, 10)


def test_the_answers_of_the_embedded_engine_and_of_neo4j_are_the_same_bytes(
    embedded_settings: Settings, neo4j_settings: Settings
) -> None:
    with Graph.open(embedded_settings) as one, Graph.open(neo4j_settings) as other:
        for graph in (one, other):
            load(graph, default_folder(), today=TODAY)
        with _client(one, embedded_settings) as embedded, _client(other, neo4j_settings) as neo4j:
            of_networks = urlencode({"as_of": POLICY_DAY, "known_at": RELEASES["4"], "release": "4"})
            networks = [
                f"/v1/replay/{one.path}?{urlencode(one.examples)}&{of_networks}" for one in analytics.QUESTIONS.values()
            ]
            for link in part([*_permalinks("4"), *networks], 9):
                answers = [client.get(link) for client in (embedded, neo4j)]
                assert [answer.status_code for answer in answers] == [200, 200], (link, answers[0].text[:300])
                assert answers[0].content == answers[1].content, link


def test_instants_of_releases_are_those_of_the_package() -> None:
    assert parse_instant(RELEASES["3"]) == dt.datetime(2026, 11, 22, 8, 59, 48)
