"""An engine's life by the command line, from its start to its end; what each command said is looked at after."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.engine import Engine, EngineState
from tests.api.support import Command, Said, run_all
from tests.conftest import embedded_home
from tests.support.corrupt import read_rows, write_rows
from tests.support.small_package import small_rows, write_package


@dataclass(frozen=True)
class Life:
    """What each command said, and the state of the engine while it ran."""

    said: dict[str, Said]
    state: EngineState
    home: Path
    left_running: bool


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The commands, one after the other."""
    folder = tmp_path_factory.mktemp("life")
    settings = embedded_home(folder / "home")
    environment = {"PARTNERSHIPS_HOME": str(folder / "home"), "PARTNERSHIPS_ENGINE_MEMORY": "512m", "PORT": "0"}
    good = write_package(folder / "good", small_rows())
    bad = shutil.copytree(good, folder / "bad")
    rows = read_rows(bad / "memberships.csv")
    rows[1]["valid_from"] = "1952-02-30"
    write_rows(bad / "memberships.csv", rows)
    status = ["ask", "countries/status", "--country", "AAA", "--as-of", "2011-04-15", "--json"]
    while_it_runs = {
        "start": ["engine", "start"],
        "ask empty": status,
        "serve empty": ["serve"],
        "load": ["load", str(good)],
        "load again": ["load", str(good)],
        "load faulty": ["load", str(bad)],
        "ask": status,
        "status": ["engine", "status"],
        "status shown": ["engine", "status", "--show-password", "--json"],
    }
    after = {"stop again": ["engine", "stop"], "status after": ["engine", "status"]}
    try:
        said = {name: Command(arguments, environment).run(folder) for name, arguments in while_it_runs.items()}
        state = Engine(settings).joined()
        said["stop"] = Command(["engine", "stop"], environment).run(folder)
        left_running = state.alive()
        said |= run_all({name: Command(arguments, environment) for name, arguments in after.items()}, folder)
    finally:
        Engine(settings).stop()
    return Life(said, state, folder / "home", left_running)


@pytest.fixture
def said(life: Life) -> dict[str, Said]:
    """What each command said."""
    return life.said


def test_the_start_tells_the_process_and_the_address(life: Life) -> None:
    assert life.said["start"].status == 0
    assert f"process {life.state.pid} at {life.state.uri}" in life.said["start"].words


@pytest.mark.parametrize("name", ["ask empty", "serve empty"])
def test_an_empty_graph_is_refused_with_what_loads_it(said: dict[str, Said], name: str) -> None:
    assert said[name].status == 1
    assert "partnerships load" in said[name].words
    assert "Traceback" not in said[name].err


def test_the_first_load_loads(said: dict[str, Said]) -> None:
    assert said["load"].status == 0
    assert "Loaded release 1" in said["load"].words
    assert "revision 1" in said["load"].words


def test_the_second_load_has_nothing_to_do(said: dict[str, Said]) -> None:
    assert said["load again"].status == 0
    assert "is there already (revision 1)" in said["load again"].words


def test_a_faulty_package_is_not_loaded_and_the_fault_is_named(said: dict[str, Said]) -> None:
    assert said["load faulty"].status == 1
    for word in ("memberships.csv:3", "valid_from", "1952-02-30", "nothing was loaded"):
        assert word in said["load faulty"].err


def test_after_a_faulty_package_the_graph_is_as_it_was(said: dict[str, Said]) -> None:
    assert said["ask"].json["revision"] == 1
    assert [(item["id"], item["status"]) for item in said["ask"].json["items"]] == [("AAA", "ally")]


def test_the_status_tells_how_to_connect(said: dict[str, Said]) -> None:
    for word in ("bolt://127.0.0.1:", "database partnerships", "user reader", "--show-password"):
        assert word in said["status"].words


def test_no_command_shows_a_password_unless_asked_to(life: Life) -> None:
    for name in set(life.said) - {"status shown"}:
        assert life.state.reader_password not in life.said[name].words
        assert life.state.writer_password not in life.said[name].words


def test_the_password_of_the_reading_user_is_shown_when_asked_for(life: Life) -> None:
    assert life.said["status shown"].json["password"] == life.state.reader_password
    assert life.state.writer_password not in life.said["status shown"].words


def test_files_with_passwords_are_for_their_owner_only(life: Life) -> None:
    passwords = (life.state.reader_password.encode(), life.state.writer_password.encode())
    files = [file for file in life.home.rglob("*") if file.is_file()]
    holding = [file for file in files if any(password in file.read_bytes() for password in passwords)]
    assert holding
    assert [file for file in holding if stat.S_IMODE(file.stat().st_mode) & 0o077] == []


def test_the_end_ends_the_process(life: Life) -> None:
    assert life.said["stop"].status == 0
    assert "ended" in life.said["stop"].words
    assert not life.left_running


def test_a_second_end_finds_nothing_and_is_no_error(said: dict[str, Said]) -> None:
    assert said["stop again"].status == 0
    assert "No engine runs" in said["stop again"].words
    assert "No engine runs" in said["status after"].words
