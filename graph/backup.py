"""The embedded engine's graph in one file, and back.

A backup is a zip of two entries: `manifest.json`, which says what is in it, and `database.zip`, the archive that the engine
makes of its database while it serves. Neither holds a password: users belong to the folder, not to the database.

A restore unpacks beside the graph, in a folder and with an engine of its own, sees that it holds what the manifest says, and
only then puts it in the place of the one that is there.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path
from typing import IO, Literal

import httpx
import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from graph.clocks import format_instant
from graph.connection import Graph, Login
from graph.engine import LOOPBACK, Engine, EngineState, running
from graph.errors import BackupError, DatabaseError, EngineError
from graph.locks import locked
from graph.settings import Settings
from graph.text import cypher

_MANIFEST = "manifest.json"
_ARCHIVE = "database.zip"
_LARGEST_MANIFEST = 1_000_000
"""Bytes; a larger entry of that name is none of ours."""

_TRIED = "restored"
"""The database that an engine unpacks a backup into, to see that it can be read."""

_INCOMING = f"{_TRIED}-backup-1.zip"
"""The name of an archive by which the engine knows it for one of its backups."""

_TRIES = 5
_ENGINE_SECONDS = 600.0
_END_SECONDS = 20.0

Waiting = Callable[[str], None]
"""Told in words what is under way."""


class PackageContents(BaseModel):
    """A loaded data package, as the graph tells of it."""

    model_config = ConfigDict(frozen=True)

    id: str
    release: int | None
    claims: int | None


class Contents(BaseModel):
    """What a graph holds, in numbers."""

    model_config = ConfigDict(frozen=True)

    revision: int
    packages: tuple[PackageContents, ...]
    nodes: int
    edges: int

    @property
    def empty(self) -> bool:
        """There is nothing that could be lost."""
        return not self.nodes

    def __str__(self) -> str:
        packages = [f"{one.id} release {one.release} with {one.claims} claims" for one in self.packages]
        return f"{', '.join(packages) or 'no data package'}; revision {self.revision}; {self.nodes} nodes, {self.edges} edges"


class Manifest(BaseModel):
    """What a backup says of itself. `sha256` and `size` (bytes) are those of the engine's archive in it."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    made_at: str
    engine: str
    contents: Contents
    sha256: str
    size: int


def back_up(settings: Settings, file: Path, *, made_at: dt.datetime, waiting: Waiting = lambda _: None) -> Manifest:
    """Write the graph of the embedded engine into a file, whole or not at all, while it may serve and be loaded.

    `made_at` is an instant in UTC. An earlier backup in the file is replaced; anything else there is not. Raises
    `BackupError`, `EngineError` and `DatabaseError`.
    """
    _only_embedded(settings)
    engine = Engine(settings)
    _refuse_target(file)
    if not engine.holds_database():
        raise BackupError(
            "there is no graph here to back up.", where=str(engine.home), remedy="Load one with `partnerships run`."
        )
    with running(settings, waiting), Graph.open(settings) as graph:
        waiting("backing up")
        contents, archive = _archived(engine, graph)
        try:
            with archive.open("rb") as handle:
                sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
            manifest = Manifest(
                made_at=format_instant(made_at),
                engine=_engine_version(),
                contents=contents,
                sha256=sha256,
                size=archive.stat().st_size,
            )
            _write(file, manifest, archive)
        finally:
            archive.unlink(missing_ok=True)
    return manifest


def restore(settings: Settings, file: Path, *, replace: bool = False, waiting: Waiting = lambda _: None) -> Manifest:
    """Put the graph of a backup in the place of the one that is there; what the backup says of itself.

    Unless `replace`, a graph that holds anything is left alone. Whenever it ends, well or not, the one graph or the other is
    there, whole. Raises `BackupError`, and `EngineError` if an engine runs here.
    """
    _only_embedded(settings)
    engine = Engine(settings)
    with _opened(file) as (backup, manifest), _alone(engine):
        if not replace:
            _refuse_to_replace(engine, settings, file, waiting)
        scratch = Engine(
            settings.model_copy(update={"partnerships_home": engine.home / "restoring", "partnerships_bolt_port": 0})
        )
        _clear(scratch)
        try:
            waiting("unpacking the backup and reading it")
            fresh = _unpacked(backup, manifest, scratch, file)
            os.sync()  # After a power cut the new database must not lack what its folder's new name promises.
            engine.put_in(fresh)
        except OSError as error:
            raise BackupError(
                f"the backup cannot be unpacked ({error.strerror}); nothing was changed.",
                where=str(engine.home),
                remedy="Free some disk, or give yourself write access.",
            ) from error
        finally:
            _clear(scratch)
    return manifest


