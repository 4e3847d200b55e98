"""The embedded engine's graph in a file and back: whole, as it was, and never in the place of something by accident."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import resource
import shutil
import signal
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from graph.backup import Contents, Manifest, back_up, restore
from graph.connection import Graph
from graph.engine import Engine, running
from graph.errors import BackupError, EngineError, PartnershipsError, WriteRefusedError
from graph.locks import locked
from graph.settings import Settings
from loaders.load import load
from tests.api.support import Command, as_environment
from tests.conftest import TODAY, embedded_home
from tests.support.graph_dump import Dump, dump, facts
from tests.support.small_package import row, small_rows, write_package

AT = dt.datetime(2026, 11, 22, 7, 0)


@dataclass(frozen=True)
class Original:
    """A home whose graph was backed up into `file` at the first load, and loaded a second time after that."""

    settings: Settings
    file: Path
    manifest: Manifest
    first: Dump
    second: Dump
    packages: tuple[Path, Path]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """Made once; tests that change it take a copy (`home_of_second`)."""
    folder = tmp_path_factory.mktemp("original")
    settings = embedded_home(folder / "home")
    rows = small_rows()
    first = write_package(folder / "first", rows)
    rows["countries"].append(row("countries", id="EEE", name="Eland", kind="country"))
    rows["memberships"].pop()
    second = write_package(folder / "second", rows)
    with running(settings), Graph.open(settings) as graph:
        load(graph, first, today=TODAY)
        before = dump(graph)
        manifest = back_up(settings, folder / "backup.zip", made_at=AT)
        load(graph, second, today=TODAY)
        return Original(settings, folder / "backup.zip", manifest, before, dump(graph), (first, second))


@pytest.fixture
def home_of_second(original: Original, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a home whose graph holds the second load; nothing runs in it."""
    shutil.copytree(original.settings.partnerships_home, tmp_path / "home")
    settings = embedded_home(tmp_path / "home")
    yield settings
    Engine(settings).stop()


def _dump(settings: Settings) -> Dump:
    with running(settings), Graph.open(settings) as graph:
        return dump(graph)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


# There and back


def test_a_restored_graph_is_the_one_of_the_time_of_the_backup(original: Original, home_of_second: Settings) -> None:
    manifest = restore(home_of_second, original.file, replace=True)
    assert manifest == original.manifest
    assert _dump(home_of_second) == original.first


def test_a_restored_graph_is_read_and_loaded_like_any_other(original: Original, home: Settings) -> None:
    restore(home, original.file)
    with running(home), Graph.open(home) as graph:
        with pytest.raises(WriteRefusedError):
            graph.read("CREATE (:Intruder)")
        first, second = original.packages
        assert not load(graph, first, today=TODAY).loaded
        assert load(graph, second, today=TODAY).revision == 2
        assert dump(graph) == original.second


def test_a_backup_tells_what_it_holds(original: Original) -> None:
    nodes, edges = ([key for key in original.first if json.loads(key)[0] == kind] for kind in ("node", "edge"))
    with zipfile.ZipFile(original.file) as archive:
        told = json.loads(archive.read("manifest.json"))
    assert (told["format"], told["made_at"]) == (1, "2026-11-22T07:00:00Z")
    assert told["contents"] == {
        "revision": 1,
        "packages": [{"id": "partnership-graph", "release": 1, "claims": 8}],
        "nodes": len(nodes),
        "edges": len(edges),
    }
    assert str(original.manifest.contents).startswith("partnership-graph release 1 with 8 claims; revision 1; ")


def test_a_backup_holds_no_password(original: Original, tmp_path: Path) -> None:
    with zipfile.ZipFile(original.file) as archive:
        archive.extractall(tmp_path)
    with zipfile.ZipFile(tmp_path / "database.zip") as archive:
        archive.extractall(tmp_path / "database")
    passwords = json.loads((original.settings.partnerships_home / "passwords.json").read_text(encoding="utf-8"))
    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        assert not [password for password in passwords.values() if password.encode() in file.read_bytes()]


def test_a_backup_starts_no_engine_to_stay_and_leaves_nothing_beside(home_of_second: Settings, tmp_path: Path) -> None:
    back_up(home_of_second, tmp_path / "one.zip", made_at=AT)
    assert Engine(home_of_second).state() is None
    assert not list(home_of_second.partnerships_home.glob("engine/backups/**/*.zip"))
    assert _files(tmp_path) >= {"one.zip"}
    assert not list(tmp_path.glob("*.draft"))


