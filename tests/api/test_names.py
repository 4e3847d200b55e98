"""Both doors take what people call a thing, say what they took it for, and choose nothing that is ambiguous."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from urllib.parse import quote, unquote

import httpx
import pytest

from graph.connection import Graph
from graph.settings import Settings
from queries.types import ENTITY_LABELS
from tests.api.support import POLICY_DAY, Command, Said, as_environment, problem_of, raw_get, run_all

MEMBERS = "/v1/questions/members/of_body"
BESIDE = ("understood", "sources")
"""What an answer to a question in other words has more of than one by ids."""


def _get(api: httpx.Client, path: str, **parameters: str) -> dict[str, Any]:
    body: dict[str, Any] = api.get(path, params={"as_of": POLICY_DAY, **parameters}).raise_for_status().json()
    return body


def _answer_alone(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in BESIDE}


@pytest.mark.parametrize(
    ("word", "how", "exact"),
    [
        ("Turkey", "former name", True),
        ("Türkiye", "name in use", True),
        ("Turquie", "name", True),
        ("TR", "code", True),
        ("Turky", "former name", False),
        ("turkiye", "name in use", True),
        ("TURQUIE", "name", True),
        ("tur", "id", True),
    ],
)
def test_a_country_answers_to_all_that_it_is_called(word: str, how: str, exact: bool, api: httpx.Client) -> None:
    body = _get(api, f"/v1/countries/{quote(word)}")
    (told,) = body["understood"]
    assert (told["parameter"], told["given"], told["id"], told["name"]) == ("country", word, "TUR", "Türkiye")
    assert (told["how"], told["exact"]) == (how, exact)
    assert _answer_alone(body) == _answer_alone(_get(api, "/v1/countries/TUR"))


def test_an_answer_by_ids_has_nothing_to_say_of_names(api: httpx.Client) -> None:
    for path in ("/v1/countries/TUR", "/v1/countries", "/v1/frameworks/EAPC/members", "/v1/claims/PFP:SWE:1994"):
        assert _get(api, path)["understood"] == []


def test_a_former_name_is_told_with_its_dates_its_claim_and_its_sources_in_full(api: httpx.Client) -> None:
    body = _get(api, "/v1/countries/Swaziland")
    (told,) = body["understood"]
    assert (told["id"], told["since"], told["until"], told["in_use"]) == ("SWZ", "1968-09-06", "2018-04-19", "certain")
    assert told["note"] is None
    assert api.get(f"/v1/claims/{told['claim']}").json()["claim"]["end"] == told["claim"]
    listed = {source["id"] for source in body["sources"]}
    assert told["sources"]
    assert set(told["sources"]) <= listed


def test_a_name_of_another_time_finds_the_country_and_the_answer_says_so(api: httpx.Client) -> None:
    (told,) = _get(api, "/v1/countries/Swaziland", as_of="2024-01-01")["understood"]
    assert told["id"] == "SWZ"
    assert told["in_use"] == "no"
    assert "not in use on 2024-01-01" in told["note"]


@pytest.mark.parametrize(
    ("path", "by_name", "by_id"),
    [
        (MEMBERS, {"body": "Partnership for Peace"}, {"body": "PFP"}),
        (MEMBERS, {"body": "Conseil de partenariat euro-atlantique"}, {"body": "EAPC"}),
        ("/v1/embassies", {"host": "Ukraine"}, {"host": "UKR"}),
        ("/v1/embassies", {"ally": "Lituanie", "host": "Ukrain"}, {"ally": "LTU", "host": "UKR"}),
        ("/v1/paths", {"from": "Finland", "to": "Ukraine"}, {"from": "FIN", "to": "UKR"}),
        ("/v1/countries", {"country": "Suède"}, {"country": "SWE"}),
        ("/v1/questions/decisions/register", {"actor": "Azerbaijan"}, {"actor": "AZE"}),
        (
            "/v1/questions/tools/participants",
            {"tool": "Individual Partnership Action Plan"},
            {"tool": "IPAP"},
        ),
        (
            "/v1/questions/operations/contributors",
            {"operation": "International Security Assistance Force"},
            {"operation": "ISAF"},
        ),
        ("/v1/questions/tools/participants", {"tool": "NATO/PfP Trust Funds"}, {"tool": "TRUST_FUND"}),
    ],
)
def test_every_parameter_that_names_a_thing_takes_a_name(
    path: str, by_name: dict[str, str], by_id: dict[str, str], api: httpx.Client
) -> None:
    body = _get(api, path, **by_name)
    assert {told["parameter"]: told["id"] for told in body["understood"]} == by_id
    assert _answer_alone(body) == _answer_alone(_get(api, path, **by_id))


@pytest.mark.parametrize(
    ("path", "id_"),
    [
        ("/v1/frameworks/Partnership for Peace/members", "PFP"),
        ("/v1/frameworks/NATO-Russia Council/members", "NRC"),
        ("/v1/organisations/Union européenne/members", "EU"),
        ("/v1/tools/Planning and Review Process/participants", "PARP"),
        ("/v1/tools/NATO PfP Trust Funds/participants", "TRUST_FUND"),
        ("/v1/operations/Kosovo Force/contributors", "KFOR"),
        ("/v1/countries/Sweden/timeline", "SWE"),
    ],
)
def test_a_name_in_a_path_is_understood_under_the_name_that_the_path_gives_it(
    path: str, id_: str, api: httpx.Client
) -> None:
    (told,) = _get(api, path)["understood"]
    assert told["id"] == id_
    assert told["parameter"] == ("country" if "countries" in path else "id")


@pytest.mark.parametrize("path", ["/v1/frameworks/European Union/members", "/v1/organisations/EAPC/members"])
def test_a_name_of_another_kind_is_not_found_there_and_the_kind_is_said(path: str, api: httpx.Client) -> None:
    problem = problem_of(api.get(path), 404)
    assert problem["type"] == "urn:partnerships:unknown-entity"
    assert "of another kind" in problem["remedy"]


def test_links_carry_ids(api: httpx.Client) -> None:
    link = _get(api, MEMBERS, body="Partnership for Peace")["links"]["question"]
    assert "body=PFP&" in link
    assert api.get(link).json()["understood"] == []


# Ambiguous


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/countries/United Arab Republic", "country"),
        ("/v1/countries/United Arab Republic/timeline", "country"),
        ("/v1/countries?country=united arab republic", "country"),
        ("/v1/embassies?host=United+Arab+Republic", "host"),
    ],
)
def test_a_name_of_several_things_is_a_problem_with_all_of_them(path: str, parameter: str, api: httpx.Client) -> None:
    problem = problem_of(api.get(path), 422)
    assert problem["type"] == "urn:partnerships:ambiguous-name"
    assert problem["parameter"] == parameter
    told = [(one["id"], one["name"], one["kind"], one["how"], one["until"]) for one in problem["candidates"]]
    assert told == [
        ("EGY", "Egypt", "Country", "former name", "1971-09-11"),
        ("SYR", "Syria", "Country", "former name", "1961-09-28"),
    ]


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/v1/countries/Korea", {"KOR", "PRK"}),
        ("/v1/countries/Nigera", {"NGA", "NER"}),
        ("/v1/frameworks/nuc/members", {"NUC", "NUCOUNCIL"}),
        ("/v1/questions/gaps/known?tool=NATO-Ukraine Action Plan", {"NUAP", "NUAP-2002", "D-2002-UKR-AP"}),
    ],
)
def test_none_of_several_is_chosen(path: str, ids: set[str], api: httpx.Client) -> None:
    assert {one["id"] for one in problem_of(api.get(path), 422)["candidates"]} == ids


def test_what_the_kind_decides_is_not_ambiguous(api: httpx.Client) -> None:
    (told,) = _get(api, "/v1/questions/tools/participants", tool="NATO-Ukraine Action Plan")["understood"]
    assert told["id"] == "NUAP"


def test_a_problem_that_is_not_of_ambiguity_has_no_candidates(api: httpx.Client) -> None:
    assert "candidates" not in problem_of(api.get("/v1/countries/SWEDN"), 404)


# Parts, CSV and what the client has already


def test_parts_fit_together_whichever_name_they_were_asked_for_by(api: httpx.Client) -> None:
    whole = _get(api, MEMBERS, body="PFP")["items"]
    first = _get(api, MEMBERS, body="Partnership for Peace", limit="5")
    rest = api.get(MEMBERS, params={"body": "PFP", "limit": "1000", "cursor": first["next"]}).raise_for_status().json()
    assert first["items"] + rest["items"] == whole
    back = api.get(MEMBERS, params={"body": "pfp", "limit": "7", "cursor": first["next"]}).raise_for_status().json()
    assert back["items"] == whole[5:12]
    assert [told["given"] for told in back["understood"]] == ["pfp"]


def test_csv_says_in_a_header_what_json_says_under_understood(api: httpx.Client) -> None:
    asked = {"country": "Türkiye", "as_of": POLICY_DAY}
    answer = api.get("/v1/countries", params={**asked, "format": "csv"}).raise_for_status()
    assert [row["id"] for row in csv.DictReader(io.StringIO(answer.text))] == ["TUR"]
    assert json.loads(unquote(answer.headers["x-understood"])) == _get(api, "/v1/countries", **asked)["understood"]
    by_id = api.get("/v1/countries", params={"country": "TUR", "as_of": POLICY_DAY, "format": "csv"})
    assert "x-understood" not in by_id.headers
    assert by_id.content == answer.content
    assert by_id.headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize("path", ["/v1/countries/Turky", "/v1/countries?country=Turkey&format=csv"])
def test_an_answer_by_name_that_the_client_has_already_is_not_sent_again(path: str, api: httpx.Client) -> None:
    first = api.get(path).raise_for_status()
    again = api.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_feed_says_what_a_name_was_taken_for(api: httpx.Client) -> None:
    feed = api.get("/v1/feed.atom", params={"actor": "Azerbaïdjan"}).raise_for_status().text
    assert "<subtitle>Understood: Azerbaïdjan as AZE (name)</subtitle>" in feed
    assert "<subtitle>" not in api.get("/v1/feed.atom", params={"actor": "AZE"}).raise_for_status().text


# Whatever else


@pytest.mark.parametrize(
    "word",
    [
        "x" * 150,
        "Türkiye" * 20,
        "The Socialist Federal Republic of " * 5,
        "Tur\r\nX-Evil: 1",
        "TUR\x00",
        "' OR 1=1 --",
        "🇹🇷",
        "%",
    ],
)
def test_a_word_that_names_nothing_is_refused_and_told_nothing_of_our_insides(word: str, api: httpx.Client) -> None:
    problem_of(api.get(f"/v1/countries/{quote(word, safe='')}"), 404)
    problem_of(api.get("/v1/countries", params={"country": word, "format": "csv"}), 422)


def test_no_name_makes_a_header_of_its_own(address: str) -> None:
    status, headers, _ = raw_get(address, b"/v1/countries?country=Turkey%0d%0aX-Evil:%201&format=csv")
    assert status in (200, 422)
    assert "x-evil" not in headers
    status, headers, _ = raw_get(address, b"/v1/countries?country=%0d%0aTurkey%0d%0a&format=csv")
    assert status == 200
    assert json.loads(unquote(headers["x-understood"]))[0]["given"] == "\r\nTurkey\r\n"


def test_the_document_says_of_every_such_parameter_what_it_accepts(document: dict[str, Any]) -> None:
    for path in ("/v1/countries/{country}", "/v1/frameworks/{id}/members", "/v1/embassies"):
        assert "as it is called" in document["paths"][path]["get"]["parameters"][0]["description"]


def test_every_parameter_of_a_type_that_names_a_thing_is_described_so(
    api: httpx.Client, document: dict[str, Any]
) -> None:
    for question in api.get("/v1/questions").json()["items"]:
        described = document["paths"][f"/v1/questions/{question['path']}"]["get"]["parameters"]
        by_name = {parameter["name"]: parameter["description"] for parameter in described}
        for parameter in question["parameters"]:
            takes_names = "as it is called" in by_name[parameter["name"]]
            assert takes_names == (parameter["type"] in ENTITY_LABELS), question["path"]


# The command line


@pytest.fixture(scope="module")
def said(engine: Graph, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What the commands said."""
    environment = as_environment(engine_settings)
    members = ("ask", "members/of_body", "--as-of", POLICY_DAY, "--body")
    status = ("ask", "countries/status", "--as-of", POLICY_DAY, "--country")
    asked = {
        "name": [*members, "Partenariat pour la paix"],
        "json": [*members, "Partenariat pour la paix", "--json"],
        "former": [*status, "Swaziland"],
        "misspelt": [*status, "Turky"],
        "ambiguous": [*status, "United Arab Republic"],
        "unknown": [*status, "Atlantis"],
        "gaps": ["gaps", "--actor", "Koweït", "--tool", "Contact Point Embassies", "--json"],
        "id": [*status, "TUR"],
    }
    commands = {name: Command(arguments, environment) for name, arguments in asked.items()}
    return run_all(commands, tmp_path_factory.mktemp("named"))


