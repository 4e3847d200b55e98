"""The way of docs/backup.md to dump a Neo4j and to load it, tried with the lines that stand there."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.connection import Graph
from graph.neo4j_server import Neo4jServer, Neo4jServerError, neo4j_admin, neo4j_server
from graph.settings import Settings
from loaders.load import load
from tests.conftest import ROOT, TODAY, skip_without_neo4j
from tests.support.graph_dump import Dump, dump
from tests.support.small_package import row, small_rows, write_package

pytestmark = pytest.mark.neo4j

DOCUMENTED = re.findall(
    r"neo4j-admin (database .*?)(?: < .*)?$", (ROOT / "docs" / "backup.md").read_text("utf-8"), re.M
)


@dataclass(frozen=True)
class Dumped:
    """What a Neo4j held when it was stopped, and its dump."""

    graph: Dump
    file: Path
    next_package: Path


def _settings(server: Neo4jServer) -> Settings:
    return Settings(neo4j_uri=server.uri, neo4j_user=server.user, neo4j_password=SecretStr(server.password))


def _documented(*words: str) -> list[str]:
    """The arguments of the one line of the page that has all these words."""
    (line,) = {line for line in DOCUMENTED if all(word in line for word in words)}
    return shlex.split(line)


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> Dumped:
    skip_without_neo4j()
    folder = tmp_path_factory.mktemp("dumped")
    rows = small_rows()
    package = write_package(folder / "package", rows)
    rows["countries"].append(row("countries", id="EEE", name="Eland", kind="country"))
    with neo4j_server(folder) as server:
        with Graph.open(_settings(server)) as graph:
            load(graph, package, today=TODAY)
            held = dump(graph)
        with pytest.raises(Neo4jServerError, match="in use"):
            neo4j_admin(server.home, _documented("dump"))
    neo4j_admin(server.home, _documented("dump"))
    neo4j_admin(server.home, _documented("dump"))  # The second one replaces the first.
    return Dumped(held, server.home / "data" / "dumps" / "neo4j.dump", write_package(folder / "next", rows))


def test_the_page_gives_the_dump_for_both_ways_to_run_it_and_two_loads() -> None:
    assert sorted(line.split()[1] for line in DOCUMENTED) == ["dump", "dump", "load", "load"]


def test_a_dump_that_is_loaded_into_a_fresh_neo4j_gives_the_same_graph(dumped: Dumped, tmp_path: Path) -> None:
    def prepared(home: Path) -> None:
        from_folder = [word.replace("FOLDER", str(dumped.file.parent)) for word in _documented("load", "FOLDER")]
        neo4j_admin(home, from_folder)
        neo4j_admin(home, _documented("load", "--from-stdin"), stdin=dumped.file)

    with neo4j_server(tmp_path, prepared=prepared) as server, Graph.open(_settings(server)) as graph:
        assert dump(graph) == dumped.graph
        report = load(graph, dumped.next_package, today=TODAY)
        assert (report.loaded, report.revision) == (True, 2)
