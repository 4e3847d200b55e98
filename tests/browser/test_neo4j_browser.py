"""Neo4j Browser as an analyst has it, in a real Chromium: `partnerships browser`, the login, the guide, a picture for each step.

The pictures are kept in `artefacts/neo4j_browser/`, to be looked at.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import neo4j
import pytest

from api.guide import Chapter, chapters, commands
from graph.connection import Graph
from graph.neo4j_server import LIB, fetch_jars
from graph.settings import Settings
from loaders.load import load
from loaders.package import default_folder
from tests.api.support import Command, end, read_until
from tests.browser.chromium import LOOPBACK, Chromium, chromium
from tests.conftest import TODAY, skip_without_neo4j
from tests.support.thorough import part

pytestmark = pytest.mark.neo4j

FRAME = "article[data-testid=frame]"
"""The first of them is the newest."""

some_chapters = pytest.mark.parametrize("chapter", part(chapters(), 3), ids=lambda chapter: chapter.name)
"""Every third is played; all in a thorough run. That each step draws something is tried by the driver, on both engines."""


@dataclass(frozen=True)
class Told:
    """What `partnerships browser` told whoever started it."""

    page: str
    bolt: str
    user: str
    password: str
    api: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    skip_without_neo4j()
    folder = tmp_path_factory.mktemp("browser")
    (folder / "home" / "neo4j").mkdir(parents=True)
    (folder / "home" / "neo4j" / "lib").symlink_to(fetch_jars(LIB))
    process = Command(["browser", "--show-password"], {"PARTNERSHIPS_HOME": str(folder / "home"), "PORT": "0"}).started(
        folder
    )
    try:
        text = read_until(process, "Ctrl-C", 240)
        connect = re.search(r"Connect to (\S+) as (\w+); password: (\S+)\. The", text)
        assert connect, text
        yield Told(
            page=re.findall(r"Neo4j Browser is at (\S+)", text)[0],
            bolt=connect[1],
            user=connect[2],
            password=connect[3],
            api=re.findall(r"answers at (http://\S+),", text)[0],
        )
    finally:
        end(process, signal.SIGTERM)


@pytest.fixture(scope="module")
def bare(told: Told) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(told.bolt, auth=(told.user, told.password)) as driver:
        yield driver


@pytest.fixture(scope="module")
def window(told: Told) -> Iterator[Chromium]:
    """Logged in as the program's words say, with the guide that Browser then opens by itself."""
    with chromium() as found:
        found.open(told.page)
        log_in(found, told.password)
        found.find("[data-testid=guidesDrawer] ol")
        yield found


def log_in(window: Chromium, password: str) -> None:
    """Type the password, and nothing else: address and user are there."""
    window.find("[data-testid=password]").send_keys(password)
    window.find("[data-testid=connect]").click()


def numbers(driver: neo4j.Driver, query: str, database: str = "neo4j") -> tuple[int, int]:
    """How many nodes and edges the driver gets for it."""
    with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
        graph = session.run(neo4j.Query(query)).graph()  # type: ignore[arg-type]
    return len(graph.nodes), len(graph.relationships)


def test_after_the_login_the_guide_is_open_with_a_link_to_each_chapter(window: Chromium) -> None:
    window.keep_picture("neo4j_browser/0_contents")
    assert [window.find_link(chapter.title).text for chapter in chapters()] == [one.title for one in chapters()]


@some_chapters
def test_each_step_of_a_chapter_is_drawn_on_a_click(
    chapter: Chapter, window: Chromium, told: Told, bare: neo4j.Driver
) -> None:
    window.find("[data-testid=editor-discard]")
    open_contents(window, told)
    window.find_link(chapter.title).click()
    window.wait(lambda: chapter.steps[0].title in window.text(".col-sm-12 ul"), chapter.title)
    for step in chapter.steps:
        window.find("[data-testid=guideNextSlide]").click()
        window.wait(lambda title=step.title: title in window.text(".col-sm-12 h4"), step.title)  # type: ignore[misc]
        window.find("[data-testid=guidesDrawer] pre.runnable i").click()
        window.wait(
            lambda title=step.title: title in window.text(f"{FRAME} [data-testid=frameCommand]"),
            f"a frame for {step.title}",
        )  # type: ignore[misc]
        nodes, edges = numbers(bare, step.query)
        window.wait(lambda number=nodes: window.number("g.node", FRAME) == number, f"{nodes} nodes of {step.title}")  # type: ignore[misc]
        assert window.number("g.relationship", FRAME) == edges, step.title
        window.settle("g.node", FRAME)
        window.keep_picture(f"neo4j_browser/{step.name.replace('/', '_')}")


