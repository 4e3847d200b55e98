"""`partnerships run`: one command starts the engine, loads, serves and tells; a signal ends all of it, each time."""

from __future__ import annotations

import re
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from graph.settings import Settings
from queries.catalogue import HOME
from tests.api.support import LOOPBACK, POLICY_DAY, Command, Said, as_environment, end, read_until, wait_until


@dataclass(frozen=True)
class Run:
    """One run from its start to its end."""

    told: str
    answers: dict[str, httpx.Response]
    processes: list[psutil.Process]
    said: Said
    port: int

    def links(self) -> list[str]:
        """The addresses of the four questions."""
        return re.findall(r"^  (http://\S+)$", self.told, re.MULTILINE)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def runs(home: Path) -> dict[str, Run]:
    """Three runs, one after the other, in one folder that is empty at first."""
    return {
        "first": _run(home, signal.SIGINT),
        "second": _run(home, signal.SIGINT),
        "third": _run(home, signal.SIGTERM),
    }


each_run = pytest.mark.parametrize("name", ["first", "second", "third"])


def _environment(home: Path) -> dict[str, str]:
    return {"PARTNERSHIPS_HOME": str(home / "home"), "PARTNERSHIPS_ENGINE_MEMORY": "512m", "PORT": "0"}


def _run(folder: Path, number: signal.Signals, environment: dict[str, str] | None = None) -> Run:
    process = Command(["run"], environment or _environment(folder)).started(folder)
    try:
        told = read_until(process, "Ctrl-C")
        address = httpx.URL(re.findall(r"answers at (http://\S+),", told)[0])
        paths = ["/healthz", "/readyz", "/docs", *re.findall(r"^  (http://\S+)$", told, re.MULTILINE)]
        answers = {path: httpx.get(address.join(path), timeout=20) for path in paths}
        processes = psutil.Process(process.pid).children(recursive=True)
        said = end(process, number)
    finally:
        process.kill()
    wait_until(lambda: not any(one.is_running() for one in processes), 5)
    return Run(told, answers, processes, said, int(address.port or 0))


@each_run
def test_it_tells_where_the_api_is_and_how_browser_connects(runs: dict[str, Run], name: str) -> None:
    told = runs[name].told
    assert f"http://{LOOPBACK}:{runs[name].port}/docs" in told
    assert re.search(r"Neo4j Browser connects to bolt://127\.0\.0\.1:\d+, database partnerships, as reader", told)
    assert "--show-password" in told


@each_run
def test_it_asks_four_questions_and_shows_where_they_are_answered(runs: dict[str, Run], name: str) -> None:
    assert len(runs[name].links()) == 4
    for words in ("22: Armenia, Austria", "Partner (certain)", "FIN - EAPC - UKR"):
        assert words in runs[name].told


@each_run
def test_every_address_that_it_tells_answers(runs: dict[str, Run], name: str) -> None:
    assert {path: answer.status_code for path, answer in runs[name].answers.items()} == dict.fromkeys(
        runs[name].answers, 200
    )


def test_the_addresses_give_what_was_told(runs: dict[str, Run]) -> None:
    members, sweden, jordan, paths = (runs["first"].answers[link].json() for link in runs["first"].links())
    assert (members["as_of"], len(members["items"])) == (POLICY_DAY, 22)
    assert (sweden["id"], sweden["status"]) == ("SWE", "partner")
    assert (jordan["verdict"], jordan["valid"]["before"]) == ("needs_decision", "closed")
    assert paths["items"][0]["through"] == ["FIN", "EAPC", "UKR"]


def test_the_first_run_loads_and_the_others_load_nothing(runs: dict[str, Run]) -> None:
    assert "Loaded release" in runs["first"].told
    for name in ("second", "third"):
        assert "is there already" in runs[name].told
        assert "Loaded" not in runs[name].told


def test_every_run_gives_the_same_answers(runs: dict[str, Run]) -> None:
    bodies = [[runs[name].answers[link].content for link in runs[name].links()] for name in runs]
    assert bodies[0] == bodies[1] == bodies[2]


@each_run
def test_a_signal_ends_the_server_and_the_engine(runs: dict[str, Run], name: str) -> None:
    assert runs[name].processes, "there was no engine to end"
    assert [process for process in runs[name].processes if process.is_running()] == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, runs[name].port), timeout=2).close()


@each_run
def test_an_end_by_a_signal_is_quiet(runs: dict[str, Run], name: str) -> None:
    assert runs[name].said.status in (0, 130, 143)
    for word in ("Traceback", "Warning", "error"):
        assert word not in runs[name].said.err


def test_the_password_is_not_among_what_is_told(runs: dict[str, Run], home: Path) -> None:
    kept = (home / "home" / "passwords.json").read_text(encoding="utf-8")
    passwords = re.findall(r'": "([^"]{20,})"', kept)
    assert len(passwords) == 2
    for run in runs.values():
        assert [password for password in passwords if password in run.told + run.said.err + run.said.out] == []


def test_a_port_that_is_taken_ends_the_engine_too(runs: dict[str, Run], home: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        told = Command(["run"], _environment(home) | {"PORT": str(taken.getsockname()[1])}).run(home)
    assert told.status == 1
    assert "another PORT" in told.words
    assert "Traceback" not in told.err
    assert not (home / "home" / "engine.json").exists()


def test_a_query_file_that_is_wrong_stops_the_run_and_the_engine(
    runs: dict[str, Run], home: Path, tmp_path: Path
) -> None:
    shutil.copytree(HOME, tmp_path / "queries")
    (tmp_path / "queries" / "members" / "wrong.cypher").write_text("// Is it wrong?\nRETURN 1\n", encoding="utf-8")
    told = Command(["run"], _environment(home)).run(tmp_path)
    assert told.status == 1
    assert "queries/members/wrong.cypher:1" in told.words
    assert "Traceback" not in told.err
    assert not (home / "home" / "engine.json").exists()


@pytest.mark.neo4j
def test_with_a_neo4j_it_starts_no_engine(neo4j_settings: Settings, tmp_path: Path) -> None:
    run = _run(tmp_path, signal.SIGINT, as_environment(neo4j_settings) | {"PARTNERSHIPS_HOME": str(tmp_path / "home")})
    assert run.processes == []
    assert not (tmp_path / "home").exists()
    assert neo4j_settings.neo4j_uri in run.told
    assert neo4j_settings.neo4j_password.get_secret_value() not in run.told + run.said.err
    assert set(answer.status_code for answer in run.answers.values()) == {200}


def test_the_address_of_an_ipv6_host_can_be_followed(runs: dict[str, Run], home: Path) -> None:
    process = Command(["run"], _environment(home) | {"HOST": "::1"}).started(home)
    try:
        told = read_until(process, "Ctrl-C")
        found = re.findall(r"answers at (\S+),", told)
        assert httpx.get(f"{found[0]}/healthz", timeout=20).status_code == 200
    finally:
        end(process, signal.SIGINT)
