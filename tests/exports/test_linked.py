"""Things at addresses of their own, and the reconciliation service, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pyshacl
import pytest
import rdflib

from api.exports import shapes
from api.exports.formats.rdf import SCHEMA, VOCABULARY
from tests.api.support import problem_of

TURTLE, JSON_LD, HTML = "text/turtle", "application/ld+json", "text/html"


def _shown(api: httpx.Client, path: str, accept: str) -> httpx.Response:
    return api.get(path, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("accept", "where"),
    [
        (TURTLE, "/doc/country/SWE.ttl"),
        (JSON_LD, "/doc/country/SWE.jsonld"),
        ("*/*", "/doc/country/SWE.jsonld"),
        ("", "/doc/country/SWE.jsonld"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "/actors/SWE"),
        ("application/ld+json;q=0.2, text/turtle;q=0.9", "/doc/country/SWE.ttl"),
        ("nonsense", "/doc/country/SWE.jsonld"),
    ],
)
def test_a_thing_is_elsewhere_in_the_form_that_a_client_takes(accept: str, where: str, api: httpx.Client) -> None:
    answer = _shown(api, "/id/country/SWE", accept)
    assert answer.status_code == 303
    assert answer.headers["location"] == where
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    "path",
    [
        "/id/country/SWE",
        "/id/alliance/NATO",
        "/id/framework/PFP",
        "/id/tool/IPAP",
        "/id/organisation/EU",
        "/id/provision/P14.1",
        "/id/claim/PFP:SWE:1994",
        "/id/release/1",
    ],
)
@pytest.mark.parametrize("accept", [TURTLE, JSON_LD, HTML])
def test_each_kind_of_thing_is_there_in_each_form(path: str, accept: str, api: httpx.Client) -> None:
    answer = api.get(path, headers={"Accept": accept}, follow_redirects=True).raise_for_status()
    if accept == HTML:
        return
    assert answer.headers["content-type"].partition(";")[0] == accept
    graph = rdflib.Graph().parse(data=answer.text, format="turtle" if accept == TURTLE else "json-ld")
    here = rdflib.URIRef(f"{str(api.base_url).rstrip('/')}{path}")
    assert (here, None, None) in graph
    assert api.get(answer.url, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_what_is_said_of_a_country_is_every_claim_that_touches_it_with_its_sources(api: httpx.Client) -> None:
    graph = rdflib.Graph().parse(data=api.get("/doc/country/SWE.ttl").raise_for_status().text, format="turtle")
    assert (None, rdflib.RDF.type, SCHEMA.Country) in graph
    claims = {str(one).rsplit("/claim/", 1)[1] for one in graph.subjects(rdflib.RDF.type, VOCABULARY.Claim)}
    rows = api.get("/v1/questions/countries/spans?country=SWE").json()["items"]
    direct = {row["claim"] for row in rows if "contact_point" not in row["relation"]}
    assert direct <= claims
    shape = rdflib.Graph().parse(data=shapes(), format="turtle")
    conforms, _, told = pyshacl.validate(graph, shacl_graph=shape)
    assert conforms, told
    both = rdflib.Graph().parse(data=api.get("/doc/country/SWE.jsonld").text, format="json-ld")
    assert set(both) == set(graph)


def test_a_claim_that_was_withdrawn_is_gone_and_says_where_it_still_is(api: httpx.Client) -> None:
    changes = api.get("/v1/releases/3/changes").json()["items"]
    closed = next(row["row"] for row in changes if row["change"] in ("corrected", "withdrawn") and row["row"])
    told = problem_of(_shown(api, f"/id/claim/{closed}", TURTLE), 410)
    assert told["type"] == "urn:partnerships:gone"
    assert "/v1/claims/" in told["remedy"]
    assert _shown(api, f"/doc/claim/{closed}.ttl", TURTLE).status_code == 410
    api.get(f"/v1/claims/{closed}").raise_for_status()


@pytest.mark.parametrize(
    "path",
    [
        "/id/country/SWEDN",
        "/id/framework/SWE",
        "/id/planet/SWE",
        "/id/claim/none",
        "/id/claim/",
        "/id/source/none",
        "/id/release/99",
        "/doc/country/SWE.xml",
        "/doc/country/SWE",
        "/doc/country/.ttl",
    ],
)
def test_what_never_was_is_not_found(path: str, api: httpx.Client) -> None:
    problem_of(_shown(api, path, TURTLE), 404)


# Reconciliation


def _asked(api: httpx.Client, **queries: dict[str, Any]) -> dict[str, Any]:
    answer = api.post("/v1/reconcile", data={"queries": json.dumps(queries)}).raise_for_status()
    by_get = api.get("/v1/reconcile", params={"queries": json.dumps(queries)}).raise_for_status()
    assert by_get.json() == answer.json()
    found: dict[str, Any] = answer.json()
    return found


def test_the_manifest_names_doors_that_open(api: httpx.Client) -> None:
    manifest = api.get("/v1/reconcile").raise_for_status().json()
    assert "0.2" in manifest["versions"]
    base = str(api.base_url).rstrip("/")
    assert manifest["identifierSpace"] == f"{base}/id/"
    words = {"entity": "Swed", "type": "Count", "property": "name"}
    for kind, one in manifest["suggest"].items():
        assert one["service_url"] == base
        assert api.get(one["service_path"], params={"prefix": words[kind]}).raise_for_status().json()["result"]
    for pattern in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert "SWE" in api.get(pattern.replace("{{id}}", "SWE").removeprefix(base)).raise_for_status().text
    offered = api.get(manifest["extend"]["propose_properties"]["service_path"], params={"type": "Country"}).json()
    assert {"alpha_2", "status"} <= {one["id"] for one in offered["properties"]}


def test_names_become_ids_and_one_matches_only_where_nothing_else_is_called_so(api: httpx.Client) -> None:
    found = _asked(
        api,
        turkey={"query": "Turquie", "type": "Country"},
        typo={"query": "Swedn", "type": "Country", "limit": 3},
        tool={"query": "IPAP", "type": "Tool"},
        framework={"query": "Partnership for Peace"},
        wrong_kind={"query": "Sweden", "type": ["Tool"]},
        nothing={"query": "qqqqzzzz"},
        several={"query": "Korea"},
    )
    assert next((one["id"], one["match"]) for one in found["turkey"]["result"]) == ("TUR", True)
    assert found["typo"]["result"][0]["id"] == "SWE"
    assert not found["typo"]["result"][0]["match"]
    assert len(found["typo"]["result"]) <= 3
    assert found["tool"]["result"][0]["id"] == "IPAP"
    assert found["framework"]["result"][0]["id"] == "PFP"
    assert found["framework"]["result"][0]["type"] == [{"id": "Framework", "name": "Framework"}]
    assert all(one["id"] != "SWE" for one in found["wrong_kind"]["result"])
    assert found["nothing"]["result"] == []
    assert not any(one["match"] for one in found["several"]["result"])
    scores = [one["score"] for one in found["typo"]["result"]]
    assert scores == sorted(scores, reverse=True)


def test_a_table_is_extended_by_codes_and_by_the_status_of_a_day(api: httpx.Client) -> None:
    wanted = {
        "ids": ["SWE", "FRA", "IPAP", "nothing"],
        "properties": [{"id": "alpha_2"}, {"id": "kind"}, {"id": "status", "settings": {"as_of": "2011-04-15"}}],
    }
    answer = api.post("/v1/reconcile", data={"extend": json.dumps(wanted)}).raise_for_status().json()
    assert [one["id"] for one in answer["meta"]] == ["alpha_2", "kind", "status"]
    assert answer["rows"]["SWE"] == {
        "alpha_2": [{"str": "SE"}],
        "kind": [{"str": "Country"}],
        "status": [{"str": "partner"}],
    }
    assert answer["rows"]["FRA"]["status"] == [{"str": "ally"}]
    assert answer["rows"]["IPAP"] == {"alpha_2": [], "kind": [{"str": "Tool"}], "status": []}
    assert answer["rows"]["nothing"] == {"alpha_2": [], "kind": [], "status": []}


@pytest.mark.parametrize(
    "given",
    [
        {"queries": "no json"},
        {"queries": "[]"},
        {"queries": '{"q0": {}}'},
        {"queries": '{"q0": {"query": ""}}'},
        {"queries": '{"q0": {"query": "x", "limit": 0}}'},
        {"extend": '{"ids": ["SWE"], "properties": [{"id": "gdp"}]}'},
        {"extend": '{"ids": ["SWE"], "properties": [{"id": "status", "settings": {"as_of": "soon"}}]}'},
        {"extend": "{}"},
        {"colour": "blue"},
    ],
)
def test_what_cannot_be_reconciled_is_refused_in_words(given: dict[str, str], api: httpx.Client) -> None:
    problem_of(api.post("/v1/reconcile", data=given), 422)
    problem_of(api.get("/v1/reconcile", params=given), 422)
