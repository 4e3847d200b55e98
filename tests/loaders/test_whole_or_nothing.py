"""Loads at once, and loads and engines killed half-way: the graph is the one before or the one after, never a mix.

Loaders are processes of their own, forked from this one so that they start in milliseconds. The two packages differ in most
of their rows. Moments are spread over what a load takes on this machine, measured first, and drawn with a seed that every
failure names; what the machine does in that moment no seed can fix.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import psutil
import pytest

from graph.connection import Graph, Writer
from graph.engine import Engine
from graph.errors import PartnershipsError
from graph.settings import Settings
from loaders.load import load
from loaders.package import read_package
from tests.conftest import TODAY
from tests.support.graph_dump import Dump, differences, facts
from tests.support.small_package import row, small_rows, write_package
from tests.support.thorough import fewer

SEED = 20110415
_LOADS_AT_ONCE = fewer(20, 5)
_KILLED_LOADS = fewer(100, 8)
_KILLED_ENGINES = fewer(10, 4)
_BEYOND = 1.25
"""Kills go on until this multiple of what a load takes, so that some come after it."""

_EVERY = 5
"""How many kills there are to one load that is let live, beside those that the kills come too late for."""

_PATIENCE = 60.0
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class State:
    """What the graph holds at one revision."""

    revision: int
    facts: Dump


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Two packages, A and B, read once: reading takes longer than writing, and no kill in it could do harm."""
    read = functools.cache(read_package)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.load.read_package", read, raising=False)
        folders = {name: _package(tmp_path_factory.mktemp("package") / name, name) for name in "AB"}
        for folder in folders.values():
            read(folder)
        yield folders


def _package(folder: Path, name: str) -> Path:
    """The small package and thirty countries more, under ids of their own, whose claims have the same ids in both."""
    rows = small_rows()
    for number in range(30):
        land = f"X{number:02}-{name}"
        rows["countries"].append(row("countries", id=land, name=f"Land {number} of {name}", kind="country"))
        rows["memberships"].append(
            row("memberships", id=f"PFP:X{number:02}", country=land, body="PFP", role="partner", note=name)
        )
    for cells in rows["countries"][:4]:
        cells["note"] = f"As {name} has it."
    return write_package(folder, rows)


# Loaders as processes


class _Telling(Graph):
    """A graph that says when a write begins."""

    told: Connection

    def write(self) -> AbstractContextManager[Writer]:
        self.told.send("begun")
        return super().write()


def _load(settings: Settings, folder: Path, told: Connection, begin: Event) -> None:
    """What a loader does: it says `begun` when it begins to write, then its revision, or why there is none."""
    with _Telling.open(settings) as graph:
        graph.told = told
        graph.check()
        begin.wait()
        try:
            told.send(load(graph, folder, today=TODAY).revision)
        except PartnershipsError as error:
            told.send(str(error))


@dataclass(frozen=True)
class Loader:
    """A loader in a process of its own."""

    process: BaseProcess
    told: Connection

    def says(self) -> object:
        """The next thing that it says; waits for it."""
        assert self.told.poll(_PATIENCE), "a loader says nothing"
        return self.told.recv()

    def killed_after(self, seconds: float) -> None:
        """Wait until it writes, then so long; then kill it."""
        assert self.says() == "begun"
        time.sleep(seconds)
        self.process.kill()
        self.process.join()

    def ended(self) -> object:
        """The last thing that it says, once it has ended by itself."""
        self.process.join(_PATIENCE)
        last: object = None
        with contextlib.suppress(EOFError):
            while self.told.poll():
                last = self.told.recv()
        return last


@contextlib.contextmanager
def _loader(settings: Settings, folder: Path, begin: Event | None = None) -> Iterator[Loader]:
    """A loader that waits for the event, or for nothing."""
    receiver, sender = _FORK.Pipe(duplex=False)
    if begin is None:
        begin = _FORK.Event()
        begin.set()
    process = _FORK.Process(target=_load, args=(settings, folder, sender, begin))
    process.start()
    sender.close()
    try:
        yield Loader(process, receiver)
    finally:
        process.kill()
        process.join()
        receiver.close()


