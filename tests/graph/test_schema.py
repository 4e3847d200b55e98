"""The declared model, and everything that must follow from it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import graph.model
from graph.connection import Graph
from graph.errors import ModelError
from graph.schema import CLAIM_COLUMNS, Column, EdgeType, NodeType, Table, edge_types, node_types, table, tables
from graph.settings import Settings
from graph.text import cypher, statements
from loaders.describe import model_page
from loaders.table_schema import key_columns, package_descriptor
from tests.conftest import ROOT

TABLES = tables()
NODES = node_types()
EDGES = edge_types()
CONSTRAINTS = (ROOT / "graph" / "cypher" / "constraints.cypher").read_text(encoding="utf-8")


def _names(items: tuple[Table, ...]) -> list[str]:
    return [item.name for item in items]


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.label)
def test_every_kind_of_node_has_its_cypher_with_all_its_labels(node: NodeType) -> None:
    text = cypher("loaders", f"cypher/nodes/{node.label}.cypher")
    held = f"{':'.join(node.labels)} {{{'id' if node.per_package else node.key}: row.key}}"
    assert (f"CREATE (:{held})" if "Entity" in node.labels else f"MERGE (node:{held})") in text


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.name)
def test_every_kind_of_edge_has_its_cypher_and_is_merged_on_the_claim_alone(edge: EdgeType) -> None:
    text = cypher("loaders", f"cypher/edges/{edge.name}.cypher")
    assert f"MERGE (start)-[edge:{edge.name} {{claim_id: row.key}}]->(end)" in text


@pytest.mark.parametrize(("folder", "known"), [("nodes", {n.label for n in NODES}), ("edges", {e.name for e in EDGES})])
def test_no_cypher_is_left_of_what_is_no_longer_declared(folder: str, known: set[str]) -> None:
    assert {file.stem for file in (ROOT / "loaders" / "cypher" / folder).glob("*.cypher")} == known


def test_a_cypher_file_that_is_missing_is_named() -> None:
    with pytest.raises(ModelError, match=r"cypher/nodes/Nothing\.cypher"):
        cypher("loaders", "cypher/nodes/Nothing.cypher")


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.label)
def test_every_kind_of_node_is_kept_apart_by_a_constraint_on_its_key(node: NodeType) -> None:
    held = set(re.findall(r"FOR \(\w+:(\w+)\) REQUIRE \w+\.(\w+) IS UNIQUE", CONSTRAINTS))
    assert any((label, "id" if node.per_package else node.key) in held for label in node.labels)


def test_the_constraints_hold_on_the_engine(engine: Graph) -> None:
    names = {row["name"] for row in engine.read("SHOW CONSTRAINTS YIELD name RETURN name")}
    assert {re.findall(r"CREATE CONSTRAINT (\w+)", text)[0] for text in statements(CONSTRAINTS)} <= names


@pytest.mark.parametrize("declared", TABLES, ids=_names(TABLES))
def test_every_column_says_what_it_means(declared: Table) -> None:
    assert declared.about.endswith(".")
    for column in declared.columns:
        assert len(column.about) > 4, column.name
        assert column.about.endswith("."), column.name


@pytest.mark.parametrize("declared", TABLES, ids=_names(TABLES))
def test_every_column_that_may_be_empty_is_not_the_key(declared: Table) -> None:
    required = {column.name: column.required for column in declared.columns}
    assert all(required[name] for name in key_columns(declared))


@pytest.mark.parametrize("declared", [item for item in TABLES if item.edge], ids=lambda item: item.name)
def test_every_edge_is_a_claim_with_both_clocks_and_its_sources(declared: Table) -> None:
    assert set(CLAIM_COLUMNS) <= set(declared.columns)
    assert declared.edge is not None
    assert {declared.edge.start, declared.edge.end} <= set(declared.column_names)


@pytest.mark.parametrize("declared", [item for item in TABLES if item.edge], ids=lambda item: item.name)
def test_the_ends_of_an_edge_name_labels_that_some_table_declares(declared: Table) -> None:
    labels = {node.label for node in NODES}
    for column in declared.columns:
        assert set(column.references) <= labels, column.name


def test_no_two_tables_or_labels_or_edges_share_a_name() -> None:
    assert len({item.name for item in TABLES}) == len(TABLES)
    assert len({edge.name for edge in EDGES}) == len([item for item in TABLES if item.edge])


def test_labels_are_singular_pascal_case_and_edges_are_capitals() -> None:
    assert all(re.fullmatch(r"([A-Z][a-z]+)+", node.label) for node in NODES)
    assert all(re.fullmatch(r"[A-Z]+(_[A-Z]+)*", edge.name) for edge in EDGES)


def test_a_table_that_nobody_declared_is_named_with_those_there_are() -> None:
    with pytest.raises(ModelError, match="memberships"):
        table("membership")


def test_a_model_file_that_declares_no_table_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing_here.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(graph.model, "__path__", [str(tmp_path)])
    tables.cache_clear()
    try:
        with pytest.raises(ModelError, match="nothing_here"):
            tables()
    finally:
        monkeypatch.undo()
        tables.cache_clear()
        assert tables() == TABLES


def test_the_data_package_is_described_as_the_model_has_it() -> None:
    written = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert written == package_descriptor(), "run `python -m loaders.describe`"


def test_the_model_page_is_what_the_model_says() -> None:
    assert (ROOT / "docs" / "model.md").read_text(encoding="utf-8") == model_page(), "run `python -m loaders.describe`"


@pytest.mark.parametrize("declared", TABLES, ids=_names(TABLES))
def test_every_column_stands_on_the_model_page(declared: Table) -> None:
    page = model_page()
    part = page[page.index(f"### {declared.name}.csv") :].split("\n### ")[0]
    for column in declared.columns:
        assert f"| `{column.name}` | {column.kind}" in part


def test_frictionless_finds_nothing_wrong_with_the_data_package() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", str(ROOT / "data" / "datapackage.json")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert done.stdout.count("VALID") == len(TABLES)
    assert "INVALID" not in done.stdout


def test_every_table_and_nothing_else_is_in_the_data_folder() -> None:
    assert {file.stem for file in (ROOT / "data").glob("*.csv")} == set(_names(TABLES))


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_list_of_sources_is_never_empty() -> None:
    for declared in TABLES:
        found: list[Column] = [column for column in declared.columns if column.name == "sources"]
        assert all(column.required and column.kind == "list" for column in found)


@pytest.mark.parametrize(
    "text", ["10000", "2011-4-15", "2011-04-15T00:00:00Z", "in 2011", "9 May 1994", "2011 or 2012"]
)
def test_a_reader_of_the_schema_alone_refuses_what_is_no_date(text: str) -> None:
    """Readers of a Table Schema put `^` before a pattern and `$` behind it, whatever alternatives it has."""
    patterns = {
        field["constraints"]["pattern"]
        for resource in package_descriptor()["resources"]
        for field in resource["schema"]["fields"]
        if field["name"] in ("valid_from", "valid_to", "published")
    }
    assert patterns
    assert not any(re.match(f"^{pattern}$", text) for pattern in patterns)
