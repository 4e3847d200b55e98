"""The house: which room may use which, where Cypher lives, and what an installation holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
import yaml

from api.browser_command import config_for
from graph.schema import tables
from graph.text import cypher
from queries.catalogue import Catalogue
from tests.conftest import ROOT

ROOMS = ("graph", "queries", "loaders", "api")
MAY_USE = {
    "graph": {"graph"},
    "queries": {"queries", "graph"},
    "loaders": {"loaders", "graph"},
    "api": {"api", "graph", "queries", "loaders"},
}
OWN = {*ROOMS, "tests", "benchmarks"}
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[str]:
    """The top-level names that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}:{node.lineno} imports from where it stands"
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_room_uses_only_the_rooms_that_it_may(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert set(_imports(path)) & OWN <= MAY_USE[room]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_cypher_stands_in_a_python_string(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in strings if re.search(r"\b(MATCH|MERGE|CREATE)\s*\(", text)]


def test_a_question_is_framed_by_its_own_text_and_its_declared_columns_and_nothing_else() -> None:
    frame = cypher("graph", "cypher/at_one_revision.cypher")
    for question in Catalogue.read():
        record = ", ".join(f"{column.name}: {column.name}" for column in question.columns)
        assert question.assembled.count(record) == 1
        assert question.assembled.count(question.text.strip()) == 1
        bare = question.assembled.replace(record, "/* its columns */")
        assert bare.replace(question.text.strip(), "/* the question */") == frame


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names of all files of the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        return archive.namelist()


def test_the_wheel_holds_the_four_rooms_and_nothing_else_at_its_top(wheel: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


@pytest.mark.parametrize("ending", ["*.py", "*.cypher"])
def test_the_wheel_holds_every_module_and_every_cypher_file(ending: str, wheel: list[str]) -> None:
    expected = {_name(path) for room in ROOMS for path in (ROOT / room).rglob(ending)}
    assert expected
    assert expected <= set(wheel)


def test_the_wheel_holds_the_data_package(wheel: list[str]) -> None:
    assert {f"loaders/data/{table.name}.csv" for table in tables()} <= set(wheel)
    assert "loaders/data/datapackage.json" in wheel


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_installed_distribution_owns_a_room_s_name(room: str) -> None:
    owners = metadata.packages_distributions().get(room, [])
    assert set(owners) <= {"partnership-graph", "partnership_graph"}


def _tracked() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("this is no checkout")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def _texts() -> Iterator[tuple[str, str]]:
    for path in _tracked():
        try:
            yield _name(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_a_registry_host() -> None:
    hosts = re.compile(
        r"(?:repo1?\.maven|repo\.maven\.apache|central\.sonatype|files\.pythonhosted|(?:test\.)?pypi\.(?:org|python)"
        r"|registry\.npmjs|index\.docker|registry-1\.docker|ghcr)\.?[\w.]*",
        re.IGNORECASE,
    )
    named = {(name, found) for name, text in _texts() if name != "tests/test_house.py" for found in hosts.findall(text)}
    assert not named


def test_no_file_names_a_folder_of_one_machine() -> None:
    places = re.compile(r"(?<![\w.$}])/(?:root|home/\w+|Users/\w+|work|tmp/\w+)/")
    named = {
        name
        for name, text in _texts()
        if name != "tests/test_house.py" and not name.startswith("data/") and places.search(text)
    }
    assert not named


def test_neo4j_is_the_same_for_the_tests_and_for_users() -> None:
    pom = (ROOT / "graph" / "neo4j" / "pom.xml").read_text(encoding="utf-8")
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    (version,) = re.findall(r"<neo4j.version>([\d.]+)</neo4j.version>", pom)
    images = re.findall(r"image:\s*neo4j:([\d.]+)", compose)
    assert [image.split(".")[:2] for image in images] == [version.split(".")[:2]]


def test_browser_is_set_up_the_same_for_compose_and_for_the_command() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    environment = compose["services"]["neo4j"]["environment"]
    # As the image has it: two underscores for one, and one for a dot.
    there = {
        name.removeprefix("NEO4J_").replace("__", "-").replace("_", ".").replace("-", "_"): str(value)
        for name, value in environment.items()
    }
    for name, value in config_for("http://localhost:8000").items():
        assert there[name] == value
