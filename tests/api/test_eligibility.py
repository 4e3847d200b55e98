"""Eligibility over HTTP and on the command line."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from api.cli import cli
from graph.connection import Graph
from graph.settings import Settings

JORDAN = {"actor": "JOR", "tool": "IPAP", "as_of": "2011-05-01"}


def asked(api: httpx.Client, **parameters: str) -> dict[str, Any]:
    answer: dict[str, Any] = api.get("/v1/eligibility", params=parameters).raise_for_status().json()
    return answer


def test_an_answer_says_its_verdict_its_clocks_and_where_it_is_from(api: httpx.Client) -> None:
    body = asked(api, **JORDAN)
    assert body["verdict"] == "needs_decision"
    assert body["as_of"] == "2011-05-01"
    assert body["revision"] == api.get("/readyz").json()["revision"]
    assert body["links"]["question"].startswith("/v1/questions/eligibility/check?actor=JOR&tool=IPAP&as_of=2011-05-01")
    assert api.get(body["links"]["question"]).status_code == 200


def test_an_answer_has_the_declared_shape_and_no_more(api: httpx.Client, document: dict[str, Any]) -> None:
    declared = document["components"]["schemas"]["EligibilityAnswer"]
    body = asked(api, actor="COL", tool="IPCP", as_of="2017-05-10")
    assert set(body) == set(declared["properties"])
    assert set(body["valid"]) == set(document["components"]["schemas"]["Valid"]["properties"])
    for one in body["undetermined"]:
        assert set(one) == set(document["components"]["schemas"]["Combination"]["properties"])


def test_an_operation_a_commission_and_an_area_can_be_named(api: httpx.Client) -> None:
    assert asked(api, actor="SWE", tool="OPERATIONS_ROLE", operation="ISAF", as_of="2011-04-15")["operation"] == "ISAF"
    assert asked(api, actor="RUS", tool="COMMISSION_MEETING", commission="NRC", as_of="2012-01-01")["verdict"] == "open"
    assert asked(api, actor="AUT", tool="COOPERATION", area="other", as_of="2012-01-01")["verdict"] == "needs_decision"


def test_the_brief_is_markdown_made_of_the_same_answer(api: httpx.Client) -> None:
    answer = api.get("/v1/eligibility", params={**JORDAN, "format": "brief"}).raise_for_status()
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text.startswith("# Jordan and Individual Partnership Action Plan on 2011-05-01\n")
    assert asked(api, **JORDAN)["summary"] in answer.text.replace("\\", "")


def test_the_same_question_gives_the_same_bytes_and_304(api: httpx.Client) -> None:
    first, second = (api.get("/v1/eligibility", params=JORDAN) for _ in range(2))
    assert first.content == second.content
    again = api.get("/v1/eligibility", params=JORDAN, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("parameters", "parameter", "near"),
    [
        ({"actor": "JORDN", "tool": "IPAP"}, "actor", "JOR"),
        ({"actor": "JOR", "tool": "IPAPS"}, "tool", "IPAP"),
        ({"actor": "JOR", "tool": "CONSULTATION", "area": "CIVIL"}, "area", "CIVIL_EMERGENCY"),
        ({"actor": "JOR", "tool": "OPERATIONS_ROLE", "operation": "ISA"}, "operation", "ISAF"),
        ({"tool": "IPAP"}, "actor", ""),
        ({"actor": "JOR"}, "tool", ""),
        ({"actor": "JOR", "tool": "IPAP", "format": "pdf"}, "format", "json or brief"),
        ({"actor": "JOR", "tool": "IPAP", "asof": "2011-04-15"}, "asof", ""),
    ],
)
def test_what_cannot_be_asked_is_a_problem_with_the_nearest(
    api: httpx.Client, parameters: dict[str, str], parameter: str, near: str
) -> None:
    answer = api.get("/v1/eligibility", params=parameters)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == parameter
    assert near in answer.json()["remedy"]


@pytest.fixture
def command(engine: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line on the engine that the API answers from."""
    for name, value in engine_settings.model_dump(mode="python").items():
        secret = getattr(value, "get_secret_value", None)
        text = secret() if secret else "" if value is None else str(value)
        monkeypatch.setenv(name.upper(), text.lower() if isinstance(value, bool) else text)
    return CliRunner()


def test_one_line_says_it_in_the_terminal(command: CliRunner, api: httpx.Client) -> None:
    done = command.invoke(cli, ["may", "JOR", "IPAP", "--as-of", "2011-05-01"])
    assert done.exit_code == 0, done.output
    assert done.output == f"needs_decision: {asked(api, **JORDAN)['summary']}\n"


def test_the_terminal_has_the_brief_and_the_json_too(command: CliRunner, api: httpx.Client) -> None:
    brief = command.invoke(cli, ["may", "JOR", "IPAP", "--as-of", "2011-05-01", "--brief"])
    assert brief.output == api.get("/v1/eligibility", params={**JORDAN, "format": "brief"}).text
    told = command.invoke(cli, ["may", "JOR", "IPAP", "--as-of", "2011-05-01", "--json"])
    assert json.loads(told.output) == asked(api, **JORDAN)
