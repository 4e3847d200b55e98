"""What the tests stand on.

Nothing is faked: every test that touches a database runs on the embedded engine and on a real Neo4j (see
`graph/neo4j_server.py`), and the same test body serves both. A test says what it needs by the fixture it takes:

- `engine`: an open graph that holds our own data package. Loaded once an engine and shared by all tests, so a test
  that takes it only reads.
- `empty_graph`: an open graph with nothing in it, for tests that write. It is a second engine (Neo4j's Community Edition
  has one database for users), started when the first test asks for it and emptied before each test.
- `engine_settings`, `empty_settings`: the settings that open those two, for tests that open the graph themselves.
- `embedded_settings`, `neo4j_settings`: the same of one engine, for what only one of them has.
- `home`: settings of a fresh folder in which nothing runs, for tests of the embedded engine's own life.

Engines start lazily, once a session, on free ports of loopback with files in pytest's own folder, and end with the
session. The environment's own settings (`NEO4J_URI` and so on) are taken away first: a test never reaches a real database.

Time is an argument: the package is loaded as of `TODAY`, and no test asks the clock.

Where Java and Maven are not there, the Neo4j half is left out and the summary says so in one line; with `CI=true` it fails.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis.configuration import set_hypothesis_home_dir
from pydantic import SecretStr
from xdist.scheduler import LoadScopeScheduling

from graph.connection import Graph
from graph.engine import Engine
from graph.neo4j_server import free_ports, missing_for_neo4j, neo4j_server
from graph.settings import Settings
from loaders.load import load
from loaders.package import default_folder
from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.support.class_archive import with_archive
from tests.support.thorough import THOROUGH

TODAY = dt.date(2026, 11, 22)
ENGINES = [
    pytest.param("embedded", id="embedded"),
    pytest.param("neo4j", id="neo4j", marks=pytest.mark.neo4j),
]
_LEFT_OUT = "the real Neo4j is left out"

ROOT = Path(__file__).resolve().parent.parent

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None, max_examples=200)
hypothesis.settings.load_profile("house")
set_hypothesis_home_dir(ROOT / ".pytest_cache" / "hypothesis")


_ON_BOTH_AT_ONCE = (
    "tests/api/test_guide.py",
    "tests/api/test_replay.py",
    "tests/exports/test_both_engines.py",
    "tests/loaders/test_export.py",
    "tests/queries/test_conformance.py",
)
"""Files that compare the engines, for the process that has started the slower one."""


class _ByEngine(LoadScopeScheduling):
    """Two processes share the tests (`make test`): each engine starts once, in one of them. Files that name neither come last, one
    by one, to whoever is done first."""

    def _split_scope(self, nodeid: str) -> str:
        named = re.search(r"[\[-](neo4j|embedded)[\]-]", nodeid)
        file = nodeid.split("::", 1)[0]
        return named[1] if named else "neo4j" if file in _ON_BOTH_AT_ONCE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How the processes share them."""
    return _ByEngine(config, log)


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the machine reaches a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
            patch.delenv(name, raising=False)
        # Engines that live for a test or for minutes spend most of their time on being read and optimised.
        quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        folder = tmp_path_factory.mktemp("archive")
        kept = ROOT / ".partnerships" / "tests"
        patch.setenv("JAVA_TOOL_OPTIONS", with_archive(quick, kept, folder, embedded_home(folder / "home"), TODAY))
        yield


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """`embedded`, then `neo4j`: whatever takes it, or a fixture made from it, runs on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def embedded_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The running embedded engine of the tests that read."""
    yield from _embedded(tmp_path_factory.mktemp("embedded"))


@pytest.fixture(scope="session")
def spare_embedded_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The running embedded engine of the tests that write."""
    yield from _embedded(tmp_path_factory.mktemp("embedded-spare"))


@pytest.fixture(scope="session")
def neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The running Neo4j of the tests that read."""
    yield from _neo4j(tmp_path_factory.mktemp("neo4j"))


@pytest.fixture(scope="session")
def spare_neo4j_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The running Neo4j of the tests that write."""
    yield from _neo4j(tmp_path_factory.mktemp("neo4j-spare"))


@pytest.fixture(scope="session")
def engine_settings(engine_name: str, request: pytest.FixtureRequest) -> Settings:
    """Settings that open the engine which holds our own data package, once `engine` has loaded it."""
    settings: Settings = request.getfixturevalue(f"{engine_name}_settings")
    return settings


@pytest.fixture(scope="session")
def engine(engine_settings: Settings) -> Iterator[Graph]:
    """An open graph that holds our own data package; only to be read."""
    with Graph.open(engine_settings) as graph:
        load(graph, default_folder(), today=TODAY)
        yield graph


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Every question."""
    return Catalogue.read()