def open_contents(window: Chromium, told: Told) -> None:
    """Back to the guide's first page, by its own link where a chapter is open."""
    if window.number("[data-testid=guidesDrawer] ol"):
        return
    while not window.number("[data-testid=guidePreviousSlide][disabled]"):
        window.find("[data-testid=guidePreviousSlide]").click()
    window.find_link("All chapters").click()
    window.find("[data-testid=guidesDrawer] ol")


def test_the_link_of_an_answer_opens_its_query_with_its_parameters(window: Chromium, told: Told) -> None:
    answer = httpx.get(f"{told.api}/v1/frameworks/EAPC/members?role=partner&as_of=2011-04-15", timeout=60).json()
    window.open(answer["links"]["browser"])
    window.wait(lambda: "2011-04-15" in window.text("#monaco-main-editor"), "the query in the editor")
    window.find("[data-testid=editor-Run]").click()
    window.wait(lambda: window.number(FRAME) > 0, "a frame")
    window.wait(lambda: "Uzbekistan" in window.text(FRAME), "the last of the partners")
    window.keep_picture("neo4j_browser/9_answer")
    assert "ERROR" not in window.text(FRAME)


def test_nothing_is_written_through_it(window: Chromium, bare: neo4j.Driver) -> None:
    with pytest.raises(neo4j.exceptions.ClientError, match=r"read-only|read only"), bare.session() as session:
        session.run("CREATE (:Country)").consume()


def test_no_other_host_gave_it_anything(window: Chromium) -> None:
    assert window.hosts() <= set(LOOPBACK)


def test_it_connects_to_the_embedded_engine_as_its_reader(
    told: Told, embedded_settings: Settings, tmp_path: Path
) -> None:
    with Graph.open(embedded_settings) as graph:
        load(graph, default_folder(), today=TODAY)
        place, reader = graph.place, graph.place.reader
    assert reader
    address = quote(place.uri.replace("://", f"://{reader.user}@"), safe="")
    with chromium() as window:
        window.open(f"{told.page.partition('?')[0]}?connectURL={address}&db={place.database}")
        log_in(window, reader.password)
        # Browser opens its own first page once it is connected, above whatever was asked before.
        window.wait(lambda: "You are connected as user" in window.text("[data-testid=stream]"), "the login")
        window.wait(lambda: "play start" in window.text(f"{FRAME} [data-testid=frameCommand]"), "Browser's first page")
        # The engine has no settings of Browser's: what the program prints is typed, at the host that Browser allows.
        for command in commands(told.api.replace("127.0.0.1", "localhost")):
            type_and_run(window, f":{command}")
        window.find_link(chapters()[1].title).click()
        window.wait(lambda: chapters()[1].steps[0].title in window.text(".col-sm-12 ul"), "the chapter")
        window.find("[data-testid=guideNextSlide]").click()
        window.find("[data-testid=guidesDrawer] pre.runnable i").click()
        with neo4j.GraphDatabase.driver(place.uri, auth=(reader.user, reader.password)) as driver:
            nodes, edges = numbers(driver, chapters()[1].steps[0].query, place.database)
        window.wait(lambda: window.number("g.node", FRAME) == nodes, f"{nodes} nodes")
        assert window.number("g.relationship", FRAME) == edges
        window.settle("g.node", FRAME)
        window.keep_picture("neo4j_browser/9_embedded")


def type_and_run(window: Chromium, command: str) -> None:
    """Type a command of Browser's, and have it run."""
    window.find("#monaco-main-editor textarea").send_keys(command)
    window.find("[data-testid=editor-Run]").click()
    window.wait(lambda: not window.text("#monaco-main-editor .view-lines").strip(), f"{command} to be taken")