def _undisturbed(settings: Settings, folder: Path) -> tuple[int, float]:
    """The revision of a load that is let live, and the seconds that it took from the beginning of its writing."""
    with _loader(settings, folder) as loader:
        assert loader.says() == "begun"
        began = time.monotonic()
        revision = loader.says()
        assert isinstance(revision, int), revision
        return revision, time.monotonic() - began


def _moments(number: int) -> list[float]:
    """So many moments as parts of what a load takes, one in each equal part of the time, in any order."""
    chance = random.Random(SEED)  # noqa: S311 - no secret hangs on it
    moments = [_BEYOND * (part + chance.random()) / number for part in range(number)]
    chance.shuffle(moments)
    return moments


# What the graph holds


def _revision(graph: Graph) -> int:
    found = graph.read("MATCH (state:GraphState) RETURN state.revision AS revision")
    return int(found[0]["revision"]) if found else 0


def _state(graph: Graph) -> State:
    """Read anew if a load came in between."""
    while True:
        revision = _revision(graph)
        found = facts(graph)
        if _revision(graph) == revision:
            return State(revision, found)


def _name(found: Dump, expected: dict[str, Dump], where: str) -> str:
    """Which package the graph holds. Fails unless it is one, exactly."""
    for name, wanted in expected.items():
        if found == wanted:
            return name
    mixed = {name: [len(keys) for keys in differences(wanted, found)] for name, wanted in expected.items()}
    pytest.fail(f"{where}: the graph is a mix; entries that lack, are too many, and differ from each: {mixed}")


def _expected(graph: Graph, packages: dict[str, Path]) -> dict[str, Dump]:
    """What the graph holds after a load of each, which is all that it may ever hold; the last one is in it."""
    expected = {}
    for name, folder in packages.items():
        load(graph, folder, today=TODAY)
        expected[name] = facts(graph)
    gone, new, changed = differences(*expected.values())
    assert min(len(gone), len(new), len(changed)) > 30, "a mix would not show"
    return expected


def _other(name: str) -> str:
    return "B" if name == "A" else "A"


class _UndoneError(Exception):
    """Ends a write that must leave no trace."""


def _await_its_end(settings: Settings, graph: Graph) -> None:
    """Wait until the database is done with a loader that was killed: its last word may have been to commit."""
    if settings.embedded:
        # The engine reads a connection in a thread, and closes it once it has done what stood in it.
        server = psutil.Process(Engine(settings).joined().pid)
        _wait_until(lambda: all(link.status != psutil.CONN_CLOSE_WAIT for link in server.net_connections("tcp")))
    else:
        # Neo4j keeps that loader's lock on this node as long as its transaction lives.
        with contextlib.suppress(_UndoneError), graph.write() as writer:
            writer.run("MATCH (state:GraphState) SET state.revision = state.revision + 1")
            raise _UndoneError


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.002)


# Two loads at once


def test_of_two_loads_at_once_each_is_whole_and_one_comes_last(
    empty_graph: Graph, empty_settings: Settings, packages: dict[str, Path]
) -> None:
    expected = _expected(empty_graph, packages)
    for number in range(_LOADS_AT_ONCE):
        with empty_graph.write() as writer:
            # By turns on an empty graph, and on one that does not know what it holds.
            writer.run(
                "MATCH (node) DETACH DELETE node" if number % 2 else "MATCH (it:Package) SET it.digest = 'another'"
            )
        before = _revision(empty_graph)
        said = _loaded_at_once(empty_settings, packages)
        where = f"pair {number} of loads at once"
        assert sorted(said.values(), key=str) == [before + 1, before + 2], f"{where}: {said}"
        after = _state(empty_graph)
        assert after.revision == before + 2, where
        assert said[_name(after.facts, expected, where)] == after.revision, where