def _only_embedded(settings: Settings) -> None:
    if not settings.embedded:
        raise BackupError(
            "this command is for the embedded engine, and a Neo4j is named.",
            where="NEO4J_URI",
            remedy="docs/backup.md says how a Neo4j is backed up; for the embedded engine leave NEO4J_URI empty.",
        )


def _engine_version() -> str:
    return f"ArcadeDB {metadata.version('arcadedb-embedded')}"


def _contents(graph: Graph) -> Contents:
    return Contents.model_validate(graph.read(cypher("graph", "cypher/contents.cypher"))[0])


# Making one


def _refuse_target(file: Path) -> None:
    """An earlier backup may be replaced by the next; a slip of the keyboard costs no other file."""
    if os.path.lexists(file):
        try:
            with _opened(file):
                return
        except BackupError as error:
            raise BackupError(
                "something is there already that is no backup of ours.", where=str(file), remedy="Name another file."
            ) from error
    if not file.absolute().parent.is_dir():
        raise BackupError(
            "there is no such folder.", where=str(file.absolute().parent), remedy="Make it, or name another place."
        )


def _archived(engine: Engine, graph: Graph) -> tuple[Contents, Path]:
    """The engine's archive of its database, and what is in it: the archive of one revision, since none came in between."""
    state = engine.joined()
    for _ in range(_TRIES):
        before = _contents(graph)
        if before.empty:
            raise BackupError(
                "the graph is empty: there is nothing to back up.",
                where=str(engine.home),
                remedy="Load it with `partnerships load`.",
            )
        archive = engine.folder / "backups" / state.database / _archive(state)
        if _contents(graph) == before:
            return before, archive
        archive.unlink(missing_ok=True)
    raise BackupError(
        "the graph was written to each time that it was being backed up.",
        where=str(engine.home),
        remedy="Try again when the loads have ended.",
    )


def _archive(state: EngineState) -> str:
    """Have the engine archive its database as it is at one moment; the name of the file in its folder of backups."""
    with _http(state) as client:
        answer = client.post(f"/command/{state.database}", json={"language": "sql", "command": "backup database"})
    name = str(answer.json()["result"][0]["backupFile"]) if answer.is_success else ""
    # It is ours to read and to delete: it must not lead elsewhere.
    if not name or Path(name).name != name:
        raise BackupError(f"the engine could not back up its database: {_why(answer)}.", remedy="See its log.")
    return name


def _write(file: Path, manifest: Manifest, archive: Path) -> None:
    """Write the backup beside its place first, so that an earlier one stays until the new one is whole."""
    draft = file.with_name(f"{file.name}.draft")
    try:
        with draft.open("wb") as handle:
            with zipfile.ZipFile(handle, "w") as backup:
                backup.writestr(_MANIFEST, manifest.model_dump_json(indent=2))
                backup.write(archive, _ARCHIVE)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise BackupError(
            f"the backup cannot be written ({error.strerror}).",
            where=str(file),
            remedy="Free some disk, or name another place.",
        ) from error


# Reading one


