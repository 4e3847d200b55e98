"""Whatever is asked wrongly is answered by a problem that says what to do, and the graph stays as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import jsonschema
import pytest

from graph.connection import Graph
from graph.engine import Engine
from graph.settings import Settings
from tests.api.asks import ASKS, Ask, named
from tests.api.support import POLICY_DAY, counted, problem_in, problem_of, raw_get
from tests.support.corrupt import DATA, read_rows

INJECTIONS = (
    "MATCH (n) DETACH DELETE n",
    "' OR 1=1",
    "SWE'}) DETACH DELETE country //",
    '"}) SET country.name = "x" RETURN {a: "',
    "`SWE`",
    "$as_of",
    "$country",
    "{country}",
    "SWE; DROP DATABASE neo4j",
    "\\u0027 OR true",
    "*/ RETURN 1 /*",
    "SWE\x00",
    "\x00",
    "SWE\nMATCH (n) RETURN n",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "%s%n{0.__class__}",
    "\u202eEWS",
    "😀",
)

BAD_DAYS = (
    "2011-13-01",
    "2011-02-31",
    "2011-02-29",
    "10000-01-01",
    "0000-01-01",
    "9999-12-31",
    "",
    " ",
    "2011",
    "2011-04",
    "2011-4-15",
    "20110415",
    "2011-W15-5",
    "2011-04-15T00:00:00Z",
    " 2011-04-15",
    "2011-04-15\n",
    "-2011-04-15",
    "２０１１-０４-１５",  # noqa: RUF001 - digits of another script are the point
    "today",
    "NaN",
    "2011-04-15\x00",
)

BAD_INSTANTS = (
    "2000-01-01",
    "2026-11-21T23:59:59Z",
    "0001-01-01",
    "2026-11-22T00:00:00",
    "2026-11-22T24:00:00Z",
    "2026-11-22T00:00:00+00:00",
    "2026-11-22 00:00:00",
    "",
    "now",
    "10000-01-01",
    "9999-12-31",
)

one_of_each = tuple(dict((ask.route, ask) for ask in ASKS).values())
every_route = pytest.mark.parametrize("ask", one_of_each, ids=named(one_of_each))


@pytest.fixture(scope="module", autouse=True)
def _graph_stays_as_it_was(engine: Graph) -> Iterator[None]:
    """The graph's revision and counts are the same after all that is asked here."""
    before = counted(engine)
    yield
    assert counted(engine) == before


@pytest.fixture(scope="session")
def passwords(engine: Graph, engine_settings: Settings) -> list[str]:
    """What no answer may hold."""
    if engine_settings.embedded:
        state = Engine(engine_settings).joined()
        return [state.writer_password, state.reader_password]
    return [engine_settings.neo4j_password.get_secret_value()]


@pytest.mark.parametrize("path", ["/v1/countries", "/v1/countries/SWE"])
@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_day_that_cannot_be_is_refused_with_how_to_write_one(api: httpx.Client, path: str, day: str) -> None:
    body = problem_of(api.get(path, params={"as_of": day}), 422)
    assert body["parameter"] == "as_of"
    assert body["remedy"]


@every_route
def test_every_route_refuses_a_day_that_cannot_be(api: httpx.Client, ask: Ask) -> None:
    for day in ("2011-13-01", "10000-01-01", ""):
        body = problem_of(api.get(ask.path, params={**ask.parameters, "as_of": day}), 422)
        assert body["parameter"] == "as_of"


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize("day", BAD_DAYS)
def test_a_day_of_a_period_that_cannot_be_is_refused(api: httpx.Client, name: str, day: str) -> None:
    body = problem_of(api.get("/v1/diff", params={"from": "2009-03-31", "to": "2009-04-01", name: day}), 422)
    assert body["parameter"] == name


def test_a_period_that_ends_before_it_begins_is_refused(api: httpx.Client) -> None:
    body = problem_of(api.get("/v1/diff", params={"from": "2011-04-16", "to": "2011-04-15"}), 422)
    assert body["parameter"] in ("from", "to")


@pytest.mark.parametrize("path", ["/v1/countries", "/v1/countries/SWE", "/v1/questions/frameworks/on_day"])
@pytest.mark.parametrize("instant", BAD_INSTANTS)
def test_a_state_of_knowledge_that_cannot_be_is_refused(api: httpx.Client, path: str, instant: str) -> None:
    body = problem_of(api.get(path, params={"known_at": instant}), 422)
    assert body["parameter"] == "known_at"
    assert body["remedy"]


