"""The password of the database is in no log, no answer and no error, whatever goes wrong on the way to it.

That no crash tells it is in `test_faults`; that `partnerships run` does not tell it is in `test_run`.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph, Login
from graph.errors import DatabaseError
from graph.settings import Settings
from tests.api.support import LOOPBACK, Command, Said, as_environment, free_port, problem_of, run_all, served

SECRET = "geheim-1949-geheim"
COMMANDS = {"serve": ["serve"], "run": ["run"], "ask": ["ask", "frameworks/on_day"], "load": ["load"]}


@pytest.fixture(scope="module")
def deaf_port() -> Iterator[int]:
    """A port on which somebody listens who never says anything."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen(64)
        yield listener.getsockname()[1]


@pytest.fixture(scope="module")
def said(deaf_port: int, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What commands said where the database cannot be reached as they were told."""
    addresses = {
        "nobody listens": f"bolt://{LOOPBACK}:{free_port()}",
        "nobody speaks": f"neo4j://{LOOPBACK}:{deaf_port}",
        "no such host": "neo4j://no-such-host.invalid:7687",
        "password in the address": f"bolt://neo4j:{SECRET}@{LOOPBACK}:7687",
        "password in an address that is none": f"http://neo4j:{SECRET}@{LOOPBACK}:7687",
        "password where no scheme is": f"neo4j:{SECRET}@{LOOPBACK}:7687",
    }
    environment = {"NEO4J_PASSWORD": SECRET, "PARTNERSHIPS_LOG": "json", "PORT": "0"}
    commands = {
        f"{case}: {name}": Command(arguments, environment | {"NEO4J_URI": address})
        for case, address in addresses.items()
        for name, arguments in COMMANDS.items()
        if name == "serve" or case in ("nobody listens", "password in the address")
    }
    return run_all(commands, tmp_path_factory.mktemp("passwords"))


def test_a_database_that_cannot_be_reached_is_an_error_without_the_password(said: dict[str, Said]) -> None:
    for case, words in said.items():
        assert words.status == 1, case
        assert words.words.startswith("error:") or "error:" in words.words, case
        assert "Traceback" not in words.words, case
        assert SECRET not in words.out + words.err, case


def test_a_password_in_the_address_is_refused_and_where_it_belongs_is_told(said: dict[str, Said]) -> None:
    for case, words in said.items():
        if case.startswith("password in"):
            assert "NEO4J_PASSWORD" in words.words, case


@pytest.mark.neo4j
def test_a_password_that_is_wrong_is_not_repeated(neo4j_settings: Settings, tmp_path: Path) -> None:
    environment = as_environment(neo4j_settings) | {"NEO4J_PASSWORD": SECRET, "PARTNERSHIPS_LOG": "json"}
    words = Command(["serve"], environment).run(tmp_path)
    assert words.status == 1
    assert "refused the user or the password" in words.words
    assert SECRET not in words.out + words.err


def test_an_answer_does_not_repeat_a_password_that_has_become_wrong(
    engine: Graph, engine_name: str, engine_settings: Settings
) -> None:
    user = {"embedded": "reader", "neo4j": "neo4j"}[engine_name]
    with (
        Graph(engine.address, engine.database, Login(user, SECRET)) as graph,
        served(create_app(engine_settings, graph)) as address,
    ):
        for path in ("/v1/countries", "/readyz"):
            answer = httpx.get(f"{address}{path}", timeout=20)
            detail = problem_of(answer, 503)["detail"]
            assert (
                "password" in detail or "authentication details" in detail
            )  # Neo4j says it in other words after some tries.
            assert SECRET not in answer.text + str(answer.headers)
        assert SECRET not in httpx.get(f"{address}/metrics", timeout=20).text


@pytest.mark.parametrize("uri", ["bolt://neo4j:{}@host:7687", "http://u:{}@host", "neo4j:{}@host", "{}@host"])
def test_an_address_with_a_password_is_not_repeated(uri: str) -> None:
    with pytest.raises(DatabaseError) as refused:
        Graph(uri.format(SECRET), "neo4j", Login("neo4j", SECRET))
    assert SECRET not in str(refused.value)
    assert refused.value.where == "NEO4J_URI"


def test_settings_do_not_print_it() -> None:
    settings = Settings(neo4j_password=SECRET)  # type: ignore[arg-type]
    assert SECRET not in f"{settings!r} {settings}"