@contextmanager
def _opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup of ours that is whole, with its manifest. Raises `BackupError` for anything else."""
    with ExitStack() as held:
        try:
            if file.exists() and not file.is_file():
                raise _no_backup(file)  # A folder, or a device that has no end.
            backup = held.enter_context(zipfile.ZipFile(held.enter_context(file.open("rb"))))
            manifest = _manifest(backup, file)
            _verify(backup, manifest, file)
        except OSError as error:
            raise BackupError(
                f"the file cannot be read ({error.strerror}).", where=str(file), remedy="Name a file that can."
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # The last for one with a password.
            raise _no_backup(file) from error
        yield backup, manifest


def _no_backup(file: Path) -> BackupError:
    return BackupError(
        "this is no backup of ours, or it was cut short or damaged.",
        where=str(file),
        remedy="Name a whole file that `partnerships backup` wrote.",
    )


def _manifest(backup: zipfile.ZipFile, file: Path) -> Manifest:
    ours = {_MANIFEST, _ARCHIVE} == set(backup.namelist())
    if not ours or backup.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _no_backup(file)
    text = backup.read(_MANIFEST)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        if any(fault["loc"] == ("format",) for fault in error.errors()):
            raise BackupError(
                "this backup is of a format that this version does not know.",
                where=str(file),
                remedy="Restore it with the version that made it.",
            ) from error
        raise _no_backup(file) from error


def _verify(backup: zipfile.ZipFile, manifest: Manifest, file: Path) -> None:
    with backup.open(_ARCHIVE) as entry:
        if _digest(entry) != manifest.sha256:
            raise BackupError(
                "the backup is damaged: its contents are not those that its manifest tells.",
                where=str(file),
                remedy="Name a whole backup.",
            )


def _digest(handle: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while part := handle.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


# Bringing one back


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """No engine runs here, and no other restore."""
    with engine.at_rest():
        pass

    def refusal() -> BackupError:
        return BackupError(
            "another restore is under way here.", where=str(engine.home), remedy="Wait for its end; then try again."
        )

    with locked(engine.home / "restore.lock", refusal, seconds=0.0):
        yield


def _refuse_to_replace(engine: Engine, settings: Settings, file: Path, waiting: Waiting) -> None:
    """Raises `BackupError`, which says what is there, unless nothing was ever written."""
    if not any(bucket.stat().st_size for bucket in engine.database_folder.glob("*.bucket")):
        return
    try:
        with running(settings, waiting), Graph.open(settings) as graph:
            contents = _contents(graph)
        # The engine takes a database whose schema is spoilt for an empty one.
        there = "a database in which nothing can be read" if contents.empty else f"a graph already: {contents}"
    except (EngineError, DatabaseError) as error:
        there = f"a database that cannot be read ({error})"
    raise BackupError(
        f"there is {there}.",
        where=str(engine.home),
        remedy=f"`partnerships restore --replace {file}` replaces it; `partnerships backup` keeps it first.",
    )


def _unpacked(backup: zipfile.ZipFile, manifest: Manifest, own: Engine, file: Path) -> Path:
    """The folder of a database that holds what the backup says, in the home of an engine that has ended again."""
    incoming = own.folder / "backups" / _TRIED / _INCOMING
    incoming.parent.mkdir(parents=True)
    with backup.open(_ARCHIVE) as entry, incoming.open("wb") as handle:
        shutil.copyfileobj(entry, handle)
    state = own.start(stay=False)
    try:
        with _http(state) as client:
            answer = client.post("/server", json={"command": f"restore backup {_TRIED} {_INCOMING} as {_TRIED}"})
        if not answer.is_success:
            raise _unreadable(manifest, _why(answer), file)
        with Graph(state.uri, _TRIED, Login(state.writer, state.writer_password)) as graph:
            found = _contents(graph)
    except DatabaseError as error:
        raise _unreadable(manifest, error.what, file) from error
    finally:
        own.stop()
    if found != manifest.contents:
        raise _unreadable(manifest, f"it holds {found}, and should hold {manifest.contents}", file)
    return own.database_folder.with_name(_TRIED)


def _unreadable(manifest: Manifest, why: str, file: Path) -> BackupError:
    return BackupError(
        f"{_engine_version()} cannot restore this backup, which {manifest.engine} made: {why.rstrip('.')}."
        " Nothing was changed.",
        where=str(file),
        remedy="Restore it with the version that made it, or name another backup.",
    )


def _clear(scratch: Engine) -> None:
    """Take away what a restore unpacked, and the engine that one left behind which was killed."""
    if not scratch.home.exists():
        return
    for process in psutil.process_iter(["cmdline"]):
        if f"-Darcadedb.server.rootPath={scratch.folder}" in (process.info["cmdline"] or ()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(_END_SECONDS)
    shutil.rmtree(scratch.home, ignore_errors=True)


def _http(state: EngineState) -> httpx.Client:
    return httpx.Client(
        base_url=f"http://{LOOPBACK}:{state.http_port}/api/v1",
        auth=(state.writer, state.writer_password),
        timeout=_ENGINE_SECONDS,
    )


def _why(answer: httpx.Response) -> str:
    """The engine's reason, in its own words."""
    try:
        told = answer.json()
    except ValueError:
        return f"status {answer.status_code}"
    return f"{told.get('error', 'status')} {told.get('exception', answer.status_code)}"


__all__ = ["Contents", "Manifest", "PackageContents", "back_up", "restore"]
