"""Every page in a real Chromium: small and large, light and dark, with the keyboard, with a reader of screens, without a script.

The pictures are kept in `artefacts/explorer/`, to be looked at.
"""

from __future__ import annotations

import datetime as dt
import filecmp
import os
import re
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from api import explorer
from api.app import create_app
from api.explorer.views.world import holds_on, kind_of
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from loaders.package import default_folder
from tests.api.support import served, wait_until
from tests.browser.chromium import LOOPBACK, Chromium, chromium
from tests.conftest import ROOT, TODAY
from tests.explorer.pages import EXAMPLES
from tests.support.own_database import own_database
from tests.support.small_package import small_rows, write_package
from tests.support.thorough import THOROUGH

WEB = ROOT / "api" / "explorer" / "web"
STATIC = ROOT / "api" / "explorer" / "static"

SCREENS = {"phone": (360, 740), "desk": (1400, 1000), "wall": (3840, 2160)}
LOOKS = [("phone", "dark"), ("desk", "light"), ("phone", "light"), ("wall", "light"), ("desk", "dark")]
"""Where pages are looked at: each at one of the first two, in turn; everywhere in a thorough run."""

SHEET = (11.69, 16.54)
"""Inches: A3."""

GRAVE = ("serious", "critical")
ALL_AT_MOST = 300_000
"""Bytes of script and style."""

every_example = pytest.mark.parametrize(("name", "path"), EXAMPLES.items(), ids=EXAMPLES)


@pytest.fixture(scope="module")
def web() -> Path:
    """The folder of what is built, with the packages that it is built from."""
    npm = shutil.which("npm")
    if npm is None:
        told = "there is no npm on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true nothing may be left out, and {told}", pytrace=False)
        pytest.skip(f"what is built by Node is left out: {told}")
    if not (WEB / "node_modules" / "axe-core").is_dir():
        subprocess.run([npm, "ci", "--ignore-scripts"], cwd=WEB, check=True, capture_output=True, timeout=200)
    return WEB


@pytest.fixture(scope="module")
def graph(embedded_settings: Settings) -> Iterator[Graph]:
    """Pages are the same from either engine (test_pages.py)."""
    with Graph.open(embedded_settings) as found:
        load(found, default_folder(), today=TODAY)
        yield found


@pytest.fixture(scope="module")
def site(graph: Graph, embedded_settings: Settings) -> Iterator[str]:
    patient = embedded_settings.model_copy(update={"partnerships_answer_timeout": 30.0})
    with served(create_app(patient, graph)) as address:
        assert wait_until(lambda: httpx.get(f"{address}/matrix", timeout=60).is_success)
        yield address


@pytest.fixture(scope="module")
def window() -> Iterator[Chromium]:
    with chromium() as found:
        yield found


@pytest.fixture(autouse=True)
def _anew(window: Chromium) -> None:
    window.sized(*SCREENS["desk"])
    window.complaints()


def test_what_the_package_holds_is_what_is_built(web: Path, tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=web, check=True, capture_output=True, timeout=100)
    built = sorted(path.name for path in tmp_path.iterdir())
    assert built == sorted(path.name for path in STATIC.iterdir())
    assert filecmp.cmpfiles(tmp_path, STATIC, built, shallow=False) == (built, [], []), "run `make web`"


def test_script_and_style_are_light() -> None:
    assert sum((STATIC / name).stat().st_size for name in ("explorer.js", "explorer.css")) <= ALL_AT_MOST


