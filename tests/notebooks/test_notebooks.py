"""Each notebook from start to end on either engine, with its plot; what it showed is kept in `artefacts/notebooks/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from graph.connection import Graph
from graph.settings import Settings
from tests.api.support import as_environment

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
KEPT = ROOT / "artefacts" / "notebooks"

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@every_notebook
def test_a_notebook_runs_from_start_to_end_and_shows_a_plot(
    path: Path, engine: Graph, engine_name: str, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in as_environment(engine_settings).items():
        monkeypatch.setenv(name, value)
    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=240, resources={"metadata": {"path": str(path.parent)}}).execute()
    KEPT.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, KEPT / f"{path.stem}_{engine_name}.ipynb")
    assert any("image/png" in output.get("data", {}) for output in _outputs(book))
    assert [output for output in _outputs(book) if output.get("name") == "stderr"] == []


@every_notebook
def test_a_notebook_is_kept_without_what_it_showed(path: Path) -> None:
    assert list(_outputs(nbformat.read(path, as_version=4))) == []


def test_there_is_a_notebook_for_each_way_into_the_graph() -> None:
    texts = [path.read_text(encoding="utf-8") for path in NOTEBOOKS]
    assert all(any(f"import {name}" in text for text in texts) for name in ("neo4j", "py2neo", "networkx", "pandas"))


def _outputs(book: Any) -> list[Any]:
    return [output for cell in book.cells for output in cell.get("outputs", [])]
