"""The OpenAPI document, the pages made from it, and health."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from api.examples import ways_to_ask
from tests.api.asks import ASKS
from tests.api.support import PROBLEM, body_of
from tests.support.thorough import part

PAGES = ("/docs", "/redoc")


class _Loads(HTMLParser):
    """The addresses that a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"script": "src", "link": "href", "img": "src", "iframe": "src"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


def _loads(page: str) -> list[str]:
    parser = _Loads()
    parser.feed(page)
    return parser.found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def _of_the_graph(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    routes = {f"get {ask.route}" for ask in ASKS}
    return [(name, operation) for name, operation in _operations(document) if name in routes]


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def test_the_document_is_openapi_3_1_and_says_that_this_is_no_official_source(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert "no official NATO source" in document["info"]["description"]


def test_every_address_that_answers_is_in_the_document(document: dict[str, Any]) -> None:
    assert {ask.route for ask in ASKS} | {"/healthz", "/readyz", "/v1/questions"} <= set(document["paths"])


def test_every_route_of_the_document_only_reads(document: dict[str, Any]) -> None:
    """What takes a body asks by it, and writes as little: tests/api/test_what_if.py looks."""
    assert {name for name, _ in _operations(document) if not name.startswith("get ")} == {
        "post /v1/eligibility/what-if",
        "post /v1/eligibility/batch",
    }


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = Counter(operation["operationId"] for _, operation in _operations(document))
    assert [id_ for id_, number in ids.items() if number > 1] == []


def test_every_route_says_what_it_answers(document: dict[str, Any]) -> None:
    assert [
        name for name, operation in _operations(document) if not (operation["summary"] and operation["description"])
    ] == []


def test_every_parameter_has_a_description_and_a_type(document: dict[str, Any]) -> None:
    assert [
        (name, parameter["name"])
        for name, operation in _operations(document)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description") or not parameter["schema"].get("type")
    ] == []


def test_every_parameter_has_an_example(document: dict[str, Any]) -> None:
    assert [
        (name, parameter["name"])
        for name, operation in _operations(document)
        for parameter in operation.get("parameters", [])
        if "example" not in parameter
        and "examples" not in parameter
        and "examples" not in parameter["schema"]
        # A cursor is of one list at one time; none can be given in advance.
        and parameter["name"] != "cursor"
    ] == []


def test_every_question_takes_both_clocks(document: dict[str, Any]) -> None:
    assert [
        name
        for name, operation in _of_the_graph(document)
        if not {"as_of", "known_at"} <= {parameter["name"] for parameter in operation["parameters"]}
    ] == []


def test_every_parameter_in_a_path_is_declared(document: dict[str, Any]) -> None:
    for name, operation in _operations(document):
        declared = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", name)), name


def test_the_examples_of_the_document_are_answered(api: httpx.Client, document: dict[str, Any]) -> None:
    for name, operation in part(list(_operations(document)), 3):
        # All of them together, or, where one fits another's value only, those that are needed.
        method, path = name.split()
        ways = [url.raw_path.decode() for url in ways_to_ask(path, operation)]
        assert 200 in [api.request(method, way, json=body_of(operation)).status_code for way in ways], name


@pytest.mark.parametrize("status", ["404", "422", "503"])
def test_every_route_to_the_graph_documents_its_problems(document: dict[str, Any], status: str) -> None:
    assert [name for name, operation in _of_the_graph(document) if status not in operation["responses"]] == []


def test_every_route_to_the_graph_documents_that_a_query_may_be_too_long(document: dict[str, Any]) -> None:
    assert [name for name, operation in _of_the_graph(document) if "414" not in operation["responses"]] == []


def test_a_problem_is_documented_with_its_type_under_its_own_media_type(document: dict[str, Any]) -> None:
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    shared = document["components"]["responses"]
    assert [
        (name, status)
        for name, operation in _operations(document)
        for status, response in operation["responses"].items()
        if int(status) >= 400 and shared[response["$ref"].split("/")[-1]]["content"] != {PROBLEM: problem}
    ] == []


def test_every_reference_of_the_document_leads_to_something(document: dict[str, Any]) -> None:
    for reference in set(_references(document)):
        value: Any = document
        for step in reference.removeprefix("#/").split("/"):
            value = value[step]
        assert value, reference


def test_the_document_holds_no_cypher(api: httpx.Client) -> None:
    assert "MATCH (" not in api.get("/openapi.json").text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_documentation_loads_nothing_from_another_host(api: httpx.Client, page: str) -> None:
    html = api.get(page).raise_for_status().text
    assert "<!DOCTYPE html>" in html
    assert _loads(html)
    assert [address for address in _loads(html) if urlsplit(address).netloc] == []
    assert re.findall(r"https?://", html) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_file_that_a_page_loads_is_there_and_loads_nothing_from_another_host(api: httpx.Client, page: str) -> None:
    for address in _loads(api.get(page).text):
        file = api.get(urljoin(page, address)).raise_for_status()
        assert file.content
        if address.endswith(".css"):
            assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", file.text) == []


def test_the_first_page_leads_to_the_documentation(api: httpx.Client) -> None:
    assert 'href="/docs"' in api.get("/").raise_for_status().text


def test_the_process_says_that_it_lives(api: httpx.Client) -> None:
    assert api.get("/healthz").raise_for_status().json() == {"status": "ok"}


def test_readiness_names_the_database_and_what_it_holds(api: httpx.Client) -> None:
    body = api.get("/readyz").raise_for_status().json()
    assert body["status"] == "ready"
    assert body["database"].startswith("Neo4j/")
    assert body["revision"] >= 1
    assert body["release"] >= 1
