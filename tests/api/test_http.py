"""Methods, forms and caches, as RFC 9110 and 9111 have them, at every address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from tests.api.asks import ASKS, SHORT, Ask, named
from tests.api.support import POLICY_DAY, only_operation, served

MEMBERS = f"/v1/frameworks/EAPC/members?as_of={POLICY_DAY}"
NOT_A_LIST = f"/v1/countries/SWE?as_of={POLICY_DAY}"
OTHERS = (
    NOT_A_LIST,
    "/v1/claims/PFP:SWE:1994",
    "/v1/sources/berlin-policy-2011",
    "/v1/search?q=Sweden",
    "/v1/questions",
    "/v1/questions/favourites.zip",
    "/v1/feed.atom?actor=KWT",
    "/healthz",
    "/readyz",
    "/docs",
)
PROBLEMS = (("/v1/countries/SWEDN", 404), ("/v1/countries?x=1", 422), ("/nowhere", 404), (f"/x?{'a' * 9000}", 414))
OF_ONE_REQUEST = {"date", "x-request-id"}

short_ones = pytest.mark.parametrize("ask", SHORT, ids=named(SHORT))


def _vary(answer: httpx.Response) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get("vary", "").split(",") if name.strip()}


def _alike(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_ONE_REQUEST}


@pytest.mark.parametrize("path", [MEMBERS, f"{MEMBERS}&format=csv", *OTHERS])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_head_has_the_headers_of_a_get_and_no_body(path: str, encoding: str, api: httpx.Client) -> None:
    sent = {"Accept-Encoding": encoding}
    head, get = api.head(path, headers=sent), api.get(path, headers=sent)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert _alike(head) == _alike(get)


@pytest.mark.parametrize(("path", "status"), PROBLEMS)
def test_the_head_of_a_problem_is_a_problem_without_a_body(path: str, status: int, api: httpx.Client) -> None:
    head = api.head(path)
    assert (head.status_code, head.content) == (status, b"")
    assert head.headers["content-type"] == "application/problem+json"


def test_a_refused_method_is_told_all_that_there_are(api: httpx.Client, document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        parameters = only_operation(methods).get("parameters", ())
        where = path.format(**{one["name"]: one["example"] for one in parameters if one["in"] == "path"})
        answer = api.options(where)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD" if "get" in methods else "POST"), path


@pytest.mark.parametrize("ask", ASKS, ids=named(ASKS))
def test_what_the_client_has_is_not_sent_again_in_any_form(ask: Ask, api: httpx.Client) -> None:
    asked = {**ask.parameters, "as_of": POLICY_DAY}
    tags = set()
    for accept in ("application/json", "text/csv"):
        first = api.get(ask.path, params=asked, headers={"Accept": accept}).raise_for_status()
        sent = {"Accept": accept, "If-None-Match": first.headers["etag"]}
        for again in (api.get(ask.path, params=asked, headers=sent), api.head(ask.path, params=asked, headers=sent)):
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["cache-control"] == first.headers["cache-control"]
            assert _vary(again) == _vary(first)
        tags.add((first.headers["content-type"], first.headers["etag"]))
    assert len({tag for _, tag in tags}) == len(tags), "two forms have one tag"


@pytest.mark.parametrize("path", OTHERS[:-1])
def test_every_answer_has_a_tag_and_is_not_sent_again(path: str, api: httpx.Client) -> None:
    tag = api.get(path).raise_for_status().headers["etag"]
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_the_document_is_not_sent_again_while_nothing_is_added_to_it(
    api: httpx.Client, document: dict[str, Any]
) -> None:
    assert document
    first = api.get("/openapi.json").raise_for_status()
    again = api.get("/openapi.json", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 or again.headers["etag"] != first.headers["etag"]


@short_ones
def test_only_what_has_two_forms_varies_by_accept(ask: Ask, api: httpx.Client) -> None:
    asked = {**ask.parameters, "as_of": POLICY_DAY}
    forms = {
        api.get(ask.path, params=asked, headers={"Accept": accept}).headers["content-type"].split(";")[0]
        for accept in ("application/json", "text/csv")
    }
    assert ("accept" in _vary(api.get(ask.path, params=asked))) == (len(forms) > 1)


@pytest.mark.parametrize("path", [MEMBERS, NOT_A_LIST])
def test_what_may_be_compressed_varies_by_accept_encoding_whether_it_is_or_not(path: str, api: httpx.Client) -> None:
    for encoding in ("gzip", "identity"):
        assert "accept-encoding" in _vary(api.get(path, headers={"Accept-Encoding": encoding}))


@pytest.mark.parametrize("path", [*OTHERS, "/openapi.json", "/metrics", *(path for path, _ in PROBLEMS)])
def test_nothing_is_used_again_unasked_nor_taken_for_another_type(path: str, api: httpx.Client) -> None:
    answer = api.get(path)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("text/*", "text/csv"),
        ("application/xml, text/csv;q=0.1", "text/csv"),
        ("text/csv;q=0.9, application/json;q=0.1", "text/csv"),
        ("text/csv;q=0", "application/json"),
        ("application/xml", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("image/png", "application/json"),
        ("*", "application/json"),
        ("", "application/json"),
        (";;;,,,q=", "application/json"),
        ("text/csv;q=nonsense", "text/csv"),
    ],
)
def test_a_type_that_there_is_not_gets_json_and_one_that_there_is_gets_it(
    accept: str, form: str, api: httpx.Client
) -> None:
    answer = api.get(MEMBERS, headers={"Accept": accept}).raise_for_status()
    assert answer.headers["content-type"].split(";")[0] == form


def test_the_parameter_counts_for_more_than_the_header(api: httpx.Client) -> None:
    as_csv = api.get(f"{MEMBERS}&format=csv", headers={"Accept": "application/json"})
    as_json = api.get(f"{MEMBERS}&format=json", headers={"Accept": "text/csv"})
    assert [one.headers["content-type"].split(";")[0] for one in (as_csv, as_json)] == ["text/csv", "application/json"]


@pytest.fixture
def across(engine: Graph, engine_settings: Settings) -> Iterator[httpx.Client]:
    """A client of a service that pages of one origin may read, with a key."""
    settings = engine_settings.model_copy(
        update={"partnerships_cors_origins": "https://one.example", "partnerships_keys_required": True}
    )
    with served(create_app(settings, engine)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_a_page_may_ask_whether_it_may_send_a_key_and_reads_a_refusal(across: httpx.Client) -> None:
    origin = {"Origin": "https://one.example"}
    asked = {**origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    before = across.options("/v1/releases", headers=asked)
    assert before.status_code == 200
    assert "authorization" in before.headers["access-control-allow-headers"].lower()
    refused = across.get("/v1/releases", headers=origin)
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == "https://one.example"


@pytest.mark.parametrize("origin", ["https://one.example", "https://other.example", ""])
def test_what_pages_of_some_origins_may_read_varies_by_origin(origin: str, across: httpx.Client) -> None:
    assert "origin" in _vary(across.get("/healthz", headers={"Origin": origin} if origin else {}))


def test_a_csv_is_read_as_its_header_says(api: httpx.Client) -> None:
    answer = api.get(f"{MEMBERS}&format=csv").raise_for_status()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline="")))
    assert len({len(row) for row in rows}) == 1
