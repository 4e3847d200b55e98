"""The command line, each command a process of its own, against a graph that holds our own data."""

from __future__ import annotations

import json
import signal
import zipfile
from pathlib import Path

import httpx
import pytest

from graph.connection import Graph
from graph.settings import Settings
from queries.catalogue import HOME, Catalogue
from tests.api.support import LOOPBACK, POLICY_DAY, Command, Said, as_environment, end, free_port, read_until, run_all
from tests.support.corrupt import copy_of_data, read_rows, write_rows

EAPC = ("ask", "members/of_body", "--body", "EAPC", "--as-of", POLICY_DAY)
FAULTY = {
    "valid_from": "2011-02-31",
    "country": "QQQ",
    "sources": "no-such-source",
    "role": "friend",
}


@pytest.fixture(scope="session")
def said(
    engine: Graph, engine_settings: Settings, address: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Said]:
    """What the commands said that need a graph."""
    environment = as_environment(engine_settings)
    port = str(httpx.URL(address).port)
    commands = {
        "table": Command(EAPC, environment),
        "json": Command([*EAPC, "--json"], environment),
        "diff": Command(
            [
                "ask",
                "changes/between_days",
                "--from",
                "2009-03-31",
                "--to",
                "2009-04-01",
                "--as-of",
                POLICY_DAY,
                "--json",
            ],
            environment,
        ),
        "matrix": Command(
            ["ask", "eligibility/matrix", "--tool", "IPAP", "--framework", "MD", "--as-of", POLICY_DAY, "--json"],
            environment,
        ),
        "unknown country": Command(["ask", "countries/status", "--country", "SWEDN"], environment),
        "bad day": Command([*EAPC[:4], "--as-of", "2011-13-01"], environment),
        "bad instant": Command([*EAPC, "--known-at", "2000-01-01"], environment),
        "again": Command(["load"], environment),
        "taken": Command(["serve"], environment | {"HOST": LOOPBACK, "PORT": port}),
    }
    return run_all(commands, tmp_path_factory.mktemp("graph-commands"))


def _refused(said: Said, *words: str) -> None:
    assert said.status in (1, 2)
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.words


def test_an_answer_as_a_table_has_a_row_for_each_member_and_its_sources(said: dict[str, Said]) -> None:
    assert said["table"].status == 0
    assert f"on {POLICY_DAY}" in said["table"].out
    assert "50 rows" in said["table"].out
    for word in ("Sweden", "EAPC:SWE:1997", "Sources", "[1]", "EAPC Basic Document"):
        assert word in said["table"].out


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("json", "/v1/frameworks/EAPC/members?"),
        ("diff", "/v1/diff?from=2009-03-31&to=2009-04-01&"),
        ("matrix", "/v1/eligibility/matrix?tool=IPAP&framework=MD&"),
    ],
)
def test_an_answer_as_json_is_the_one_over_http(api: httpx.Client, said: dict[str, Said], name: str, path: str) -> None:
    assert said[name].status == 0
    assert said[name].json == api.get(f"{path}as_of={POLICY_DAY}").json()


def test_an_unknown_country_is_refused_with_the_nearest(said: dict[str, Said]) -> None:
    _refused(said["unknown country"], "country", "SWEDN", "SWE (Sweden)")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bad day", ["as_of", "2011-13-01", "2011-04-15"]),
        ("bad instant", ["known_at", "no release"]),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_can(said: dict[str, Said], name: str, words: list[str]) -> None:
    _refused(said[name], *words)
    assert said[name].out == ""


def test_what_is_there_already_is_not_loaded_again(said: dict[str, Said]) -> None:
    assert said["again"].status == 0
    assert "is there already" in said["again"].words


