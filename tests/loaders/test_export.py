"""What was loaded can be written out again and loaded elsewhere, and is the same graph, whatever stands in its cells."""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from graph.connection import Graph
from graph.errors import PartnershipsError
from graph.schema import OURS, Table, tables
from graph.schema import table as declared
from graph.settings import Settings
from loaders.checks import checked
from loaders.load import load
from loaders.package import default_folder, package_name
from loaders.table_schema import key_columns
from loaders.unloading import export, write_table
from tests.conftest import TODAY
from tests.loaders.test_packages import THEIRS, contest, our_rows, their_rows, write_some
from tests.support.corrupt import read_rows
from tests.support.graph_dump import Dump, differences, dump, facts
from tests.support.small_package import Rows, row, write_package


def _everything(graph: Graph) -> Dump:
    """All that the graph holds, packages included, but which load brought it and from which bytes."""
    return {
        key: {name: value for name, value in held.items() if name not in ("loaded_at", "digest")}
        for key, held in dump(graph).items()
        if '"GraphState"' not in key
    }


def _empty(graph: Graph) -> None:
    with graph.write() as writer:
        writer.run("MATCH (node) DETACH DELETE node")


def _by_key(table: Table, folder: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a table, with lists written without blanks."""
    lists = [column.name for column in table.columns if column.kind == "list"]
    found = {}
    for cells in read_rows(folder / f"{table.name}.csv"):
        written = {name: ";".join(part.strip() for part in cells[name].split(";") if part.strip()) for name in lists}
        found[tuple(cells[name] for name in key_columns(table))] = cells | written
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small package with two releases, a decision and whom it concerns, and rivals that stand in no order."""
    rows = our_rows()
    contest(rows, "PFP:CCC:1994", "a start")
    rows["memberships"].reverse()
    return write_package(tmp_path / "small", rows)


@pytest.fixture
def loaded(empty_graph: Graph, small: Path) -> Graph:
    """A graph that holds it."""
    load(empty_graph, small, today=TODAY)
    return empty_graph


# There and back


def test_a_package_written_out_and_loaded_elsewhere_is_the_same_graph(loaded: Graph, tmp_path: Path) -> None:
    before = _everything(loaded)
    export(loaded, tmp_path / "out", OURS)
    _empty(loaded)
    assert load(loaded, tmp_path / "out", today=TODAY).loaded
    assert _everything(loaded) == before


def test_what_is_written_out_are_the_rows_that_were_loaded(loaded: Graph, small: Path, tmp_path: Path) -> None:
    counted = export(loaded, tmp_path / "out", OURS)
    for table in tables():
        assert _by_key(table, tmp_path / "out") == _by_key(table, small)
    assert counted == {table.name: len(read_rows(small / f"{table.name}.csv")) for table in tables()}
    assert checked(tmp_path / "out").package.name == OURS


def test_what_was_written_out_twice_is_the_same_to_the_byte(loaded: Graph, tmp_path: Path) -> None:
    for name in ("one", "other"):
        export(loaded, tmp_path / name, OURS)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_a_package_of_somebody_else_is_written_out_by_itself(loaded: Graph, tmp_path: Path) -> None:
    theirs = write_some(tmp_path / "theirs", their_rows())
    load(loaded, theirs, today=TODAY)
    before = _everything(loaded)
    export(loaded, tmp_path / "out", THEIRS)
    assert package_name(tmp_path / "out") == THEIRS
    for table in tables():
        if (theirs / f"{table.name}.csv").exists():
            assert _by_key(table, tmp_path / "out") == _by_key(table, theirs)
        else:
            assert read_rows(tmp_path / "out" / f"{table.name}.csv") == []
    export(loaded, tmp_path / "ours", OURS)
    _empty(loaded)
    for name in ("ours", "out"):
        load(loaded, tmp_path / name, today=TODAY)
    assert _everything(loaded) == before


def test_our_own_data_are_written_out_as_they_were_loaded(engine: Graph, tmp_path: Path) -> None:
    export(engine, tmp_path / "out", OURS)
    for table in tables():
        assert _by_key(table, tmp_path / "out") == _by_key(table, default_folder())


@pytest.mark.neo4j
@pytest.mark.timeout(600)
def test_our_own_data_are_the_same_on_the_other_engine_and_back(
    request: pytest.FixtureRequest, embedded_settings: Settings, tmp_path: Path
) -> None:
    seen: list[Dump] = []
    with Graph.open(embedded_settings) as graph:
        load(graph, default_folder(), today=TODAY)
        seen.append(facts(graph))
        export(graph, tmp_path / "0", OURS)
    for number, name in enumerate(("spare_neo4j_settings", "spare_embedded_settings")):
        with Graph.open(request.getfixturevalue(name)) as graph:
            _empty(graph)
            load(graph, tmp_path / str(number), today=TODAY)
            seen.append(facts(graph))
            export(graph, tmp_path / str(number + 1), OURS)
    for again in seen[1:]:
        assert differences(seen[0], again) == (set(), set(), set())


# Odd text

ODD = [
    'a "b", c',
    "two\nlines",
    "two\r\nlines",
    "a\rb",
    "\r",
    "  leading",
    "trailing ",
    " ",
    "\t",
    "Türkiye; Côte d'Ivoire",
    ";;",
    "..",
    "'",
    '"',
    "\\",
    "\\n",
    "=1+1",
    "#",
    "$as_of",
    "\u2028",
    "\x85",
    "\ufeff",
    "🙂",
    "null",
    "true",
    "1",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00") | st.sampled_from(',;"\n\r \t'))


@given(cells=st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
@example([(text, "") for text in ODD])
@example([("", text) for text in ODD])
def test_a_table_is_read_as_it_was_written(cells: list[tuple[str, str]]) -> None:
    rows = [
        row("tools", id=f"T{number}", name=name, note=note, sources="one") for number, (name, note) in enumerate(cells)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tools.csv"
        write_table(path, declared("tools"), rows)
        with path.open(encoding="utf-8", newline="") as handle:
            assert list(csv.DictReader(handle)) == rows


def _odd_rows(texts: list[str]) -> Rows:
    """The small package with the texts wherever a text may be anything: descriptions, claims, structure, changes."""
    rows = our_rows()
    for number, text in enumerate(texts):
        rows["countries"].append(row("countries", id=f"X{number}", name=f"x{text}", kind="country", note=text))
        rows["names"].append(
            row("names", id=f"NAME:X{number}", entity="CCC", text=f"x{text}", language="en", kind="variant", note=text)
        )
        rows["decision_actors"].append(row("decision_actors", decision="D-1", actor=f"X{number}", note=text))
    rows["decisions"][0] |= {"title": f"x{texts[0]}", "note": texts[-1]}
    rows["releases"][0]["note"] = texts[0]
    rows["changes"][0]["before"] = texts[0]
    rows["contact_point_leads"][0]["note"] = texts[-1]
    return rows


def _there_and_back(graph: Graph, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = _odd_rows(texts)
        write_package(folder / "in", {name: [] for name in rows})
        for one in tables():
            write_table(folder / "in" / f"{one.name}.csv", one, rows[one.name])
        _empty(graph)
        load(graph, folder / "in", today=TODAY)
        before = _everything(graph)
        export(graph, folder / "out", OURS)
        for one in tables():
            assert _by_key(one, folder / "out") == _by_key(one, folder / "in")
        _empty(graph)
        load(graph, folder / "out", today=TODAY)
        assert _everything(graph) == before


def test_odd_text_comes_back_as_it_was(empty_graph: Graph) -> None:
    _there_and_back(empty_graph, ODD)


@settings(
    max_examples=3,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(texts=st.lists(TEXTS, min_size=10, max_size=20))
def test_any_text_comes_back_as_it_was(empty_graph: Graph, texts: list[str]) -> None:
    _there_and_back(empty_graph, texts)


# What is refused


def _refused(graph: Graph, folder: Path, package: str = OURS) -> PartnershipsError:
    with pytest.raises(PartnershipsError) as refused:
        export(graph, folder, package)
    return refused.value


def test_a_folder_that_holds_something_is_not_written_into(loaded: Graph, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("Mine.", encoding="utf-8")
    error = _refused(loaded, tmp_path / "out")
    assert (error.what, error.where) == ("something is there already.", str(tmp_path / "out"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_file_is_not_written_over(loaded: Graph, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("Mine.", encoding="utf-8")
    assert _refused(loaded, tmp_path / "out").what == "something is there already."
    assert (tmp_path / "out").read_text(encoding="utf-8") == "Mine."


@pytest.mark.parametrize("place", ["empty", "not/there/yet"])
def test_an_empty_folder_or_none_is_written_into(place: str, loaded: Graph, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export(loaded, tmp_path / place, OURS)
    assert (tmp_path / place / "datapackage.json").is_file()
    assert not [path for path in (tmp_path / place).parent.iterdir() if path.name.startswith(".")]


def test_an_unknown_package_is_refused_with_those_there_are(loaded: Graph, tmp_path: Path) -> None:
    error = _refused(loaded, tmp_path / "out", "atlas")
    assert (error.where, error.remedy) == ("atlas", f"There are: {OURS}.")
    assert not (tmp_path / "out").exists()


def test_of_an_empty_graph_there_is_nothing_to_write_out(empty_graph: Graph, tmp_path: Path) -> None:
    assert "partnerships load" in _refused(empty_graph, tmp_path / "out").remedy


def test_a_place_that_cannot_be_written_is_refused_by_name(loaded: Graph, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    error = _refused(loaded, tmp_path / "a file" / "out")
    assert "cannot be written" in error.what
    assert error.where == str(tmp_path / "a file" / "out")


def test_what_was_written_out_describes_itself_by_the_package_s_name(loaded: Graph, tmp_path: Path) -> None:
    export(loaded, tmp_path / "out", OURS)
    described: dict[str, Any] = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert described["name"] == OURS
    assert {one["path"] for one in described["resources"]} == {f"{one.name}.csv" for one in tables()}
