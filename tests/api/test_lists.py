"""Lists in parts and as CSV, and answers that a client has already."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.api.asks import ASKS, Ask, named
from tests.api.support import POLICY_DAY, problem_of

MEMBERS = "/v1/frameworks/EAPC/members"


def _get(api: httpx.Client, path: str = MEMBERS, **parameters: str) -> dict[str, Any]:
    body: dict[str, Any] = api.get(path, params={"as_of": POLICY_DAY, **parameters}).raise_for_status().json()
    return body


@pytest.mark.parametrize("limit", ["1", "7", "22", "49", "50", "51", "1000"])
def test_the_parts_of_a_list_make_the_whole(limit: str, api: httpx.Client) -> None:
    whole = _get(api)["items"]
    parts: list[Any] = []
    part = _get(api, limit=limit)
    parts += part["items"]
    while part["next"]:
        assert len(part["items"]) == int(limit)
        part = api.get(MEMBERS, params={"limit": limit, "cursor": part["next"]}).raise_for_status().json()
        assert part["as_of"] == POLICY_DAY
        parts += part["items"]
    assert parts == whole


def test_a_list_without_a_limit_is_whole(api: httpx.Client) -> None:
    body = _get(api, "/v1/countries")
    assert body["next"] is None
    assert len(body["items"]) > 240


def test_a_part_names_the_sources_of_its_items(api: httpx.Client) -> None:
    part = _get(api, limit="3")
    named = {source["id"] for source in part["sources"]}
    assert {source for item in part["items"] for source in item["sources"]} <= named


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "ten", "1.5", "", "٣"])
def test_a_limit_that_cannot_be_is_refused(limit: str, api: httpx.Client) -> None:
    assert problem_of(api.get(MEMBERS, params={"limit": limit}), 422)["parameter"] == "limit"


@pytest.mark.parametrize("cursor", ["x", "AAAA", "", "W10", "WzEsMiwzLDRd", "null", "é"])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str, api: httpx.Client) -> None:
    assert problem_of(api.get(MEMBERS, params={"cursor": cursor}), 422)["parameter"] == "cursor"


def test_a_cursor_of_another_list_is_refused(api: httpx.Client) -> None:
    cursor = _get(api, limit="3")["next"]
    problem = problem_of(api.get("/v1/frameworks/PFP/members", params={"limit": "3", "cursor": cursor}), 409)
    assert "Begin again" in problem["remedy"]


def test_a_cursor_fixes_the_day_and_the_state_of_knowledge(api: httpx.Client) -> None:
    cursor = _get(api, limit="3")["next"]
    for name, value in (("as_of", "2011-04-14"), ("known_at", "2026-11-22T00:00:00Z")):
        parameters = {"limit": "3", "cursor": cursor, name: value}
        assert problem_of(api.get(MEMBERS, params=parameters), 422)["parameter"] == name


@pytest.mark.parametrize("headers", [{"Accept": "text/csv"}, {"Accept": "text/csv, application/json;q=0.5"}, {}])
def test_a_list_comes_as_csv_by_header_or_by_parameter(headers: dict[str, str], api: httpx.Client) -> None:
    parameters = {"as_of": POLICY_DAY} | ({} if headers else {"format": "csv"})
    answer = api.get(MEMBERS, params=parameters, headers=headers).raise_for_status()
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    items = _get(api)["items"]
    assert [row["id"] for row in rows] == [item["id"] for item in items]
    assert [row["since"] for row in rows] == [item["since"] or "" for item in items]
    for row, item in zip(rows, items, strict=True):
        assert row["sources"].split("; ") == item["sources"]
        assert len(row["source_addresses"].split("; ")) == len(item["sources"])
        assert (row["as_of"], row["certainty"]) == (POLICY_DAY, item["certainty"])


def test_a_csv_in_parts_gives_its_cursor_in_a_header(api: httpx.Client) -> None:
    answer = api.get(MEMBERS, params={"as_of": POLICY_DAY, "format": "csv", "limit": "5"}).raise_for_status()
    rest = api.get(MEMBERS, params={"format": "csv", "limit": "1000", "cursor": answer.headers["x-next-cursor"]})
    one, two = (list(csv.DictReader(io.StringIO(each.text))) for each in (answer, rest.raise_for_status()))
    assert [row["id"] for row in one + two] == [item["id"] for item in _get(api)["items"]]


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "text/html", "nonsense", "application/json, text/csv;q=0.1"]
)
def test_json_is_what_comes_otherwise(accept: str, api: httpx.Client) -> None:
    answer = api.get(MEMBERS, headers={"Accept": accept}).raise_for_status()
    assert answer.headers["content-type"] == "application/json"


def test_a_form_that_there_is_not_is_refused(api: httpx.Client) -> None:
    assert problem_of(api.get(MEMBERS, params={"format": "xml"}), 422)["parameter"] == "format"


@pytest.mark.parametrize("path", [MEMBERS, "/v1/countries/SWE", "/v1/claims/PFP:SWE:1994", "/v1/search?q=Sweden"])
def test_what_the_client_has_already_is_not_sent_again(path: str, api: httpx.Client) -> None:
    first = api.get(path).raise_for_status()
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    assert "accept" in first.headers["vary"].lower()
    for sent in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = api.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_problem_is_never_not_modified(api: httpx.Client) -> None:
    assert api.get("/v1/countries/SWEDN", headers={"If-None-Match": "*"}).status_code == 404


def test_a_long_answer_is_compressed_for_who_can_read_it(api: httpx.Client) -> None:
    packed = api.get(MEMBERS, headers={"Accept-Encoding": "gzip"})
    plain = api.get(MEMBERS, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_every_answer_has_the_id_of_its_request(api: httpx.Client) -> None:
    assert api.get(MEMBERS, headers={"X-Request-ID": "mine-1"}).headers["x-request-id"] == "mine-1"
    for unfit in ("", "two words", "a" * 65, "a;b"):
        given = api.get("/healthz", headers={"X-Request-ID": unfit}).headers["x-request-id"]
        assert given != unfit
        assert len(given) == 32
    assert api.get("/v1/countries/SWEDN").headers["x-request-id"]


def test_the_numbers_tell_latency_by_question_and_the_age_of_the_data(api: httpx.Client) -> None:
    api.get(MEMBERS).raise_for_status()
    text = api.get("/metrics").raise_for_status().text
    assert 'partnerships_request_seconds_count{route="/v1/frameworks/{id}/members",status="200"}' in text
    numbers = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(numbers["partnerships_graph_revision"]) >= 1
    assert float(numbers["partnerships_release"]) >= 2
    assert "SWEDN" not in text


LISTS = tuple({ask.route: ask for ask in ASKS if ask.route != "/v1/countries/{country}"}.values())


@pytest.mark.parametrize("ask", LISTS, ids=named(LISTS))
def test_every_list_over_http_is_the_union_of_its_parts(ask: Ask, api: httpx.Client) -> None:
    whole = api.get(ask.path, params={**ask.parameters, "as_of": POLICY_DAY}).raise_for_status().json()["items"]
    size = str(min(len(whole) // 3 + 1, 1000))
    asked = {**ask.parameters, "limit": size}
    part = api.get(ask.path, params={**asked, "as_of": POLICY_DAY}).raise_for_status().json()
    parts = list(part["items"])
    while part["next"]:
        part = api.get(ask.path, params={**asked, "cursor": part["next"]}).raise_for_status().json()
        parts += part["items"]
    assert parts == whole


def test_the_short_address_of_changes_answers_like_the_question(api: httpx.Client) -> None:
    asked = {"from": "2004-01-01", "to": "2004-12-31"}
    short, own = (
        api.get(path, params=asked).raise_for_status().json()
        for path in ("/v1/diff", "/v1/questions/changes/between_days")
    )
    assert short == own