def test_a_port_that_is_taken_is_said_with_what_to_do(said: dict[str, Said]) -> None:
    _refused(said["taken"], "PORT", "in use", "another PORT")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where those commands run that need no graph."""
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="session")
def alone(folder: Path) -> dict[str, Said]:
    """What the commands said that need no graph, or find none."""
    environment = {"PARTNERSHIPS_HOME": str(folder / "home"), "PORT": "0"}
    nobody = environment | {"NEO4J_URI": f"bolt://{LOOPBACK}:{free_port()}", "NEO4J_PASSWORD": "a-secret-word"}
    for package, columns in (("faulty", ("role",)), ("unfounded", [name for name in FAULTY if name != "role"])):
        table = copy_of_data(folder / package) / "memberships.csv"
        rows = read_rows(table)
        for column in columns:
            rows[list(FAULTY).index(column)][column] = FAULTY[column]
        write_rows(table, rows)
    plain = {
        "questions": ["questions"],
        "questions json": ["questions", "--json"],
        "cypher": ["questions", "members/of_body"],
        "unknown question": ["questions", "members/of_bdy"],
        "ask unknown": ["ask", "members/of_bdy"],
        "ask without": ["ask", "members/of_body"],
        "ask help": ["ask", "members/of_body", "--help"],
        "favourites": ["favourites", "favourites.zip"],
        "favourites nowhere": ["favourites", "nowhere/favourites.zip"],
        "check": ["check"],
        "check nowhere": ["check", "nowhere"],
        "no engine": ["load"],
        "no engine to serve": ["serve"],
        "check faulty": ["check", "faulty"],
        "check unfounded": ["check", "unfounded"],
    }
    commands = {name: Command(arguments, environment) for name, arguments in plain.items()} | {
        "unreachable": Command(["load"], nobody),
        "http": Command(["load"], nobody | {"NEO4J_URI": f"http://{LOOPBACK}:{free_port()}"}),
        "no address": Command(["load"], nobody | {"NEO4J_URI": "nonsense"}),
        "PORT=abc": Command(["run"], environment | {"PORT": "abc"}),
    }
    return run_all(commands, folder)


def test_the_questions_are_listed_by_subject(alone: dict[str, Said]) -> None:
    for question in Catalogue.read():
        assert question.path in alone["questions"].out
        assert question.title in alone["questions"].out


def test_the_questions_as_json_are_those_over_http(api: httpx.Client, alone: dict[str, Said]) -> None:
    assert alone["questions json"].json == api.get("/v1/questions").json()["items"]


def test_a_question_is_shown_with_its_cypher(alone: dict[str, Said]) -> None:
    assert alone["cypher"].out.strip() == (HOME / "members/of_body.cypher").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("name", ["unknown question", "ask unknown"])
def test_an_unknown_question_is_refused_with_the_nearest(alone: dict[str, Said], name: str) -> None:
    _refused(alone[name], "members/of_bdy", "members/of_body")


def test_a_question_without_what_it_needs_says_what_is_missing(alone: dict[str, Said]) -> None:
    _refused(alone["ask without"], "--body")


def test_the_help_of_a_question_tells_its_parameters_with_an_example(alone: dict[str, Said]) -> None:
    for word in ("--body", "Example: EAPC", "--as-of", "--known-at", "--json"):
        assert word in alone["ask help"].words


def test_the_favourites_are_written_to_a_file(alone: dict[str, Said], folder: Path) -> None:
    assert alone["favourites"].status == 0
    with zipfile.ZipFile(folder / "favourites.zip") as archive:
        assert any(name.endswith("members/of_body.cypher") for name in archive.namelist())


def test_favourites_that_cannot_be_written_are_refused_without_a_traceback(alone: dict[str, Said]) -> None:
    _refused(alone["favourites nowhere"], "nowhere")


def test_our_own_data_have_no_fault(alone: dict[str, Said]) -> None:
    assert alone["check"].status == 0
    assert "no fault" in alone["check"].words


@pytest.mark.parametrize(("column", "value"), FAULTY.items())
def test_a_fault_is_told_with_file_line_column_value_and_remedy(
    alone: dict[str, Said], column: str, value: str
) -> None:
    told = alone["check faulty" if column == "role" else "check unfounded"]
    line = 2 + list(FAULTY).index(column)
    assert told.status == 1
    assert told.out == ""
    fault = next(text for text in told.err.splitlines() if value in text)
    assert f"memberships.csv:{line}" in fault
    assert column in fault.replace(value, "")
    assert fault.rstrip().endswith(".")


def test_a_folder_that_is_not_there_is_refused(alone: dict[str, Said]) -> None:
    _refused(alone["check nowhere"], "nowhere", "no such folder")


@pytest.mark.parametrize("name", ["no engine", "no engine to serve"])
def test_without_an_engine_the_command_says_how_to_start_one(alone: dict[str, Said], name: str) -> None:
    _refused(alone[name], "does not run", "partnerships engine start", "NEO4J_URI")


def test_a_neo4j_that_does_not_answer_is_said_with_its_address(alone: dict[str, Said]) -> None:
    _refused(alone["unreachable"], "does not answer", "bolt://", "NEO4J_URI")
    assert "a-secret-word" not in alone["unreachable"].words


@pytest.mark.parametrize("name", ["http", "no address"])
def test_an_address_that_is_none_of_a_neo4j_is_refused_with_how_to_write_one(alone: dict[str, Said], name: str) -> None:
    _refused(alone[name], "NEO4J_URI", "neo4j://", "bolt://")
    assert "a-secret-word" not in alone[name].words


def test_a_port_that_is_none_is_refused_before_anything_starts(alone: dict[str, Said], folder: Path) -> None:
    _refused(alone["PORT=abc"], "PORT")
    assert not (folder / "home").exists()


@pytest.mark.neo4j
def test_a_wrong_password_is_said_and_not_repeated(neo4j_settings: Settings, tmp_path: Path) -> None:
    wrong = as_environment(neo4j_settings) | {"NEO4J_PASSWORD": "a-wrong-word"}
    told = Command(["load"], wrong).run(tmp_path)
    _refused(told, "refused", "NEO4J_PASSWORD")
    assert "a-wrong-word" not in told.words


def test_a_signal_right_after_the_last_line_ends_it_quietly(
    engine: Graph, engine_settings: Settings, tmp_path: Path
) -> None:
    process = Command(["serve"], as_environment(engine_settings)).started(tmp_path)
    try:
        read_until(process, "Ctrl-C")
    finally:
        told = end(process, signal.SIGINT)
    assert told.status in (0, 130)
    assert told.err == ""


def test_status_of_what_does_not_run_is_no_error(tmp_path: Path) -> None:
    told = Command(["engine", "status", "--json"], {"PARTNERSHIPS_HOME": str(tmp_path)}).run(tmp_path)
    assert (told.status, json.loads(told.out)) == (0, {"running": False})
