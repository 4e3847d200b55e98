"""The embedded engine's life: started, joined, killed, taken over, ended."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

import graph.engine
from graph.connection import Graph
from graph.engine import Engine, EngineState, running
from graph.errors import EngineError
from graph.settings import Settings
from tests.conftest import ROOT, embedded_home


@pytest.fixture
def started(home: Settings) -> EngineState:
    """An engine in a fresh folder, started by this process."""
    return Engine(home).start(stay=False)


def _write_one(settings: Settings, name: str) -> None:
    with Graph.open(settings) as graph, graph.write() as writer:
        writer.run("CREATE (:Kept {name: $name})", name=name)


def _names(settings: Settings) -> list[str]:
    with Graph.open(settings) as graph:
        return [row["name"] for row in graph.read("MATCH (kept:Kept) RETURN kept.name AS name ORDER BY name")]


def _kill(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    with contextlib.suppress(psutil.NoSuchProcess):
        process.wait(20)


def test_an_engine_starts_tells_of_itself_and_stops(home: Settings) -> None:
    engine = Engine(home)
    assert engine.state() is None
    told: list[str] = []
    state = engine.start(stay=False, waiting=told.append)
    assert told == ["starting the embedded engine"]
    assert engine.state() == engine.joined() == state
    assert psutil.pid_exists(state.pid)
    assert engine.stop()
    assert not state.alive()
    assert engine.state() is None


def test_an_engine_that_does_not_run_is_not_stopped(home: Settings) -> None:
    assert not Engine(home).stop()


def test_joining_an_engine_that_does_not_run_says_how_to_start_it(home: Settings) -> None:
    with pytest.raises(EngineError, match="partnerships engine start"):
        Engine(home).joined()


def test_opening_the_graph_does_not_start_an_engine(home: Settings) -> None:
    with pytest.raises(EngineError, match="does not run"):
        Graph.open(home)


def test_a_second_start_joins_the_first_ones_engine(embedded_settings: Settings) -> None:
    state = Engine(embedded_settings).joined()
    assert Engine(embedded_settings).start(stay=True) == state


def test_a_block_inside_another_leaves_the_engine_running(home: Settings) -> None:
    with running(home) as outer:
        assert outer is not None
        with running(home) as inner:
            assert inner == outer
        assert outer.alive()
    assert not outer.alive()


def test_an_engine_that_the_block_started_ends_with_it_even_when_the_block_raises(home: Settings) -> None:
    seen: list[EngineState] = []

    def use() -> None:
        with running(home) as state:
            assert state is not None
            seen.append(state)
            raise KeyError("of the block")

    with pytest.raises(KeyError):
        use()
    assert not seen[0].alive()


def test_no_engine_is_started_where_a_neo4j_is_named(tmp_path: Path) -> None:
    settings = Settings(neo4j_uri="bolt://localhost:1", partnerships_home=tmp_path / "none")
    with running(settings) as state:
        assert state is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "name", ["engine.json", "passwords.json", "engine/root-password", "engine/config/server-users.jsonl"]
)
def test_what_holds_a_password_is_for_its_owner_alone(name: str, embedded_settings: Settings) -> None:
    mode = stat.S_IMODE((embedded_settings.partnerships_home / name).stat().st_mode)
    assert oct(mode) == oct(0o600)


def test_no_password_stands_in_the_process_list_or_the_log(embedded_settings: Settings) -> None:
    engine = Engine(embedded_settings)
    state = engine.joined()
    command = " ".join(psutil.Process(state.pid).cmdline())
    log = engine.log.read_text(encoding="utf-8", errors="replace")
    for password in (state.writer_password, state.reader_password):
        assert password not in command
        assert password not in log


def test_each_home_has_passwords_of_its_own(embedded_settings: Settings, spare_embedded_settings: Settings) -> None:
    one, other = Engine(embedded_settings).joined(), Engine(spare_embedded_settings).joined()
    assert len({one.writer_password, one.reader_password, other.writer_password, other.reader_password}) == 4


def test_an_engine_listens_on_loopback_only(embedded_settings: Settings) -> None:
    state = Engine(embedded_settings).joined()
    listening = [
        link.laddr for link in psutil.Process(state.pid).net_connections() if link.status == psutil.CONN_LISTEN
    ]
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert {address.port for address in listening} == {state.bolt_port, state.http_port}


def test_ctrl_c_in_the_terminal_does_not_reach_the_engine(embedded_settings: Settings) -> None:
    state = Engine(embedded_settings).joined()
    assert os.getsid(state.pid) != os.getsid(0)


def test_what_was_written_is_there_after_a_stop(home: Settings, started: EngineState) -> None:
    _write_one(home, "before the stop")
    assert Engine(home).stop()
    again = Engine(home).start(stay=False)
    assert again.pid != started.pid
    assert again.writer_password == started.writer_password
    assert _names(home) == ["before the stop"]


def test_a_killed_engine_starts_again_with_nothing_lost(home: Settings, started: EngineState) -> None:
    for name in ("one", "two"):
        _write_one(home, name)
    _kill(started.pid)
    assert Engine(home).state() is None
    Engine(home).start(stay=False)
    assert _names(home) == ["one", "two"]


def test_data_that_another_process_holds_are_named(home: Settings, started: EngineState) -> None:
    state_file = home.partnerships_home / "engine.json"
    kept = state_file.read_text(encoding="utf-8")
    state_file.unlink()
    other = home.model_copy(update={"partnerships_bolt_port": 0})
    with pytest.raises(EngineError, match="held by another process") as refused:
        Engine(other).start(stay=False)
    state_file.write_text(kept, encoding="utf-8")
    assert str(home.partnerships_home) in refused.value.where
    assert "PARTNERSHIPS_HOME" in refused.value.remedy
    assert started.alive()


def test_passwords_that_do_not_belong_to_the_data_are_named(home: Settings, started: EngineState) -> None:
    assert started.alive()
    Engine(home).stop()
    passwords = home.partnerships_home / "passwords.json"
    passwords.write_text(json.dumps({"root": "another-password", "reader": "another-password"}), encoding="utf-8")
    with pytest.raises(EngineError, match="password") as refused:
        Engine(home).start(stay=False)
    assert refused.value.where == str(passwords)
    assert Engine(home).state() is None


@pytest.mark.parametrize("text", ["", "{", '{"pid": 1}'])
def test_a_half_written_state_file_is_no_engine(text: str, home: Settings) -> None:
    home.partnerships_home.mkdir()
    (home.partnerships_home / "engine.json").write_text(text, encoding="utf-8")
    assert Engine(home).state() is None


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["ours", "nobodys"])
def test_a_process_that_took_the_number_of_a_dead_engine_is_not_taken_for_it(pid: int, home: Settings) -> None:
    home.partnerships_home.mkdir()
    stale = EngineState(
        pid=pid,
        created=1.0,
        bolt_port=1,
        http_port=2,
        database="partnerships",
        writer="root",
        writer_password="",
        reader="reader",
        reader_password="",
        owner=0,
    )
    (home.partnerships_home / "engine.json").write_text(stale.model_dump_json(), encoding="utf-8")
    assert Engine(home).state() is None
    assert not Engine(home).stop()


def test_an_engine_whose_owner_died_is_taken_over_and_ended_by_the_next(home: Settings) -> None:
    owner = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from graph.engine import Engine\n"
        "from graph.settings import Settings\n"
        "Engine(Settings(neo4j_uri='', partnerships_home=Path(sys.argv[1]), partnerships_engine_memory='512m',\n"
        "    partnerships_bolt_port=int(sys.argv[2]))).start(stay=False)\n"
        "os._exit(0)\n"
    )
    subprocess.run(
        [sys.executable, "-c", owner, str(home.partnerships_home), str(home.partnerships_bolt_port)],
        check=True,
        cwd=ROOT,
        timeout=120,
    )
    orphan = Engine(home).joined()
    assert not orphan.owned_by_the_living()
    with running(home) as state:
        assert state is not None
        assert state.pid == orphan.pid
        assert state.owner == os.getpid()
    assert not orphan.alive()


def test_an_engine_that_was_started_to_stay_has_no_owner(home: Settings) -> None:
    engine = Engine(home)
    state = engine.start(stay=True)
    assert state.owner == 0
    with running(home):
        pass
    assert state.alive()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    settings = embedded_home(file / "home")
    with pytest.raises(EngineError, match="cannot be written") as refused:
        Engine(settings).start(stay=False)
    assert refused.value.where == str(file / "home")
    assert "PARTNERSHIPS_HOME" in refused.value.remedy


def test_a_read_only_folder_is_named(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, _: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(EngineError, match="Permission denied"):
        Engine(home).start(stay=False)


def test_a_full_disk_is_named(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    with pytest.raises(EngineError, match="only 5 MB of disk are free") as refused:
        Engine(home).start(stay=False)
    assert "200 MB" not in refused.value.what
    assert refused.value.remedy


def test_a_start_that_another_process_never_ends_is_named(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph.engine, "_START_SECONDS", 0.3)
    home.partnerships_home.mkdir()
    with (home.partnerships_home / "engine.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(EngineError, match="another process"):
            Engine(home).start(stay=False)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_port_that_another_program_has_is_named(
    home: Settings, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph.engine, "_START_SECONDS", 5.0)
    settings = home.model_copy(update={"partnerships_bolt_port": taken_port})
    with pytest.raises(EngineError, match=str(taken_port)) as refused:
        Engine(settings).start(stay=False)
    assert "PARTNERSHIPS_BOLT_PORT" in str(refused.value)


def test_an_engine_that_does_not_come_up_names_its_log_and_leaves_no_process(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph.engine, "_START_SECONDS", 0.0)
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    engine = Engine(home)
    with pytest.raises(EngineError) as refused:
        engine.start(stay=False)
    assert str(engine.log) in refused.value.remedy
    left = {child.pid for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE}
    assert left <= before


def test_memory_is_what_the_settings_say(embedded_settings: Settings) -> None:
    command = psutil.Process(Engine(embedded_settings).joined().pid).cmdline()
    assert "-Xmx512m" in command


def test_a_port_that_another_program_takes_meanwhile_is_given_up_for_a_free_one(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home.model_copy(update={"partnerships_bolt_port": 0})
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        offered = iter([taken])
        look = graph.engine._free_port
        monkeypatch.setattr(
            graph.engine, "_free_port", lambda preferred=0: next(offered, 0) or look() if preferred else look()
        )
        state = Engine(settings).start(stay=False)
        try:
            assert state.bolt_port != taken
            with Graph.open(settings) as opened:
                assert opened.check()
        finally:
            Engine(settings).stop()
