"""The guide for Neo4j Browser: its pictures on either engine, its pages over HTTP, its colours."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Mapping

import httpx
import neo4j
import pytest

from api.app import create_app
from api.guide import GUIDE, STYLE, Chapter, GuideFileError, Step, _step, chapters, commands, style
from graph.connection import Graph
from graph.schema import node_types
from graph.settings import Settings
from loaders.colours import COLOURS
from loaders.load import load
from loaders.package import default_folder
from tests.api.support import served
from tests.conftest import TODAY

MOST_NODES = 300
STEPS = [step for chapter in chapters() for step in chapter.steps]
every_chapter = pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.name)
SUBJECTS = [
    "The policy as a graph",
    "Partners by framework",
    "Contact points",
    "Eligibility and its reasons",
    "What Berlin changed",
    "How two actors are connected",
    "Decisions",
    "Gaps and rival claims",
]


# Pictures


@pytest.fixture(scope="module")
def drivers(embedded_settings: Settings, neo4j_settings: Settings) -> Iterator[Mapping[str, neo4j.Driver]]:
    """A bare driver on either engine, each with our own data package, as Browser has one."""
    found = {}
    for name, settings in (("embedded", embedded_settings), ("neo4j", neo4j_settings)):
        with Graph.open(settings) as graph:
            load(graph, default_folder(), today=TODAY)
            login = graph.place.reader or graph.place.writer
            found[name] = neo4j.GraphDatabase.driver(graph.place.uri, auth=(login.user, login.password))
    yield found
    for driver in found.values():
        driver.close()


def drawn(driver: neo4j.Driver, query: str, database: str) -> tuple[set[str], set[tuple[str, str, str]]]:
    """What Browser draws of a query: the ids of its nodes, and its edges."""
    with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
        graph = session.run(neo4j.Query(query)).graph()  # type: ignore[arg-type]
    nodes = {str(node["id"]) for node in graph.nodes}
    edges = {(str(one.start_node["id"]), one.type, str(one.end_node["id"])) for one in graph.relationships}  # type: ignore[index]
    return nodes, edges


@pytest.mark.neo4j
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_draws_the_same_picture_on_both_engines_and_not_too_large(
    step: Step, drivers: Mapping[str, neo4j.Driver]
) -> None:
    pictures = {
        name: drawn(driver, step.query, "partnerships" if name == "embedded" else "neo4j")
        for name, driver in drivers.items()
    }
    nodes, edges = pictures["neo4j"]
    assert 3 <= len(nodes) < MOST_NODES
    assert edges
    # A part that is cut off by LIMIT may be another one; nothing else may.
    if "LIMIT" not in step.query:
        assert pictures["embedded"] == pictures["neo4j"]


def test_a_step_may_not_write() -> None:
    with pytest.raises(GuideFileError, match="only reads"):
        _step("1_x/1_y.cypher", "// Title\n/*\nText\n*/\nMATCH (one) SET one.seen = true RETURN one\n")


def test_a_step_without_its_shape_is_refused_by_name() -> None:
    with pytest.raises(GuideFileError, match=r"api/guide/1_x/1_y\.cypher"):
        _step("1_x/1_y.cypher", "MATCH (one) RETURN one\n")


def test_the_chapters_are_those_that_analysts_were_promised_in_order() -> None:
    assert [chapter.title for chapter in chapters()] == SUBJECTS
    assert all(len(chapter.steps) >= 2 for chapter in chapters())


# Pages


@pytest.fixture(scope="module")
def pages(engine: Graph, engine_settings: Settings) -> Iterator[httpx.Client]:
    with served(create_app(engine_settings, engine)) as where, httpx.Client(base_url=where, timeout=60) as client:
        yield client


def test_the_contents_lead_to_every_chapter_at_the_address_by_which_they_were_asked_for(pages: httpx.Client) -> None:
    found = pages.get(GUIDE)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/html")
    where = str(pages.base_url).rstrip("/")
    assert re.findall(r'exec-topic="guide ([^"]+)"', found.text) == [
        f"{where}{GUIDE}/{chapter.name}" for chapter in chapters()
    ]


@every_chapter
def test_a_chapter_has_a_slide_for_each_step_with_the_query_as_its_file_has_it(
    chapter: Chapter, pages: httpx.Client
) -> None:
    page = pages.get(f"{GUIDE}/{chapter.name}").raise_for_status().text
    assert page.count("<slide") == page.count("</slide>") == 1 + len(chapter.steps)
    runnable = [html.unescape(text) for text in re.findall(r"<pre [^>]*runnable[^>]*>(.*?)</pre>", page, re.DOTALL)]
    assert runnable == [step.query for step in chapter.steps]


def test_there_is_no_chapter_of_another_name(pages: httpx.Client) -> None:
    found = pages.get(f"{GUIDE}/nothing")
    assert found.status_code == 404
    assert "policy" in found.text


@pytest.mark.parametrize("path", [GUIDE, f"{GUIDE}/policy", STYLE])
def test_browser_may_fetch_it_from_another_origin_with_headers_of_its_own(path: str, pages: httpx.Client) -> None:
    origin = "http://localhost:7474"
    asked = pages.options(
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "cache-control,pragma,x-requested-with",
        },
    )
    assert asked.status_code == 200
    assert "cache-control" in asked.headers["access-control-allow-headers"].lower()
    assert pages.get(path, headers={"Origin": origin}).headers["access-control-allow-origin"] in ("*", origin)


def test_nothing_else_may_be_read_from_another_origin(pages: httpx.Client) -> None:
    found = pages.get("/v1/countries/SWE?as_of=2011-04-15", headers={"Origin": "http://localhost:7474"})
    assert found.status_code == 200
    assert "access-control-allow-origin" not in found.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_page_can_only_be_read(method: str, pages: httpx.Client) -> None:
    assert pages.request(method, GUIDE).status_code == 405


def test_a_host_full_of_markup_does_no_harm(pages: httpx.Client) -> None:
    found = pages.get(GUIDE, headers={"Host": '"><script>alert(1)</script>'})
    assert "<script" not in found.text


def test_browser_is_told_to_take_our_colours_and_to_open_the_guide() -> None:
    told = "; ".join(commands("http://localhost:8000"))
    assert "style http://localhost:8000/browser/style.grass" in told
    assert told.endswith("guide http://localhost:8000/browser/guide")


# Colours


def rules() -> Mapping[str, Mapping[str, str]]:
    """The style as Browser reads it: selectors, and what each sets."""
    return {
        selector.strip(): dict(
            (part.strip() for part in line.split(":", 1))
            for line in body.split(";")
            if ":" in line  # type: ignore[misc]
        )
        for selector, body in re.findall(r"([^{}]+)\{((?:[^{}']|'[^']*')*)\}", style())
    }


def test_the_style_is_given_as_it_is_in_its_file(pages: httpx.Client) -> None:
    assert pages.get(STYLE).text == style()


def test_every_kind_of_node_has_a_colour_and_a_caption() -> None:
    missing = {node.label for node in node_types()} - {name.removeprefix("node.") for name in rules()}
    assert not missing
    assert all({"color", "caption"} <= set(rule) for name, rule in rules().items() if name.startswith("node."))


def test_colours_of_what_a_country_is_come_after_that_of_countries_so_that_they_win() -> None:
    order = list(rules())
    assert all(order.index(f"node.Country.{label}") > order.index("node.Country") for label in COLOURS)


def linear(colour: str) -> list[float]:
    """Red, green and blue, as light adds up (sRGB)."""
    found = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in found]


def luminance(colour: str) -> float:
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


@pytest.mark.parametrize("name", [name for name in rules() if name.startswith("node.")])
def test_a_caption_can_be_read_on_its_node(name: str) -> None:
    rule = rules()[name]
    light, dark = sorted((luminance(rule["color"]), luminance(rule["text-color-internal"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, AA


# Machado, Oliveira and Fernandes 2009: what is seen of linear light where one kind of cone is missing.
SEEN_WITHOUT = {
    "nothing missing": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "long waves": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "middle waves": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "short waves": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def lab(colour: str, seen: tuple[tuple[float, ...], ...]) -> list[float]:
    """The colour as it is seen, in CIE L*a*b* (D65)."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * value for factor, value in zip(row, light, strict=True)))) for row in seen
    )
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize("missing", SEEN_WITHOUT)
def test_whatever_cones_are_missing_no_two_colours_that_must_be_told_apart_look_alike(missing: str) -> None:
    names = [
        *(f"node.Country.{label}" for label in COLOURS),
        *(f"node.{one}" for one in ("Tool", "Provision", "Decision")),
    ]
    colours = {name: lab(rules()[name]["color"], SEEN_WITHOUT[missing]) for name in names}
    for one, other in itertools.combinations(names, 2):
        apart = sum((a - b) ** 2 for a, b in zip(colours[one], colours[other], strict=True)) ** 0.5
        assert apart >= 10, f"{one} and {other} are {apart:.1f} apart"