def _loaded_at_once(settings: Settings, packages: dict[str, Path]) -> dict[str, object]:
    """What each of the loaders says in the end that begin in the same moment."""
    begin = _FORK.Event()
    with contextlib.ExitStack() as running:
        loaders = {name: running.enter_context(_loader(settings, folder, begin)) for name, folder in packages.items()}
        begin.set()
        return {name: loader.ended() for name, loader in loaders.items()}


# Loads that are killed


def test_a_load_that_is_killed_leaves_the_graph_before_it_or_after_it(
    empty_graph: Graph, empty_settings: Settings, packages: dict[str, Path]
) -> None:
    expected = _expected(empty_graph, packages)
    for name in "ABABA":
        revision, seconds = _undisturbed(empty_settings, packages[name])
    held = State(revision, expected["A"])
    fell = {"before": 0, "after": 0}
    for number, moment in enumerate(_moments(_KILLED_LOADS)):
        where = f"kill {number} of seed {SEED}, {moment * seconds:.4f} seconds into a load of {seconds:.4f}"
        target = _other(_name(held.facts, expected, where))
        with _loader(empty_settings, packages[target]) as loader:
            loader.killed_after(moment * seconds)
        _await_its_end(empty_settings, empty_graph)
        now = _state(empty_graph)
        name = _name(now.facts, expected, where)
        assert now.revision == held.revision + (name == target), where
        fell["after" if name == target else "before"] += 1
        if number % _EVERY == _EVERY - 1:
            name = _other(name)
            now, taken = _next_load(empty_settings, empty_graph, packages[name], now)
            assert _name(now.facts, expected, where) == name, where
            seconds = (seconds + taken) / 2  # A database that is long up loads faster.
        held = now
    assert all(fell.values()), f"of {_KILLED_LOADS} kills (seed {SEED}) these fell before and after the commit: {fell}"


def _next_load(settings: Settings, graph: Graph, folder: Path, held: State) -> tuple[State, float]:
    """The state after a load that is let live, and its seconds; fails unless it is a load like any other."""
    revision, seconds = _undisturbed(settings, folder)
    now = _state(graph)
    assert now.revision == revision == held.revision + 1
    return now, seconds


def test_an_engine_that_is_killed_in_a_load_has_the_graph_before_it_or_after_it(
    home: Settings, packages: dict[str, Path]
) -> None:
    engine = Engine(home)
    engine.start(stay=False)
    with Graph.open(home) as graph:
        expected = _expected(graph, packages)
    _kill(engine)  # An engine loads more slowly just after its start, and that is what is killed below.
    engine.start(stay=False)
    _, seconds = _undisturbed(home, packages["A"])
    held = _opened_state(home)
    for number, moment in enumerate(_moments(_KILLED_ENGINES)):
        where = f"kill {number} of seed {SEED}, {moment * seconds:.4f} seconds into a load of {seconds:.4f}"
        target = _other(_name(held.facts, expected, where))
        with _loader(home, packages[target]) as loader:
            assert loader.says() == "begun"
            time.sleep(moment * seconds)
            _kill(engine)
            said = loader.ended()
        engine.start(stay=False)
        now = _opened_state(home)
        name = _name(now.facts, expected, where)
        assert now.revision == held.revision + (name == target), where
        assert name == target or not isinstance(said, int), (
            f"{where}: the loader was told of a commit that is not there"
        )
        held = now
    with Graph.open(home) as graph:
        target = _other(_name(held.facts, expected, "after all kills"))
        now, _ = _next_load(home, graph, packages[target], held)
        assert _name(now.facts, expected, "the load after all kills") == target


def _opened_state(settings: Settings) -> State:
    with Graph.open(settings) as graph:
        return _state(graph)


def _kill(engine: Engine) -> None:
    """End the engine's process as a power cut would, without its knowing."""
    process = psutil.Process(engine.joined().pid)
    process.kill()
    process.wait(_PATIENCE)
