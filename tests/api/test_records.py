"""Claims and sources at their permanent addresses, and the search over HTTP."""

from __future__ import annotations

import httpx
import pytest

from tests.api.support import problem_of


def test_a_claim_has_an_address_with_its_sources_and_its_releases(api: httpx.Client) -> None:
    body = api.get("/v1/claims/PFP:SWE:1994").raise_for_status().json()
    claim = body["claim"]
    assert (claim["relation"], claim["start"], claim["end"], claim["since"]) == (
        "MEMBER_OF",
        "SWE",
        "PFP",
        "1994-05-09",
    )
    assert (claim["since_release"], claim["until_release"], claim["known"], claim["answers"]) == (1, None, True, True)
    assert {source["id"] for source in body["sources"]} == set(claim["sources"])


def test_a_claim_that_was_not_known_then_says_so(api: httpx.Client) -> None:
    body = (
        api.get("/v1/claims/USE:IPAP:AZE:2005", params={"known_at": "2026-11-22T00:00:00Z"}).raise_for_status().json()
    )
    assert body["claim"]["known"] is False


def test_a_disputed_claim_stands_with_its_rivals(api: httpx.Client) -> None:
    body = api.get("/v1/claims/USE:IPAP:AZE:2005").raise_for_status().json()
    assert [(rival["claim"], rival["of"]) for rival in body["rivals"]] == [("USE:IPAP:AZE:2004", "USE:IPAP:AZE:2005")]


def test_every_claim_that_an_answer_names_has_its_address(api: httpx.Client) -> None:
    items = api.get("/v1/frameworks/ICI/members", params={"as_of": "2011-04-15"}).raise_for_status().json()["items"]
    for item in items:
        assert api.get(f"/v1/claims/{item['claim']}").raise_for_status().json()["claim"]["start"] == item["id"]


@pytest.mark.parametrize("path", ["/v1/claims/PFP:SWE:1993", "/v1/sources/nobody", "/v1/claims/x%00y"])
def test_what_is_not_there_is_not_found(path: str, api: httpx.Client) -> None:
    assert problem_of(api.get(path), 404)["remedy"]


def test_a_source_tells_what_rests_on_it_and_what_on_it_alone(api: httpx.Client) -> None:
    body = api.get("/v1/sources/berlin-policy-2011").raise_for_status().json()
    assert "berlin-policy-2011" in {source["id"] for source in body["sources"]}
    for item in body["items"]:
        assert "berlin-policy-2011" in item["sources"]
        assert item["alone"] == (item["sources"] == ["berlin-policy-2011"])


@pytest.mark.parametrize("word", ["Turkey", "Türkiye", "Turquie", "TUR", "TR", "Turky"])
def test_the_search_finds_a_country_however_it_is_called(word: str, api: httpx.Client) -> None:
    body = api.get("/v1/search", params={"q": word}).raise_for_status().json()
    assert body["items"][0]["id"] == "TUR"
    assert body["items"][0]["how"]
    named = {source["id"] for source in body["sources"]}
    assert {source for item in body["items"] for source in item["sources"]} == named


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%20", "q=a&q=b", f"q={'x' * 201}", "word=Turkey", "q=TUR&as_of=2011-04-15"]
)
def test_a_search_for_nothing_or_by_other_parameters_is_refused(query: str, api: httpx.Client) -> None:
    problem_of(api.get(f"/v1/search?{query}"), 422)
