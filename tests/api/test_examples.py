"""Examples in the OpenAPI document: each is what its address answers, shortened only where it says so."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import jsonschema
import pytest

from api.app import create_app
from api.examples import STREAMED
from graph.connection import Graph, Login
from graph.settings import Settings
from loaders.load import load
from tests.api.support import body_of, free_port, only_operation, records_in, served, wait_until
from tests.support.small_package import row, small_rows, write_package

JSON = "application/json"
TODAY = dt.date(2026, 11, 22)
BINARY = "application/zip"
CUT = " …"


def _shown(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any] | None]:
    """The example of each form of each answer, by path and media type."""
    return {
        (path, form): content.get("examples", {}).get("answer")
        for path, methods in document["paths"].items()
        for form, content in only_operation(methods)["responses"]["200"]["content"].items()
        if form != BINARY and not only_operation(methods).get(STREAMED)
    }


def _complete(api: httpx.Client) -> dict[str, Any]:
    """The document once all of its examples are there."""
    found: dict[str, Any] = {}

    def all_there() -> bool:
        answer = api.get("/openapi.json")
        found.update(answer.json() if answer.is_success else {})
        return answer.is_success and None not in _shown(found).values()

    assert wait_until(all_there, 120), [place for place, example in _shown(found).items() if example is None]
    return found


@pytest.fixture(scope="module")
def examples(api: httpx.Client) -> dict[tuple[str, str], dict[str, Any]]:
    """Every example, by path and media type."""
    return {place: example for place, example in _shown(_complete(api)).items() if example}


@cache
def _answered(api: httpx.Client, asked: str, body: str = "null") -> httpx.Response:
    """What is answered to a method and an address, with a body where there is one."""
    method, address = asked.split(" ", 1)
    return api.request(method, address, json=json.loads(body)).raise_for_status()


def _again(api: httpx.Client, path: str, example: Mapping[str, Any], document: Mapping[str, Any]) -> httpx.Response:
    """What the request of an example is answered."""
    return _answered(api, example["summary"], json.dumps(body_of(only_operation(document["paths"][path]))))


def _address(example: Mapping[str, Any]) -> str:
    return str(example["summary"]).split(" ", 1)[1]


def _as_json(examples: dict[tuple[str, str], dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for (path, form), example in examples.items():
        if form == JSON:
            yield path, example


def _is_part(shown: Any, whole: Any, name: str = "") -> bool:
    """What is shown is the answer, with at most the ends of lists and of texts left out."""
    if isinstance(shown, dict):
        return list(shown) == list(whole) and all(_is_part(shown[key], whole[key], key) for key in shown)
    if isinstance(shown, list):
        if name == "sources" and shown and isinstance(shown[0], dict):
            return all(one in whole for one in shown)
        return len(shown) <= len(whole) and all(map(_is_part, shown, whole[: len(shown)]))
    if isinstance(shown, str) and shown.endswith(CUT):
        return bool(whole.startswith(shown.removesuffix(CUT)))
    return bool(shown == whole)


def test_every_answer_has_an_example_in_each_of_its_forms(
    examples: dict[tuple[str, str], dict[str, Any]], document: dict[str, Any]
) -> None:
    assert set(examples) == set(_shown(document))
    files = {path for path, methods in document["paths"].items() if only_operation(methods).get(STREAMED)}
    assert {path for path, _ in examples} >= set(document["paths"]) - files - {"/v1/questions/favourites.zip"}


def test_an_example_is_what_its_address_answers(
    examples: dict[tuple[str, str], dict[str, Any]], api: httpx.Client, document: dict[str, Any]
) -> None:
    for path, example in _as_json(examples):
        assert _is_part(example["value"], _again(api, path, example, document).json()), path


def test_an_example_that_is_shortened_says_so_and_no_other_does(
    examples: dict[tuple[str, str], dict[str, Any]], api: httpx.Client, document: dict[str, Any]
) -> None:
    for path, example in _as_json(examples):
        is_whole = example["value"] == _again(api, path, example, document).json()
        assert ("Shortened" in example.get("description", "")) == (not is_whole), path


def test_a_table_is_shown_as_its_address_gives_it(
    examples: dict[tuple[str, str], dict[str, Any]], api: httpx.Client
) -> None:
    for (path, form), example in examples.items():
        if form == "text/csv":
            assert _answered(api, example["summary"]).text == example["value"], path


def test_an_example_is_of_the_type_that_the_document_gives(
    examples: dict[tuple[str, str], dict[str, Any]], document: dict[str, Any]
) -> None:
    for path, example in _as_json(examples):
        schema = only_operation(document["paths"][path])["responses"]["200"]["content"][JSON]["schema"]
        whole = {**schema, "components": document["components"]}
        jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(example["value"])


def test_an_example_names_its_sources_in_full(examples: dict[tuple[str, str], dict[str, Any]]) -> None:
    for path, example in _as_json(examples):
        if sources := example["value"].get("sources"):
            given = {source["id"] for source in sources}
            records = list(records_in({**example["value"], "sources": []}))
            assert {one for record in records for one in record.get("sources", ())} <= given, path


def test_an_example_of_a_list_is_not_empty(examples: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert [path for path, example in _as_json(examples) if example["value"].get("items") == []] == []


def test_an_address_of_an_example_asks_with_the_examples_of_its_parameters(
    examples: dict[tuple[str, str], dict[str, Any]], document: dict[str, Any]
) -> None:
    for path, example in _as_json(examples):
        parts = urlsplit(_address(example))
        given = {}
        for one in only_operation(document["paths"][path]).get("parameters", ()):
            shown = one.get("example")
            given |= {
                name: str(value) for name, value in (shown if isinstance(shown, dict) else {one["name"]: shown}).items()
            }
        in_path = {name: quote(value, safe="") for name, value in given.items()}
        assert parts.path == path.format(**in_path)
        asked = {name: values for name, values in parse_qs(parts.query).items() if name != "limit"}
        assert asked == {name: [given[name]] for name in asked}


def test_a_link_leads_to_an_answer(
    examples: dict[tuple[str, str], dict[str, Any]], document: dict[str, Any], api: httpx.Client
) -> None:
    """Each link of the document, followed from the example as a reader of the document would follow it."""
    paths = {only_operation(methods)["operationId"]: path for path, methods in document["paths"].items()}
    followed = 0
    for path, example in _as_json(examples):
        for name, link in only_operation(document["paths"][path])["responses"]["200"].get("links", {}).items():
            target = only_operation(document["paths"][paths[link["operationId"]]])
            given = {key.split(".")[-1]: _found(text, path, example) for key, text in link["parameters"].items()}
            names = {one["name"] for one in target["parameters"]}
            assert set(given) <= names, (path, name)
            needed = {one["name"] for one in target["parameters"] if one["required"]} | ({"cursor"} & set(given))
            if any(given[one] is None for one in needed):
                continue
            in_path = re.findall(r"\{(\w+)\}", paths[link["operationId"]])
            address = paths[link["operationId"]].format(**{one: quote(str(given[one]), safe="") for one in in_path})
            query = {key: value for key, value in given.items() if key not in in_path and value is not None}
            assert api.get(address, params=query).status_code == 200, (path, name, address, query)
            followed += 1
    assert followed > 150


def _found(expression: str, path: str, example: Mapping[str, Any]) -> Any:
    """What a runtime expression of OpenAPI stands for; None for what is not there."""
    where, _, rest = expression.removeprefix("$").partition("#" if "#" in expression else ".")
    if where == "response.body":
        value = example["value"]
        for step in rest.strip("/").split("/"):
            try:
                value = value[int(step)] if isinstance(value, list) else value[step]
            except (IndexError, TypeError):
                return None
        return value
    kind, _, name = rest.partition(".")
    parts = urlsplit(_address(example))
    if kind == "query":
        return parse_qs(parts.query).get(name, [None])[0]
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    match = re.fullmatch(pattern, parts.path)
    return httpx.URL(f"/{match[name]}").path[1:] if match else None


def test_every_subject_is_described_and_none_besides(document: dict[str, Any]) -> None:
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    used = {tag for methods in document["paths"].values() for tag in only_operation(methods)["tags"]}
    assert set(described) == used
    assert all(len(about) > 20 for about in described.values())


@pytest.fixture
def away() -> Iterator[httpx.Client]:
    """A client of a service whose database is not there."""
    nowhere = Graph(f"bolt://127.0.0.1:{free_port()}", "none", Login("nobody", ""))
    with served(create_app(Settings(), nowhere)) as address, httpx.Client(base_url=address, timeout=10) as client:
        yield client


def test_without_a_database_the_document_comes_without_examples(away: httpx.Client, document: dict[str, Any]) -> None:
    assert wait_until(lambda: away.get("/openapi.json").is_success, 30)
    shown = away.get("/openapi.json").raise_for_status().json()
    assert set(_shown(shown)) == set(_shown(document))
    assert set(_shown(shown).values()) == {None}


def test_examples_are_made_anew_when_the_graph_has_moved(
    empty_graph: Graph, empty_settings: Settings, tmp_path: Path
) -> None:
    rows = small_rows()
    load(empty_graph, write_package(tmp_path / "first", rows), today=TODAY)
    with (
        served(create_app(empty_settings, empty_graph)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):

        def frameworks() -> list[str]:
            answer = client.get("/openapi.json")
            example = _shown(answer.json())["/v1/frameworks", JSON] if answer.is_success else None
            return [item["name"] for item in example["value"]["items"]] if example else []

        assert wait_until(lambda: frameworks() == ["Partnership for Peace"], 60)
        rows["frameworks"][0] = row("frameworks", id="PFP", name="Another name", confers_partnership="true")
        load(empty_graph, write_package(tmp_path / "second", rows), today=TODAY)
        assert wait_until(lambda: frameworks() == ["Another name"], 60)
        # An address whose example is not in this graph shows none rather than another answer.
        shown = _shown(client.get("/openapi.json").json())
        assert shown["/v1/countries/{country}", JSON] is None