def test_a_table_says_what_a_name_was_taken_for(said: dict[str, Said]) -> None:
    assert said["name"].status == 0
    assert "body 'Partenariat pour la paix' is PFP (Partnership for Peace), by name." in said["name"].words
    assert " is " not in said["id"].out.split("\n")[1]


def test_a_table_says_when_a_former_name_was_in_use_and_where_it_says_so(said: dict[str, Said]) -> None:
    told = r"country 'Swaziland' is SWZ \(Eswatini\), by former name, since 1968-09-06 and until 2018-04-19((?: \[\d\]){3})\."
    found = re.search(told, said["former"].words)
    assert found
    for number in found[1].split():
        assert f"{number} " in said["former"].words.partition("Sources")[2]


def test_a_table_says_that_a_name_was_misspelt(said: dict[str, Said]) -> None:
    assert said["misspelt"].status == 0
    assert "country 'Turky' is TUR (Türkiye), by former name 'Turkey', until 2022-06-01" in said["misspelt"].words
    assert "No country is called 'Turky'" in said["misspelt"].words


def test_the_json_of_an_answer_by_name_is_the_one_over_http(said: dict[str, Said], api: httpx.Client) -> None:
    assert said["json"].json == _get(api, MEMBERS, body="Partenariat pour la paix")


def test_a_command_of_its_own_takes_names_too(said: dict[str, Said]) -> None:
    understood = said["gaps"].json["understood"]
    assert [(told["parameter"], told["id"]) for told in understood] == [("actor", "KWT"), ("tool", "CPE")]


def test_an_ambiguous_name_is_refused_with_the_candidates(said: dict[str, Said]) -> None:
    assert said["ambiguous"].status == 1
    assert said["ambiguous"].out == ""
    for word in ("may be 2 things", "EGY (Egypt; former name since 1958 and until 1971-09-11)", "SYR (Syria;"):
        assert word in said["ambiguous"].words


def test_an_unknown_name_is_refused_in_words(said: dict[str, Said]) -> None:
    assert said["unknown"].status == 1
    assert "there is no country 'Atlantis'" in said["unknown"].words
