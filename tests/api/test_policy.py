"""The policy over HTTP and on the command line: its text, and what follows from each statement."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from graph.connection import Graph
from graph.errors import DatabaseError
from graph.settings import Settings
from queries.catalogue import Catalogue
from tests.api.support import POLICY_DAY, Command, Said, as_environment, problem_of, run_all, wait_until
from tests.support.corrupt import DATA, read_rows

PROVISIONS = read_rows(DATA / "provisions.csv")
STATEMENTS = {row["id"]: row for row in PROVISIONS if row["kind"] != "paragraph"}
WIDTH = 100


def _items(api: httpx.Client, path: str, **parameters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(path, params=parameters).raise_for_status().json()["items"]
    return items


def test_the_map_has_every_statement_with_a_line_on_what_follows(api: httpx.Client) -> None:
    items = _items(api, "/v1/policy/coverage", as_of=POLICY_DAY)
    assert sorted(item["id"] for item in items) == sorted(STATEMENTS)
    assert all(item["leads_to"] and item["how"] and item["modality"] for item in items)


def test_the_text_has_all_eighteen_paragraphs(api: httpx.Client) -> None:
    items = _items(api, "/v1/policy/provisions", as_of=POLICY_DAY)
    assert sorted(item["id"] for item in items) == sorted(row["id"] for row in PROVISIONS)
    assert {str(number) for number in range(1, 19)} <= {item["paragraph"] for item in items}


@pytest.mark.parametrize("name", ["provisions", "coverage"])
def test_the_short_address_answers_what_the_question_does_and_is_typed_like_it(
    name: str, api: httpx.Client, document: dict[str, Any]
) -> None:
    given = {"paragraph": "7c", "as_of": POLICY_DAY}
    short, own = (api.get(f"{path}/{name}", params=given) for path in ("/v1/policy", "/v1/questions/policy"))
    assert short.raise_for_status().json() == own.raise_for_status().json()
    typed = [
        document["paths"][f"{path}/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for path in ("/v1/policy", "/v1/questions/policy")
    ]
    assert typed[0] == typed[1]
    assert typed[0]["$ref"].endswith(f"policy_{name}_answer")


def test_every_field_of_a_statement_a_rule_and_a_count_has_a_type(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, fields in (
        ("policy_coverage", {"id", "text", "modality", "leads_to", "how", "rules", "facts"}),
        ("policy_coverage_rules", {"id", "tool", "modality", "in_force", "sources"}),
        ("policy_coverage_facts", {"kind", "certain", "possible"}),
    ):
        properties = schemas[name]["properties"]
        assert fields <= set(properties)
        assert all({"type", "anyOf"} & set(one) for one in properties.values())
        assert set(schemas[name]["required"]) == set(properties)


def test_a_paragraph_that_there_is_not_is_refused_with_those_there_are(api: httpx.Client) -> None:
    for name in ("provisions", "coverage"):
        problem = problem_of(api.get(f"/v1/policy/{name}", params={"paragraph": "19"}), 422)
        assert "'19'" in problem["detail"]
        assert "7c.ii" in problem["remedy"]


def test_the_parts_of_the_map_are_the_whole(api: httpx.Client) -> None:
    whole = _items(api, "/v1/policy/coverage", as_of=POLICY_DAY)
    parts: list[dict[str, Any]] = []
    cursor: dict[str, str] = {"as_of": POLICY_DAY}
    while cursor:
        body = api.get("/v1/policy/coverage", params={"limit": "40", **cursor}).raise_for_status().json()
        parts += body["items"]
        cursor = {"cursor": body["next"]} if body["next"] else {}
    assert parts == whole


def test_the_map_as_csv_has_a_line_for_each_statement(api: httpx.Client) -> None:
    answer = api.get("/v1/policy/coverage", params={"as_of": POLICY_DAY, "format": "csv"}).raise_for_status()
    assert len([line for line in answer.text.splitlines() if line.split(",")[0] in STATEMENTS]) == len(STATEMENTS)


def test_the_answer_of_another_day_has_other_rules_in_force(api: httpx.Client) -> None:
    force = {}
    for day in (POLICY_DAY, "2024-01-01"):
        (item,) = [
            item for item in _items(api, "/v1/policy/coverage", paragraph="13", as_of=day) if item["id"] == "P13.3"
        ]
        force[day] = [(rule["id"], rule["in_force"]) for rule in item["rules"]]
    assert force == {POLICY_DAY: [("ipcp-all", "yes")], "2024-01-01": [("ipcp-all", "possibly")]}


# The command


@pytest.fixture(scope="session")
def said(engine: Graph, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What `partnerships coverage` said."""
    environment = as_environment(engine_settings) | {"COLUMNS": str(WIDTH)}
    commands = {
        "text": Command(["coverage", "--as-of", POLICY_DAY], environment),
        "json": Command(["coverage", "--paragraph", "7c", "--as-of", POLICY_DAY, "--json"], environment),
        "before": Command(["coverage", "--as-of", "2011-04-14"], environment),
    }
    # After wrong passwords, which other tests give it, Neo4j lets nobody in for five seconds.
    with Graph.open(engine_settings) as graph:
        assert wait_until(lambda: _lets_in(graph))
    return run_all(commands, tmp_path_factory.mktemp("coverage"))


def _lets_in(graph: Graph) -> bool:
    try:
        graph.check()
    except DatabaseError:
        return False
    return True


def _map(said: Said) -> list[str]:
    """The lines on the policy, without the disputes and sources after them."""
    return said.out.split("\nDisputed\n")[0].splitlines()


def test_the_command_prints_every_statement_under_its_paragraph(said: dict[str, Said]) -> None:
    assert said["text"].status == 0
    lines = _map(said["text"])
    printed = [line.split(" ")[0] for line in lines if line.split(" ")[0] in STATEMENTS]
    assert sorted(printed) == sorted(STATEMENTS)
    headings = [line.split(":")[0].removeprefix("Paragraph ") for line in lines if line.startswith("Paragraph ")]
    assert set(headings) == {row["paragraph"] for row in PROVISIONS}
    assert len(headings) == len(set(headings))


def test_the_command_prints_what_is_in_the_map_word_for_word(said: dict[str, Said]) -> None:
    words = " ".join(" ".join(_map(said["text"])).split())
    for row in STATEMENTS.values():
        assert row["text"] in words
        assert f"Leads to {', '.join(row['leads_to'].split(';'))}. {row['how']}" in words
    assert "Rule ipap-wider IPAP, needs_decision, in force [" in words
    assert "Names EAPC-1997, PFP-1994" in words
    assert "That day Objective 8" in words


def test_the_command_keeps_to_the_width_of_the_terminal(said: dict[str, Said]) -> None:
    assert max(len(line.rstrip()) for line in _map(said["text"])) <= WIDTH


def test_the_command_as_json_is_the_answer_over_http(said: dict[str, Said], api: httpx.Client) -> None:
    over_http = api.get("/v1/policy/coverage", params={"paragraph": "7c", "as_of": POLICY_DAY}).json()
    assert json.loads(said["json"].out) == over_http


def test_before_the_policy_the_command_prints_no_statement(said: dict[str, Said]) -> None:
    assert said["before"].status == 0
    assert "0 rows" in said["before"].out
    assert "Paragraph" not in said["before"].out


def test_the_command_has_a_place_in_the_catalogue(catalogue: Catalogue) -> None:
    assert catalogue["policy/coverage"].title == "What follows from each statement of the policy?"