def test_a_backup_of_an_engine_that_serves_and_is_loaded_is_of_one_revision(
    original: Original, home_of_second: Settings, tmp_path: Path
) -> None:
    state = Engine(home_of_second).start(stay=True)
    over = threading.Event()

    def load_by_turns() -> None:
        with Graph.open(home_of_second) as graph:
            while not over.is_set():
                for package in original.packages:
                    load(graph, package, today=TODAY)
                    over.wait(0.3)

    loading = threading.Thread(target=load_by_turns)
    loading.start()
    try:
        files: dict[int, Path] = {}
        while len(files) < 3:
            file = tmp_path / "latest.zip"
            revision = back_up(home_of_second, file, made_at=AT).contents.revision
            files[revision] = file.rename(tmp_path / f"{revision}.zip")
    finally:
        over.set()
        loading.join()
    assert Engine(home_of_second).state() == state
    latest = max(files)
    restored = embedded_home(tmp_path / "restored")
    restore(restored, files[latest])
    with running(restored), Graph.open(restored) as graph:
        (held,) = graph.read("MATCH (state:GraphState) RETURN state.revision AS revision")
        assert held["revision"] == latest
        assert facts(graph) in (_facts_of(original.first), _facts_of(original.second))


def _facts_of(found: Dump) -> Dump:
    """What `facts` reads of a graph, from what `dump` read of it."""
    own = ("loaded_at", "revision", "digest", "package", "release", "claims")
    return {
        key: {name: value for name, value in held.items() if name not in own}
        for key, held in found.items()
        if '"GraphState"' not in key and '"Package"' not in key
    }


# What a backup refuses


def _refused(refused: pytest.ExceptionInfo[PartnershipsError], where: Path | str, *words: str) -> None:
    assert refused.value.where == str(where)
    assert refused.value.remedy
    for word in words:
        assert word in str(refused.value)