def test_before_the_first_release_the_problem_says_when_that_was(api: httpx.Client) -> None:
    body = problem_of(api.get("/v1/countries", params={"known_at": "2000-01-01"}), 422)
    assert read_rows(DATA / "releases.csv")[0]["published_at"] in body["remedy"]


@pytest.mark.parametrize("instant", ["9999-12-30T23:59:59Z", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_no_state_of_knowledge_however_late_forgets_what_is_known(api: httpx.Client, instant: str) -> None:
    answer = api.get("/v1/countries", params={"as_of": POLICY_DAY, "known_at": instant})
    if answer.status_code != 422:
        assert sum(item["status"] == "ally" for item in answer.raise_for_status().json()["items"]) == 28


@every_route
def test_an_unknown_parameter_is_refused_with_those_there_are(api: httpx.Client, ask: Ask) -> None:
    body = problem_of(api.get(ask.path, params={**ask.parameters, "asof": POLICY_DAY}), 422)
    assert body["parameter"] == "asof"
    assert "as_of" in body["remedy"]


@pytest.mark.parametrize("path", ["/v1/questions", "/v1/questions/favourites.zip"])
def test_an_unknown_parameter_of_the_catalogue_is_refused(api: httpx.Client, path: str) -> None:
    assert problem_of(api.get(path, params={"asof": POLICY_DAY}), 422)["parameter"] == "asof"


@every_route
def test_a_clock_given_twice_is_refused(api: httpx.Client, ask: Ask) -> None:
    for name in ("as_of", "known_at"):
        twice = [(name, "2026-11-22"), (name, "2026-11-22")]
        assert problem_of(api.get(ask.path, params=[*ask.parameters.items(), *twice]), 422)["parameter"] == name


@pytest.mark.parametrize("name", ["from", "to", "steps"])
def test_a_parameter_given_twice_is_refused(api: httpx.Client, name: str) -> None:
    given = {"from": "FIN", "to": "UKR", "steps": "2"}
    body = problem_of(api.get("/v1/paths", params=[*given.items(), (name, given[name])]), 422)
    assert body["parameter"] == name


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("SWEDN", "SWE"),
        ("TURKY", "TUR"),
        ("Gerrmanny", "DEU"),
        ("Alemagn", "DEU"),
        ("Tukry", "TUR"),
        ("Burrmaa", "MMR"),
    ],
)
def test_an_unknown_country_names_the_nearest(api: httpx.Client, wrong: str, right: str) -> None:
    body = problem_of(api.get(f"/v1/countries/{wrong}"), 404)
    assert body["nearest"][0] == right
    assert right in body["remedy"]


@pytest.mark.parametrize("path", ["/v1/countries/SWEDN", "/v1/countries/SWEDN/timeline", "/v1/countries/EAPC"])
def test_a_country_in_a_path_that_is_none_is_not_found(api: httpx.Client, path: str) -> None:
    assert problem_of(api.get(path), 404)["parameter"] == "country"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/countries?country=SWEDN", "country"),
        ("/v1/embassies?host=SWEDN", "host"),
        ("/v1/embassies?ally=EAPC", "ally"),
        ("/v1/paths?from=SWEDN&to=UKR", "from"),
        ("/v1/paths?from=FIN&to=nowhere", "to"),
        ("/v1/diff?from=2009-03-31&entity=Albanxya", "entity"),
        ("/v1/questions/members/of_body?body=SWE", "body"),
    ],
)
def test_an_unknown_id_in_a_query_is_a_parameter_at_fault(api: httpx.Client, path: str, name: str) -> None:
    assert problem_of(api.get(path), 422)["parameter"] == name


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/v1/frameworks/EU/members", "EAPC"),
        ("/v1/frameworks/NATO/members", None),
        ("/v1/frameworks/SWE/members", None),
        ("/v1/frameworks/EAPCC/members", "EAPC"),
        ("/v1/frameworks/CPE:UKR/members", None),
        ("/v1/organisations/EAPC/members", None),
        ("/v1/organisations/Europan Unoin/members", "EU"),
    ],
)
def test_a_body_of_another_kind_is_not_found_there(api: httpx.Client, path: str, nearest: str | None) -> None:
    body = problem_of(api.get(path), 404)
    assert nearest is None or nearest in body["nearest"]


@pytest.mark.parametrize("role", ["friend", "PARTNER", "partner ", "partner' OR 1=1", "*"])
def test_a_role_that_is_none_is_refused_with_the_choices(api: httpx.Client, role: str) -> None:
    body = problem_of(api.get("/v1/frameworks/EAPC/members", params={"role": role}), 422)
    assert body["parameter"] == "role"
    assert "ally, partner" in body["remedy"]


