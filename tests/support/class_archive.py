"""An archive of the embedded engine's classes, with which it starts in half the time: the tests start it a hundred times."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.engine import running
from graph.errors import EngineError
from graph.locks import locked
from graph.settings import Settings
from loaders.load import load
from tests.support.small_package import small_rows, write_package

_OPTIONS = "JAVA_TOOL_OPTIONS"


def with_archive(java: str, kept: Path, folder: Path, settings: Settings, today: dt.date) -> str:
    """The options for Java, and more with which an archive is used that is in `kept`; it is made by an engine in `folder` once.

    An archive that Java cannot use it leaves alone, and a Java that knows no archives leaves the option.
    """
    file = kept / f"arcadedb-{version('arcadedb-embedded')}.aot"
    kept.mkdir(parents=True, exist_ok=True)
    # Two processes share the tests: the second waits for the first.
    with locked(kept / "lock", lambda: EngineError("no archive of classes was made in two minutes."), seconds=120):
        if not file.exists():
            draft = file.with_suffix(".draft")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(_OPTIONS, f"{java} -XX:AOTCacheOutput={draft}")
                with running(settings), Graph.open(settings) as graph:
                    load(graph, write_package(folder / "package", small_rows()), today=today)
            if draft.exists():
                draft.rename(file)
    return f"{java} -XX:+IgnoreUnrecognizedVMOptions -XX:AOTCache={file}" if file.exists() else java
