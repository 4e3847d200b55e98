"""What every answer over HTTP has in common, whatever was asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import httpx
import jsonschema
import pytest

from tests.api.asks import ASKS, SHORT, Ask, named
from tests.api.support import POLICY_DAY, records_in, utc_today
from tests.support.corrupt import DATA, read_rows
from tests.support.thorough import part

DAYS = ("1991-12-25", POLICY_DAY, "2024-03-07")

LOOKED_AT = part(ASKS, 2)
every_ask = pytest.mark.parametrize("ask", LOOKED_AT, ids=named(LOOKED_AT))
every_day = pytest.mark.parametrize("day", DAYS)


def _asked(api: httpx.Client, ask: Ask, day: str) -> httpx.Response:
    return api.get(ask.path, params={**ask.parameters, "as_of": day}).raise_for_status()


@cache
def _answered(api: httpx.Client, ask: Ask, day: str) -> httpx.Response:
    """The answer, asked for once: most tests look at the same ones."""
    return _asked(api, ask, day)


@cache
def _validator(api: httpx.Client, route: str) -> jsonschema.Draft202012Validator:
    """The type that the document gives an answer, with nothing more allowed."""
    document = api.get("/openapi.json").json()
    components = {
        name: declared if "properties" not in declared else declared | {"additionalProperties": False}
        for name, declared in document["components"]["schemas"].items()
    }
    schema = document["paths"][route]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return jsonschema.Draft202012Validator(
        {**schema, "components": {"schemas": components}}, format_checker=jsonschema.FormatChecker()
    )


def _content(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in ("sources", "links")}


def _sources_named(record: dict[str, Any]) -> set[str]:
    return {
        *(source for name, held in record.items() if name.endswith("sources") for source in held),
        *([record["source"]] if "source" in record else []),
    }


@every_ask
def test_an_answer_says_its_day_its_state_of_knowledge_and_its_revision(api: httpx.Client, ask: Ask) -> None:
    newest = read_rows(DATA / "releases.csv")[-1]
    body = _answered(api, ask, POLICY_DAY).json()
    assert body["as_of"] == POLICY_DAY
    assert body["known_at"] == newest["published_at"]
    assert body["release"] == int(newest["number"])
    assert body["revision"] == api.get("/readyz").json()["revision"]


@every_ask
def test_a_list_is_complete(api: httpx.Client, ask: Ask) -> None:
    body = _answered(api, ask, POLICY_DAY).json()
    assert body.get("next") is None
    assert ("items" in body) != ("status" in body)


@every_day
@every_ask
def test_every_claim_names_sources_and_each_is_given_in_full(api: httpx.Client, ask: Ask, day: str) -> None:
    body = _answered(api, ask, day).json()
    records = list(records_in(_content(body)))
    assert [record for record in records if "claim" in record and not _sources_named(record)] == []
    listed = {source["id"] for source in body["sources"]}
    assert listed == {name for record in records for name in _sources_named(record)}


@every_ask
def test_a_source_is_given_as_the_data_have_it(api: httpx.Client, ask: Ask) -> None:
    rows = {row["id"]: row for row in read_rows(DATA / "sources.csv")}
    for source in _answered(api, ask, "2024-03-07").json()["sources"]:
        assert set(source) >= {"id", "title", "publisher", "address", "published"}
        assert {name: value or "" for name, value in source.items()} == {
            name: rows[source["id"]][name] for name in source
        }


@every_ask
def test_sources_are_listed_once_and_in_order(api: httpx.Client, ask: Ask) -> None:
    names = [source["id"] for source in _answered(api, ask, "2024-03-07").json()["sources"]]
    assert names == sorted(set(names))


@every_ask
def test_the_same_day_asked_twice_is_the_same_bytes(api: httpx.Client, ask: Ask) -> None:
    first, second = (_asked(api, ask, POLICY_DAY) for _ in range(2))
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]


@every_ask
def test_an_etag_is_a_weak_one_since_it_may_go_out_compressed_and_changes_with_the_answer(
    api: httpx.Client, ask: Ask
) -> None:
    tags = [_answered(api, ask, day).headers["etag"] for day in (POLICY_DAY, "2024-03-07")]
    assert all(tag.startswith('W/"') and tag.endswith('"') and len(tag) > 10 for tag in tags)
    assert tags[0] != tags[1]


@every_ask
def test_the_link_to_the_question_repeats_the_answer_for_ever(api: httpx.Client, ask: Ask) -> None:
    body = _answered(api, ask, POLICY_DAY).json()
    link = body["links"]["question"]
    assert "as_of=2011-04-15" in link
    assert "known_at=" in link
    repeated = api.get(link).raise_for_status().json()
    assert repeated["links"] == body["links"]
    if "items" in body:
        assert repeated == body


@every_ask
def test_without_a_day_the_answer_is_of_today_in_utc(api: httpx.Client, ask: Ask) -> None:
    before = utc_today()
    body = api.get(ask.path, params=ask.parameters).raise_for_status().json()
    assert before <= body["as_of"] <= utc_today()


@every_ask
def test_an_older_state_of_knowledge_can_be_asked_for(api: httpx.Client, ask: Ask) -> None:
    first = read_rows(DATA / "releases.csv")[0]["published_at"]
    for given in (first, first[:10]):
        body = (
            api.get(ask.path, params={**ask.parameters, "as_of": POLICY_DAY, "known_at": given})
            .raise_for_status()
            .json()
        )
        assert body["known_at"] == first
        assert body["release"] == 1


@every_ask
def test_what_is_known_today_is_known_at_any_later_instant(api: httpx.Client, ask: Ask) -> None:
    now, later = (
        api.get(ask.path, params={**ask.parameters, "as_of": POLICY_DAY, **known_at}).raise_for_status().json()
        for known_at in ({}, {"known_at": "2999-01-01T00:00:00Z"})
    )
    assert later["known_at"] == "2999-01-01T00:00:00Z"
    assert later["sources"] == now["sources"]
    assert later.get("items") == now.get("items")


@every_ask
def test_certainty_is_certain_or_possible_wherever_it_stands(api: httpx.Client, ask: Ask) -> None:
    found = {
        record["certainty"] for record in records_in(_answered(api, ask, "2015-06-01").json()) if "certainty" in record
    }
    assert found <= {"certain", "possible"}


@every_ask
def test_no_day_of_the_calendar_inside_stands_for_unknown_or_open(api: httpx.Client, ask: Ask) -> None:
    text = _answered(api, ask, POLICY_DAY).text
    assert "9999-12-31" not in text
    assert "0001-01-01" not in text


@every_day
@every_ask
def test_an_answer_is_what_the_document_says_and_no_more(api: httpx.Client, ask: Ask, day: str) -> None:
    _validator(api, ask.route).validate(_answered(api, ask, day).json())


@pytest.mark.parametrize("ask", SHORT[:6], ids=named(SHORT[:6]))
def test_many_clients_at_once_get_what_one_gets(address: str, api: httpx.Client, ask: Ask) -> None:
    alone = _answered(api, ask, POLICY_DAY).content
    with ThreadPoolExecutor(8) as pool, httpx.Client(base_url=address, timeout=30) as client:
        answers = list(pool.map(lambda _: _asked(client, ask, POLICY_DAY).content, range(8)))
    assert set(answers) == {alone}