@pytest.mark.parametrize(
    "steps", ["0", "4", "9", "-1", "x", "", "2.0", "1e1", "0x2", "9" * 50, "0" * 19 + "29", "٢", "2_", "1_0"]
)
def test_a_number_of_steps_that_cannot_be_is_refused(api: httpx.Client, steps: str) -> None:
    body = problem_of(api.get("/v1/paths", params={"from": "FIN", "to": "UKR", "steps": steps}), 422)
    assert body["parameter"] == "steps"


@pytest.mark.parametrize("text", INJECTIONS)
def test_cypher_in_a_path_is_an_id_that_does_not_exist(api: httpx.Client, text: str) -> None:
    for path in (
        "/v1/countries/{}",
        "/v1/countries/{}/timeline",
        "/v1/frameworks/{}/members",
        "/v1/organisations/{}/members",
    ):
        problem_of(api.get(path.format(quote(text, safe=""))), 404)


@pytest.mark.parametrize("text", INJECTIONS)
def test_cypher_in_the_path_of_a_question_is_a_question_that_does_not_exist(api: httpx.Client, text: str) -> None:
    for path in ("/v1/questions/{}", "/v1/questions/members/{}", "/v1/questions/{}/of_body"):
        problem_of(api.get(path.format(quote(text, safe=""))), 404)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/countries", "country"),
        ("/v1/embassies", "host"),
        ("/v1/embassies", "ally"),
        ("/v1/paths?to=UKR", "from"),
        ("/v1/paths?from=FIN", "to"),
        ("/v1/paths?from=FIN&to=UKR", "steps"),
        ("/v1/diff?from=2009-03-31", "entity"),
        ("/v1/diff?to=2009-03-31", "from"),
        ("/v1/frameworks/EAPC/members", "role"),
        ("/v1/questions/members/of_body", "body"),
        ("/v1/countries", "as_of"),
        ("/v1/countries", "known_at"),
    ],
)
def test_cypher_in_a_parameter_is_a_value_that_it_cannot_have(api: httpx.Client, path: str, name: str) -> None:
    joint = "&" if "?" in path else "?"
    for text in INJECTIONS:
        assert problem_of(api.get(f"{path}{joint}{name}={quote(text, safe='')}"), 422)["parameter"] == name


@pytest.mark.parametrize("text", INJECTIONS)
def test_cypher_as_the_name_of_a_parameter_is_an_unknown_parameter(api: httpx.Client, text: str) -> None:
    assert "as_of" in problem_of(api.get(f"/v1/countries?{quote(text, safe='')}=1"), 422)["remedy"]


@pytest.mark.parametrize(
    "target",
    [
        b"/v1/countries/%FF%FE",
        b"/v1/countries/%C3%28",
        b"/v1/countries/%ED%A0%80",
        b"/v1/countries/%E0%A4%A",
        b"/v1/countries/%",
        b"/v1/countries/%zz",
        b"/v1/countries/%00",
        b"/v1/countries/a%0d%0aX-Injected:%201",
        b"/v1/questions/%FF/%FE",
        b"/v1/frameworks/%FF/members",
        b"/%FF",
        b"/v1/countries/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        b"/static-offline-docs/%2e%2e/%2e%2e/app.py",
        b"/static-offline-docs/%00",
        b"/static-offline-docs/" + b"a" * 300,
        b"//v1/countries",
        b"/v1//countries",
        b"/v1/countries/SWE/",
    ],
)
def test_a_path_that_is_no_text_or_leads_elsewhere_is_not_found(address: str, target: bytes) -> None:
    status, headers, content = raw_get(address, target)
    problem_in(headers["content-type"], content.decode(), status)
    assert status == 404
    assert "x-injected" not in headers


@pytest.mark.parametrize(
    "query", [b"country=%FF", b"country=%00", b"country=%ED%A0%80", b"%FF=1", b"as_of=%FF", b"=", b"as_of", b"as_of=%2"]
)
def test_a_query_that_is_no_text_is_refused(address: str, query: bytes) -> None:
    status, headers, content = raw_get(address, b"/v1/countries?" + query)
    problem_in(headers["content-type"], content.decode(), status)
    assert status == 422


@pytest.mark.parametrize("length", [8_193, 20_000, 60_000])
@pytest.mark.parametrize("path", ["/v1/countries?as_of=", "/v1/questions?x=", "/nowhere?", "/healthz?"])
def test_a_query_longer_than_any_question_needs_is_too_long(api: httpx.Client, path: str, length: int) -> None:
    problem_of(api.get(path + "a" * length), 414)