@pytest.fixture(scope="session")
def desk(engine: Graph, catalogue: Catalogue) -> Desk:
    """Answers from our own data package."""
    return Desk(engine, catalogue)


@pytest.fixture(scope="session")
def desks(embedded_settings: Settings, neo4j_settings: Settings, catalogue: Catalogue) -> Iterator[Mapping[str, Desk]]:
    """A desk on either engine, each with our own data package, for tests that compare them."""
    with Graph.open(embedded_settings) as embedded, Graph.open(neo4j_settings) as real:
        for graph in (embedded, real):
            load(graph, default_folder(), today=TODAY)
        yield {"embedded": Desk(embedded, catalogue), "neo4j": Desk(real, catalogue)}


@pytest.fixture(scope="session")
def empty_settings(engine_name: str, request: pytest.FixtureRequest) -> Settings:
    """Settings that open the engine of the tests that write."""
    settings: Settings = request.getfixturevalue(f"spare_{engine_name}_settings")
    return settings


@pytest.fixture(scope="session")
def _spare_graph(empty_settings: Settings) -> Iterator[Graph]:
    with Graph.open(empty_settings) as graph:
        yield graph


@pytest.fixture
def empty_graph(_spare_graph: Graph) -> Graph:
    """An open graph with nothing in it, to be written to."""
    with _spare_graph.write() as writer:
        writer.run("MATCH (node) DETACH DELETE node")
    return _spare_graph


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh folder; an engine that a test starts there, and leaves running, is ended."""
    settings = embedded_home(tmp_path / "home")
    yield settings
    Engine(settings).stop()


def embedded_home(folder: Path) -> Settings:
    """Settings of an embedded engine in a folder: small, and not on the port that a user's own engine would take."""
    return Settings(
        neo4j_uri="",
        partnerships_home=folder,
        partnerships_bolt_port=free_ports(1)[0],
        partnerships_engine_memory="512m",
        partnerships_query_timeout=60,
    )


def _embedded(folder: Path) -> Iterator[Settings]:
    settings = embedded_home(folder)
    own = Engine(settings)
    own.start(stay=False)
    yield settings
    own.stop()


def skip_without_neo4j() -> None:
    """Leave the test out that calls this where no Neo4j can be run; with `CI=true` that is a failure."""
    if missing := missing_for_neo4j():
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true nothing may be left out, and {missing}", pytrace=False)
        pytest.skip(f"{_LEFT_OUT}: {missing}")


def _neo4j(folder: Path) -> Iterator[Settings]:
    skip_without_neo4j()
    with neo4j_server(folder) as server:
        yield Settings(
            neo4j_uri=server.uri,
            neo4j_user=server.user,
            neo4j_password=SecretStr(server.password),
            partnerships_home=folder,
            partnerships_query_timeout=60,
        )


ON_ONE_ENGINE = (
    "tests/api/test_access.py",
    "tests/api/test_bad_input.py",
    "tests/api/test_bodies.py",
    "tests/api/test_changed_answers.py",
    "tests/api/test_client.py",
    "tests/api/test_command_line.py",
    "tests/api/test_contract.py",
    "tests/api/test_countries.py",
    "tests/api/test_document.py",
    "tests/api/test_every_answer.py",
    "tests/api/test_examples.py",
    "tests/api/test_http.py",
    "tests/api/test_injection.py",
    "tests/api/test_lists.py",
    "tests/api/test_many.py",
    "tests/api/test_names.py",
    "tests/api/test_policy.py",
    "tests/api/test_records.py",
    "tests/api/test_relations.py",
    "tests/api/test_remembered.py",
    "tests/api/test_replay.py::test_an_answer_of_release_3",
    "tests/api/test_schemathesis.py",
    "tests/api/test_what_if.py",
    "tests/explorer/test_pages.py",
    "tests/exports/test_cite.py",
    "tests/exports/test_doors.py",
    "tests/exports/test_formats.py",
    "tests/exports/test_gephi.py",
    "tests/exports/test_linked.py",
    "tests/exports/test_panels.py::test_each_format",
)
"""Of doors: headers, keys, documents, commands, pages. Which engine stands behind them is no matter, and what they ask is tested
on both elsewhere; a thorough run tries all of it on both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of a run that is no thorough one what needs no second engine, and say so."""
    left_out = [
        item for item in items if not THOROUGH and item.nodeid.startswith(ON_ONE_ENGINE) and "neo4j" in item.keywords
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        chosen = {id(item) for item in left_out}
        items[:] = [item for item in items if id(item) not in chosen]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line on what was left out, and why."""
    reasons = [
        report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)
    ]
    left_out = [reason for reason in reasons if _LEFT_OUT in reason]
    if left_out:
        reason = left_out[0].removeprefix("Skipped: ").removeprefix(f"{_LEFT_OUT}: ")
        terminalreporter.write_line(f"{len(left_out)} tests on Neo4j were not run: {reason}.", yellow=True)