@every_example
def test_a_page_fits_every_screen_and_theme_and_a_reader_of_screens(
    name: str, path: str, window: Chromium, site: str, web: Path
) -> None:
    axe = (web / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    on_the_wall = [("wall", "light")] if name in ("map", "berlin", "country") else []
    own = LOOKS if THOROUGH else [LOOKS[list(EXAMPLES).index(name) % 2]]
    for screen, theme in [*own, *on_the_wall]:
        window.sized(*SCREENS[screen], theme=theme)
        window.open(site + path)
        window.find("main h1")
        window.keep_picture(f"explorer/{name}_{screen}_{theme}")
        width, inner = window.told(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert width <= inner, f"{screen}: it is {width} wide"
        assert window.complaints() == []
        if screen != "wall":
            window.told(axe)
            found = window.told_later("const done = arguments[0]; axe.run().then(found => done(found.violations))")
            grave = [
                (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"][:300])
                for one in found
                if one["impact"] in GRAVE
            ]
            assert grave == [], (screen, theme)
    assert window.hosts() <= {*LOOPBACK, ""}


@every_example
def test_without_a_script_a_page_says_the_same(name: str, path: str, window: Chromium, site: str) -> None:
    written = "return [...document.querySelectorAll('main h1, main h2, main h3')].map(one => one.innerText)"
    window.without_scripts(True)
    try:
        window.open(site + path)
        window.keep_picture(f"explorer/without_script/{name}")
        bare = window.told(written)
    finally:
        window.without_scripts(False)
    html = httpx.get(site + path, headers={"Accept": "text/html"}, timeout=30).text
    headings = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"(?s)<h[123][^>]*>(.*?)</h[123]>", html)]
    assert [" ".join(one.split()) for one in bare] == [" ".join(unescape(one).split()) for one in headings]


# The map


def _classes(window: Chromium) -> dict[str, str]:
    found: dict[str, str] = window.told(
        "return Object.fromEntries([...document.querySelectorAll('#map [data-id]')]"
        ".map(one => [one.dataset.id, one.getAttribute('class')]))"
    )
    return found


def _expected(site: str, day: str, ids: Any) -> dict[str, str]:
    rows = httpx.get(f"{site}/v1/questions/countries/standing", timeout=30).json()["items"]
    holding = {
        row["id"]: kind_of(row) + ("" if row["certainty"] == "certain" else " possible")
        for row in rows
        if holds_on(row, day)
    }
    return {id_: holding.get(id_, "none") for id_ in ids}


def _slide(window: Chromium, day: str) -> None:
    window.told(
        "const slider = document.getElementById('slider');"
        "slider.value = Math.round((Date.parse(arguments[0]) - Date.parse('1949-04-04')) / 86400000);"
        "slider.dispatchEvent(new Event('input', {bubbles: true}))",
        day,
    )


def test_the_slider_draws_each_day_as_the_api_has_it_and_the_page_follows(window: Chromium, site: str) -> None:
    window.open(f"{site}/")
    for day in ("1949-04-04", "1955-05-06", "1992-06-15", "2004-03-29", "2011-04-14", "2011-04-15", "2024-03-07"):
        _slide(window, day)
        found = _classes(window)
        assert found == _expected(site, day, found)
    window.wait(lambda: "as_of=2024-03-07" in window.address, "the address of the day")
    window.wait(lambda: "Sweden" in window.text("#changed + table"), "what changed on that day")
    # What is above the map leads to that day, too, and who is not drawn is that of the day.
    assert "as_of=2024-03-07" in window.find(".top nav a[href*=matrix]").get_attribute("href")
    assert window.find(".search [name=as_of]").get_attribute("value") == "2024-03-07"
    assert window.find("#not-drawn").is_displayed() is bool(window.text("#not-drawn"))
    assert window.text("h1") == "Who was what to NATO on 7 March 2024"
    # Whoever opens that address sees the same.
    window.open(window.address)
    assert _classes(window) == _expected(site, "2024-03-07", found)
    window.keep_picture("explorer/slider")


def test_the_arrow_keys_go_to_the_next_change_and_the_last(window: Chromium, site: str) -> None:
    window.open(f"{site}/?as_of=2011-04-15")
    slider = window.find("#slider")
    window.told("document.getElementById('slider').focus()")
    slider.send_keys("\ue012")  # to the left
    assert slider.get_attribute("aria-valuetext") == "1 April 2009"
    slider.send_keys("\ue014")
    assert slider.get_attribute("aria-valuetext") == "15 April 2011"
    window.wait(lambda: window.number("#of-day.stale") == 0, "the page of that day")


def test_a_country_on_the_map_opens_its_page(window: Chromium, site: str) -> None:
    window.open(f"{site}/?as_of=2011-04-15")
    window.told("document.querySelector('#map [data-id=SWE]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
    window.wait(lambda: window.text("h1") == "Sweden and NATO", "the page of Sweden")
    assert "as_of=2011-04-15" in window.address


# Charts


def test_the_chart_of_a_country_has_a_bar_for_every_span_gap_and_rival(window: Chromium, site: str) -> None:
    window.open(f"{site}/actors/AZE")
    window.find("#spans svg")
    spans = httpx.get(f"{site}/v1/questions/countries/spans?country=AZE", timeout=30).json()["items"]
    labels = window.told("return [...document.querySelectorAll('#spans svg text title')].map(one => one.textContent)")
    for row in spans:
        assert any(label.startswith(row["other_name"]) for label in labels), row["other_name"]
    assert window.number("#spans rect.gap") > 0
    assert window.number("#spans rect.rival") > 0
    # A span of which an end is not known is not drawn as certain to its end.
    open_ended = [row for row in spans if row["to_latest"] is None and row["until"] is None]
    assert open_ended
    assert window.number("#spans rect.unsure") >= len(open_ended)


def test_the_ways_between_two_are_drawn_with_every_thing_and_claim(window: Chromium, site: str) -> None:
    window.open(site + EXAMPLES["connection"])
    window.find("#network svg")
    rows = httpx.get(f"{site}/v1/paths?from=FIN&to=UKR&as_of=2011-04-15", timeout=30).json()["items"]
    assert window.number("#network circle") == len({id_ for row in rows for id_ in row["through"]})
    assert window.number("#network line") == len({step["claim"] for row in rows for step in row["steps"]})


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/?as_of=2011-04-15", "map-2011-04-15"),
        ("/actors/SWE?as_of=2011-04-15", "spans-2011-04-15"),
        ("/connection?from=FIN&to=UKR&as_of=2011-04-15", "network-2011-04-15"),
    ],
)
def test_a_drawing_is_saved_with_its_day_and_where_it_comes_from(
    path: str, file: str, window: Chromium, site: str, tmp_path: Path
) -> None:
    window.downloads_to(tmp_path)
    window.open(site + path)
    title = window.text("h1")
    for form in ("svg", "png"):
        window.find(f"[data-save={form}]").click()
        saved = tmp_path / f"{file}.{form}"
        window.wait(lambda saved=saved: saved.is_file(), saved.name)  # type: ignore[misc]
    time.sleep(0.3)
    svg = (tmp_path / f"{file}.svg").read_text(encoding="utf-8")
    texts = " ".join(ET.fromstring(svg).itertext())  # noqa: S314 - we wrote it
    assert title in texts
    assert "release" in texts
    assert "15 April 2011" in texts
    assert "http://" in texts
    if "map" in file:
        assert "Partnership for Peace" in texts, "its legend"
        assert "no view of ours" in texts, "whose borders they are"
    head = (tmp_path / f"{file}.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    assert width > 1500
    assert height > 400
    shutil.copy(tmp_path / f"{file}.png", ROOT / "artefacts" / "explorer" / f"saved_{file}.png")


# Controls


def test_search_suggests_what_a_word_may_mean_and_the_keyboard_takes_one(window: Chromium, site: str) -> None:
    window.open(f"{site}/")
    field = window.find("#q")
    field.send_keys("Turky")
    window.wait(lambda: "Türkiye" in window.text("#q-suggestions"), "a suggestion")
    assert field.get_attribute("aria-expanded") == "true"
    window.keep_picture("explorer/suggestions")
    field.send_keys("\ue015")
    assert field.get_attribute("aria-activedescendant") == "q-suggestions-0"
    field.send_keys("\ue007")
    window.wait(lambda: "/search?q=" in window.address, "the page of what was found")
    assert "Türkiye" in window.text(".found")


def test_a_form_is_filled_in_with_suggestions_and_answers_at_an_address_of_its_own(window: Chromium, site: str) -> None:
    window.open(f"{site}/connection?as_of=2011-04-15")
    window.find("#from").send_keys("Swedn")
    window.wait(lambda: "Sweden" in window.text("#from-suggestions"), "a suggestion")
    window.press("\ue015", "\ue007")
    window.find("#to").send_keys("Ukraine")
    window.find("main form button").click()
    window.wait(lambda: window.number("#network svg") == 1, "the drawing")
    assert "from=Sweden" in window.address


def test_what_if_is_a_form(window: Chromium, site: str) -> None:
    window.open(f"{site}/what-if?as_of=2011-04-15")
    window.find("[name=fact_start]").send_keys("Jordan")
    window.find("[name=fact_end]").send_keys("Partnership for Peace")
    window.told("document.querySelector('[name=fact_role]').value = 'partner'")
    window.find(".what-if button").click()
    window.wait(lambda: "verdicts would be others" in window.text("#result"), "an answer")


def test_the_theme_is_as_the_system_has_it_until_somebody_chooses_and_is_kept(window: Chromium, site: str) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    window.sized(*SCREENS["desk"], theme="light")
    window.open(f"{site}/policy")
    light = window.told(paper)
    window.find("#theme").click()
    assert window.told(paper) != light
    window.open(f"{site}/policy")
    assert window.told(paper) != light
    window.find("#theme").click()
    window.sized(*SCREENS["desk"], theme="dark")
    assert window.told(paper) == light
    window.find("#theme").click()
    assert window.told(paper) != light


def test_the_first_key_leads_past_the_menu_and_every_control_is_seen_when_it_is_reached(
    window: Chromium, site: str
) -> None:
    window.open(f"{site}/matrix?as_of=2011-04-15&framework=MD")
    window.press("\ue004")
    assert window.told("return document.activeElement.className") == "skip"
    for _ in range(40):
        window.press("\ue004")
        outline = window.told(
            "const one = document.activeElement; return [one.tagName, getComputedStyle(one).outlineStyle]"
        )
        assert outline[1] != "none", outline


def test_a_country_s_sheet_prints_on_one_page(window: Chromium, site: str) -> None:
    window.open(f"{site}/actors/SWE")
    pdf = window.printed(*SHEET)
    (ROOT / "artefacts" / "explorer" / "country.pdf").write_bytes(pdf)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1


# What goes wrong


def test_a_page_comes_back_by_itself_when_the_database_does(window: Chromium, tmp_path: Path) -> None:
    with own_database("embedded", tmp_path / "home") as database:
        with Graph.open(database.settings) as graph:
            load(graph, write_package(tmp_path / "package", small_rows()), today=dt.date(2026, 11, 22))
        with served(create_app(database.settings)) as address:
            window.open(f"{address}/actors/CCC")
            assert window.text("h1") == "Celand and NATO"
            database.kill()
            window.open(f"{address}/actors/DDD")
            assert window.text("h1") == "The database does not answer"
            window.keep_picture("explorer/database_away")
            database.start()
            window.wait(lambda: window.text("h1") == "Deland and NATO", "the page that was asked for")


def test_markup_in_an_address_is_only_text(window: Chromium, site: str) -> None:
    window.open(f"{site}/search?q=<img src=x onerror=document.title='harm'>")
    window.find("main h1")
    time.sleep(0.2)
    assert window.told("return document.title") != "harm"
    assert window.number("main img") == 0


def test_every_asset_has_an_address_of_its_build() -> None:
    assert re.fullmatch(r"/static/[0-9a-f]{16}/explorer\.js", explorer._asset("explorer.js"))