def test_the_longest_query_that_is_read_is_read(api: httpx.Client) -> None:
    query = "as_of="
    problem_of(api.get(f"/v1/countries?{query}{'1' * (8_192 - len(query))}"), 422)


@pytest.mark.parametrize("length", [20_000, 60_000])
def test_a_path_longer_than_any_there_is_is_too_long(api: httpx.Client, length: int) -> None:
    for path in ("/v1/countries/{}", "/v1/frameworks/{}/members", "/v1/questions/{}", "/{}"):
        problem_of(api.get(path.format("a" * length)), 414)


@pytest.mark.parametrize(
    ("target", "method"),
    [
        (b"/v1/countries/" + b"a" * 200_000, b"GET"),
        (b"/v1/countries", b"NONESUCH"),
        (b"/v1/countries/\xff\x01", b"GET"),
    ],
    ids=["too long", "no method", "no text"],
)
def test_what_is_no_http_is_refused_and_the_server_lives(
    address: str, api: httpx.Client, target: bytes, method: bytes
) -> None:
    status, _, content = raw_get(address, target, method)
    assert 400 <= status < 500
    assert b"Traceback" not in content
    assert api.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v2/countries", "/v1/countries/SWE/nothing", "/admin", "/v1/country"]
)
def test_a_path_that_is_not_there_is_a_problem(api: httpx.Client, path: str) -> None:
    assert problem_of(api.get(path), 404)["instance"] == path


@pytest.mark.parametrize(
    "path", ["/v1/questions/members/of_bdy", "/v1/questions/member", "/v1/questions/members/of_body/more"]
)
def test_an_unknown_question_names_the_nearest(api: httpx.Client, path: str) -> None:
    assert "members/of_body" in problem_of(api.get(path), 404)["remedy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/v1/countries", "/v1/countries/SWE", "/v1/questions/members/of_body", "/healthz"])
def test_a_method_that_a_path_has_not_is_a_problem_and_names_those_it_has(
    api: httpx.Client, path: str, method: str
) -> None:
    answer = api.request(method, path, content=b'{"name": "x"}' if method != "TRACE" else None)
    problem_of(answer, 405)
    assert "GET" in answer.headers["allow"]


def test_what_can_be_got_has_a_head(address: str) -> None:
    status, headers, content = raw_get(address, b"/v1/countries/SWE?as_of=2011-04-15", b"HEAD")
    assert (status, headers["content-type"], content) == (200, "application/json", b"")


def test_an_instance_is_a_reference_as_rfc_3986_has_it(api: httpx.Client) -> None:
    for text in ("MATCH (n)", "é", "\x00", '"<>'):
        instance = problem_of(api.get(f"/v1/countries/{quote(text, safe='')}"), 404)["instance"]
        assert instance.isascii()
        assert not set(instance) & set(' "<>\x00')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/countries/SWEDN", 404),
        ("/v1/countries/SWE?as_of=2011-13-01", 422),
        ("/v1/frameworks/EU/members", 404),
        ("/v1/paths?from=FIN&to=UKR&steps=9", 422),
        ("/v1/questions/members/of_bdy", 404),
        ("/v1/nothing", 404),
        ("/v1/countries?" + "a" * 9000, 414),
    ],
)
def test_a_problem_is_what_the_document_says(
    api: httpx.Client, document: dict[str, Any], path: str, status: int
) -> None:
    problem = document["components"]["schemas"]["Problem"] | {"additionalProperties": False}
    jsonschema.Draft202012Validator(problem).validate(problem_of(api.get(path), status))


def test_no_problem_tells_a_password(api: httpx.Client, address: str, passwords: list[str]) -> None:
    paths = ["/v1/countries/SWEDN", "/v1/countries?as_of=x", "/v1/nothing", "/readyz", "/v1/questions", "/openapi.json"]
    told = [api.get(path) for path in paths]
    for answer in told:
        everything = answer.text + json.dumps(dict(answer.headers))
        assert [password for password in passwords if password in everything] == []


@pytest.mark.parametrize("path", ["/v1/eligibility/batch", "/v1/eligibility/what-if"])
@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"^\x12m\x80", b"{", b""])
def test_a_body_that_is_no_json_is_refused_as_one_that_cannot_be_so(path: str, body: bytes, api: httpx.Client) -> None:
    told = problem_of(api.post(path, content=body, headers={"Content-Type": "application/json"}), 422)
    assert told["type"] == "urn:partnerships:body"