def test_where_nothing_was_ever_loaded_there_is_nothing_to_back_up(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(BackupError) as refused:
        back_up(home, tmp_path / "backup.zip", made_at=AT)
    _refused(refused, home.partnerships_home, "no graph here", "partnerships run")
    assert not home.partnerships_home.exists()


def test_an_empty_graph_is_not_backed_up(home: Settings, tmp_path: Path) -> None:
    Engine(home).start(stay=True)
    with pytest.raises(BackupError) as refused:
        back_up(home, tmp_path / "backup.zip", made_at=AT)
    _refused(refused, home.partnerships_home, "empty", "partnerships load")
    assert not (tmp_path / "backup.zip").exists()


@pytest.mark.parametrize(
    "run", [partial(back_up, made_at=AT), partial(restore, replace=True)], ids=["back up", "restore"]
)
def test_with_a_neo4j_both_refuse_and_say_where_its_way_is_told(
    run: Callable[[Settings, Path], object], tmp_path: Path
) -> None:
    settings = Settings(neo4j_uri="bolt://localhost:1", partnerships_home=tmp_path / "home")
    with pytest.raises(BackupError) as refused:
        run(settings, tmp_path / "backup.zip")
    _refused(refused, "NEO4J_URI", "docs/backup.md")
    assert _files(tmp_path) == set()


def test_an_earlier_backup_is_replaced_by_the_next(
    original: Original, home_of_second: Settings, tmp_path: Path
) -> None:
    shutil.copyfile(original.file, tmp_path / "backup.zip")
    manifest = back_up(home_of_second, tmp_path / "backup.zip", made_at=AT)
    assert manifest.contents.revision == 2
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        assert Manifest.model_validate_json(archive.read("manifest.json")) == manifest


@pytest.mark.parametrize("content", [b"", b"id,name\n", b"PK\x03\x04"])
def test_a_file_that_is_no_backup_is_not_written_over(content: bytes, original: Original, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(content)
    with pytest.raises(BackupError) as refused:
        back_up(original.settings, file, made_at=AT)
    _refused(refused, file, "there already", "another file")
    assert file.read_bytes() == content


@pytest.mark.parametrize("name", [".", "/dev/full"])
def test_a_folder_or_a_device_is_no_place_for_a_backup(name: str, original: Original, tmp_path: Path) -> None:
    with pytest.raises(BackupError) as refused:
        back_up(original.settings, tmp_path / name, made_at=AT)
    _refused(refused, tmp_path / name, "there already")


@pytest.mark.parametrize("name", ["nowhere/backup.zip", "file/backup.zip"])
def test_a_place_in_no_folder_is_named(name: str, original: Original, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(BackupError) as refused:
        back_up(original.settings, tmp_path / name, made_at=AT)
    _refused(refused, (tmp_path / name).parent, "no such folder")


def test_a_disk_that_takes_no_more_is_named_and_an_earlier_backup_stays(
    original: Original, home_of_second: Settings, tmp_path: Path
) -> None:
    Engine(home_of_second).start(stay=True)
    file = tmp_path / "backup.zip"
    shutil.copyfile(original.file, file)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, limits[1]))  # The nearest to a full disk that any user may make.
    try:
        with pytest.raises(BackupError) as refused:
            back_up(home_of_second, file, made_at=AT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    _refused(refused, file, "cannot be written", "Free some disk")
    assert file.read_bytes() == original.file.read_bytes()
    assert not list(tmp_path.glob("*.draft"))
    assert not list(home_of_second.partnerships_home.glob("engine/backups/**/*.zip"))


# What a restore refuses


def test_a_graph_that_is_there_is_not_replaced_unless_that_is_asked_for(
    original: Original, home_of_second: Settings
) -> None:
    with pytest.raises(BackupError) as refused:
        restore(home_of_second, original.file)
    _refused(
        refused, home_of_second.partnerships_home, "partnership-graph release 1", "revision 2", "nodes", "--replace"
    )
    assert _dump(home_of_second) == original.second


def test_a_database_in_which_nothing_is_may_be_replaced(original: Original, home: Settings) -> None:
    with running(home):
        pass
    restore(home, original.file)
    assert _dump(home) == original.first


def test_a_database_that_cannot_be_read_is_replaced_if_that_is_asked_for(
    original: Original, home_of_second: Settings
) -> None:
    folder = home_of_second.partnerships_home / "engine" / "databases" / "partnerships"
    for file in folder.glob("*.bucket"):
        file.write_bytes(b"spoilt")
    for file in folder.glob("schema*.json"):
        file.write_bytes(b"{")
    with pytest.raises(BackupError) as refused:
        restore(home_of_second, original.file)
    _refused(refused, home_of_second.partnerships_home, "can be read", "--replace")
    restore(home_of_second, original.file, replace=True)
    assert _dump(home_of_second) == original.first


@pytest.mark.parametrize(
    ("stay", "word"), [(True, "engine stop"), (False, f"process {os.getpid()}")], ids=["stays", "ours"]
)
def test_an_engine_that_serves_is_not_restored_under_its_feet(
    stay: bool, word: str, original: Original, home_of_second: Settings
) -> None:
    state = Engine(home_of_second).start(stay=stay)
    with pytest.raises(EngineError) as refused:
        restore(home_of_second, original.file, replace=True)
    _refused(refused, home_of_second.partnerships_home, str(state.pid), word)
    assert Engine(home_of_second).state() == state
    assert _dump(home_of_second) == original.second


def test_two_restores_do_not_go_on_at_once(original: Original, home: Settings) -> None:
    home.partnerships_home.mkdir()
    with (
        locked(home.partnerships_home / "restore.lock", lambda: EngineError("of the test"), seconds=0.0),
        pytest.raises(BackupError) as refused,
    ):
        restore(home, original.file)
    _refused(refused, home.partnerships_home, "another restore")


def test_a_disk_without_room_is_named_and_the_graph_stays(
    original: Original, home_of_second: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _files(home_of_second.partnerships_home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    with pytest.raises(EngineError, match="only 5 MB of disk are free"):
        restore(home_of_second, original.file, replace=True)
    assert _files(home_of_second.partnerships_home) <= before | {"restore.lock"}


# Files that are no backup


def _cut(part: float) -> Callable[[Path, Path], None]:
    def spoil(file: Path, spoilt: Path) -> None:
        content = file.read_bytes()
        spoilt.write_bytes(content[: int(len(content) * part)])

    return spoil


def _changed(file: Path, spoilt: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)


def _with_manifest(**changes: Any) -> Callable[[Path, Path], None]:
    def spoil(file: Path, spoilt: Path) -> None:
        with zipfile.ZipFile(file) as archive, zipfile.ZipFile(spoilt, "w") as written:
            manifest = json.loads(archive.read("manifest.json")) | changes
            written.writestr("manifest.json", json.dumps(manifest))
            written.writestr("database.zip", archive.read("database.zip"))

    return spoil


def _zip(**entries: str) -> Callable[[Path, Path], None]:
    def spoil(_: Path, spoilt: Path) -> None:
        with zipfile.ZipFile(spoilt, "w") as written:
            for name, text in entries.items():
                written.writestr(name.replace("_", "."), text)

    return spoil


NO_BACKUPS: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "empty": (_cut(0), "no backup of ours"),
    "cut at its tenth": (_cut(0.1), "cut short"),
    "cut by a little": (_cut(0.999), "cut short"),
    "with a byte changed": (_changed, "damaged"),
    "of other contents": (_with_manifest(sha256="0" * 64), "not those that its manifest tells"),
    "of a later format": (_with_manifest(format=2), "a format that this version does not know"),
    "with half a manifest": (_with_manifest(contents=None), "no backup of ours"),
    "a zip of something else": (_zip(readme_txt="Hello"), "no backup of ours"),
    "a zip whose names are ours": (_zip(manifest_json="{", database_zip="?"), "no backup of ours"),
    "text": (lambda _, spoilt: spoilt.write_text("no zip", encoding="utf-8"), "no backup of ours"),
    "a folder": (lambda _, spoilt: spoilt.mkdir(), "no backup of ours"),
    "nothing": (lambda _, spoilt: None, "No such file"),
}


@pytest.mark.parametrize("name", NO_BACKUPS)
def test_a_file_that_is_no_whole_backup_is_refused_before_anything_is_touched(
    name: str, original: Original, tmp_path: Path
) -> None:
    spoil, word = NO_BACKUPS[name]
    file = tmp_path / "spoilt.zip"
    spoil(original.file, file)
    with pytest.raises(BackupError) as refused:
        restore(embedded_home(tmp_path / "home"), file, replace=True)
    _refused(refused, file, word)
    assert not (tmp_path / "home").exists()


def _archive_of_nothing(original: Original, file: Path) -> None:
    """A backup that says the truth about its archive, which no engine made."""
    with zipfile.ZipFile(file, "w") as written:
        content = b"no archive of a database"
        manifest = original.manifest.model_copy(update={"sha256": sha256(content).hexdigest(), "size": len(content)})
        written.writestr("manifest.json", manifest.model_dump_json())
        written.writestr("database.zip", content)


def test_an_archive_that_the_engine_cannot_read_leaves_the_graph_as_it_was(
    original: Original, home_of_second: Settings, tmp_path: Path
) -> None:
    _archive_of_nothing(original, tmp_path / "nothing.zip")
    with pytest.raises(BackupError) as refused:
        restore(home_of_second, tmp_path / "nothing.zip", replace=True)
    _refused(refused, tmp_path / "nothing.zip", "cannot restore this backup", "Nothing was changed")
    assert not (home_of_second.partnerships_home / "restoring").exists()
    assert _dump(home_of_second) == original.second


def test_a_backup_that_holds_something_else_than_it_says_is_not_put_in(
    original: Original, home: Settings, tmp_path: Path
) -> None:
    other = Contents(revision=7, packages=(), nodes=1, edges=0)
    _with_manifest(contents=other.model_dump())(original.file, tmp_path / "other.zip")
    with pytest.raises(BackupError) as refused:
        restore(home, tmp_path / "other.zip")
    _refused(refused, tmp_path / "other.zip", "revision 1;", "revision 7;")
    assert not Engine(home).holds_database()


# Killed half-way


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(place: str, settings: Settings, file: Path) -> None:
    """Restore, and be killed at that place."""
    engine = Engine(settings)
    rename = Path.rename

    def renamed(self: Path, target: Path) -> Path:
        if target == engine.database_folder and place == "between the renames":
            _die()
        moved = rename(self, target)
        if target == engine.database_folder and place == "after the renames":
            _die()
        return moved

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", renamed)
        if place == "when its own engine runs":
            patch.setattr(Engine, "stop", _die)
        restore(settings, file, replace=True)


@pytest.mark.parametrize(
    ("place", "after"),
    [
        ("when its own engine runs", "second"),
        ("between the renames", "second"),
        ("after the renames", "first"),
    ],
)
def test_a_restore_that_is_killed_leaves_the_one_graph_or_the_other(
    place: str, after: str, original: Original, home_of_second: Settings
) -> None:
    process = multiprocessing.get_context("fork").Process(target=_die_at, args=(place, home_of_second, original.file))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert _dump(home_of_second) == getattr(original, after)
    restore(home_of_second, original.file, replace=True)
    home = home_of_second.partnerships_home
    assert not (home / "restoring").exists()
    assert not (home / "engine" / "replaced").exists()
    assert not [one for one in psutil.process_iter(["cmdline"]) if f"{home}/restoring" in str(one.info["cmdline"])]


# The commands


def test_the_commands_back_up_and_restore_and_say_what(
    original: Original, home_of_second: Settings, tmp_path: Path
) -> None:
    environment = as_environment(home_of_second)
    backup = Command(["backup", "one.zip"], environment).run(tmp_path)
    assert backup.status == 0
    assert "one.zip holds partnership-graph release 1 with 7 claims; revision 2;" in backup.words
    refused = Command(["restore", str(original.file)], environment).run(tmp_path)
    assert refused.status == 1
    assert "there is a graph already: partnership-graph release 1 with 7 claims; revision 2;" in refused.words
    assert "Traceback" not in refused.err
    done = Command(["restore", "--replace", str(original.file)], environment).run(tmp_path)
    assert done.status == 0
    assert "Restored: partnership-graph release 1 with 8 claims; revision 1;" in done.words
    assert _dump(home_of_second) == original.first
