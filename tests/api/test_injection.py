"""Whatever is smuggled in, through a request or through a loaded package, changes nothing, leaks nothing and runs nowhere."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from tests.api.support import LEAKS, POLICY_DAY, counted, only_operation, raw_get, served
from tests.api.test_bad_input import INJECTIONS
from tests.conftest import ROOT
from tests.support.small_package import Rows, row, small_rows, write_package

TODAY = dt.date(2026, 11, 22)
DESTRUCTIVE = "SWE'}) DETACH DELETE n //"
PRIVATE = (*LEAKS, str(ROOT), "/usr/", "root:", ".py", "java.", "org.neo4j", "com.arcadedb")
"""What no answer to such a request may hold."""

FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\uff1dcmd", "=cmd|' /C calc'!A0")
HTML = '<script>alert("x")</script><img src=x onerror=alert(1)>'
HEADERS = ("accept", "accept-encoding", "if-none-match", "origin", "x-request-id", "authorization", "x-forwarded-host")


@pytest.fixture
def unchanged(engine: Graph) -> Iterator[None]:
    """The graph is as it was once the test has ended."""
    before = counted(engine)
    yield
    assert counted(engine) == before


def _leaks(text: str) -> list[str]:
    return [leak for leak in PRIVATE if leak in text]


def _free_texts(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    """Each parameter that takes a text, with its path and the examples of the others that must be given."""
    for path, methods in document["paths"].items():
        parameters = only_operation(methods).get("parameters", ())
        needed = {one["name"]: str(one["example"]) for one in parameters if one["required"]}
        for parameter in parameters:
            if parameter["schema"]["type"] == "string":
                yield path, needed, parameter


@pytest.mark.usefixtures("unchanged")
def test_no_text_of_any_parameter_is_more_than_a_value(api: httpx.Client, document: dict[str, Any]) -> None:
    tried = 0
    for number, (path, needed, parameter) in enumerate(_free_texts(document)):
        for text in (DESTRUCTIVE, INJECTIONS[number % len(INJECTIONS)]):
            given = {**needed, parameter["name"]: text}
            in_path = set(re.findall(r"\{(\w+)\}", path))
            address = path.format(**{name: quote(given[name], safe="") for name in in_path})
            query = {name: value for name, value in given.items() if name not in in_path}
            answer = api.get(address, params=query)
            assert answer.status_code in (200, 404, 422), (address, query, answer.text[:300])
            assert _leaks(answer.text.replace(text, "")) == [], (address, query)
            if answer.status_code == 200:
                # A text that filters is compared with, and nothing is like it; a search finds what is spelt alike.
                assert path == "/v1/search" or answer.json()["items"] == [], (address, query)
            tried += 1
    assert tried > 400


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", HEADERS)
def test_no_header_of_a_request_comes_back_as_another_or_fails(name: str, api: httpx.Client, address: str) -> None:
    path = f"/v1/frameworks/EAPC/members?as_of={POLICY_DAY}&limit=1"
    for value in (
        "a; X-Injected=1",
        '"}) DETACH DELETE n //',
        "é\xff".encode("latin-1").decode("latin-1"),
        "%0d%0aX-Injected: 1",
        "x" * 4_000,
        ",,,;q=;",
        'W/"' * 200,
    ):
        answer = api.get(path, headers={name: value.encode("latin-1")})
        assert answer.status_code == 200
        assert "x-injected" not in answer.headers
        assert _leaks(answer.text) == []


@pytest.mark.parametrize("target", [b"%0d%0aX-Injected:%201", b"%0aX-Injected:1", b"%E5%98%8A%E5%98%8DX-Injected:1"])
def test_no_line_break_of_a_request_becomes_a_header(target: bytes, address: str) -> None:
    for place in (
        b"/v1/frameworks/EAPC/members?format=csv&as_of=2011-04-15" + target,
        b"/v1/countries/" + target,
        b"/v1/search?q=" + target,
        b"/" + target,
        b"/v1/feed.atom?actor=" + target,
    ):
        status, headers, content = raw_get(address, place)
        assert status in (200, 404, 422)
        assert "x-injected" not in headers
        assert not any("\n" in value or "\r" in value for value in headers.values())
        assert _leaks(content.decode()) == []


@pytest.mark.parametrize("host", ["evil.example", '"><script>', "a b", "[::1", "evil.example:port", "é", "", "x" * 300])
def test_whatever_host_a_client_names_a_feed_is_a_feed(host: str, api: httpx.Client) -> None:
    answer = api.get("/v1/feed.atom?actor=KWT", headers={"Host": host.encode("utf-8")})
    assert answer.status_code in (200, 400)
    assert "<script>" not in answer.text
    if answer.status_code == 200:
        ET.fromstring(answer.content)  # noqa: S314 - our own answer


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "trick",
    [
        b"..%2f..%2f..%2fetc%2fpasswd",
        b"%252e%252e%252f%252e%252e%252fetc%252fpasswd",
        b"..%5c..%5cdata%5csources.csv",
        b"....//....//etc/passwd",
        b"%c0%ae%c0%ae/etc/passwd",
        b"..;/..;/metrics",
        b"/etc/passwd",
        b"file:%2f%2f%2fetc%2fpasswd",
        b"sources.csv",
        b".env",
        b"%2e%2e",
    ],
)
def test_no_path_leads_to_a_file(trick: bytes, address: str) -> None:
    for begin in (
        b"/",
        b"/v1/claims/",
        b"/v1/sources/",
        b"/v1/questions/",
        b"/v1/questions/members/",
        b"/static-offline-docs/",
    ):
        status, _, content = raw_get(address, begin + trick)
        text = content.decode()
        assert status == 404, (begin, trick)
        assert [leak for leak in ("root:x", str(ROOT), "Traceback", "publisher,") if leak in text] == []


def _hostile() -> Rows:
    """A package in which everything that a person can name is named to do harm."""
    rows = small_rows()
    for number, cells in enumerate(rows["countries"]):
        cells["name"] = FORMULAS[number % len(FORMULAS)]
    rows["frameworks"] = [row("frameworks", id="PFP", name=HTML, confers_partnership="true")]
    rows["sources"] = [
        row("sources", id="one", title=FORMULAS[5], published="2011-04"),
        row("sources", id="two", title=HTML, read_on="2012-01-02"),
    ]
    rows["memberships"][2]["note"] = FORMULAS[0]
    rows["memberships"][3]["note"] = HTML
    return rows


@pytest.fixture
def hostile(empty_graph: Graph, empty_settings: Settings, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a service that has loaded such a package."""
    load(empty_graph, write_package(tmp_path / "package", _hostile()), today=TODAY)
    with served(create_app(empty_settings, empty_graph)) as where, httpx.Client(base_url=where, timeout=30) as client:
        yield client


LISTS = (
    "/v1/countries?as_of=2000-01-01",
    "/v1/frameworks?as_of=2000-01-01",
    "/v1/frameworks/PFP/members?as_of=2000-01-01",
    "/v1/countries/CCC/timeline?as_of=2000-01-01",
    "/v1/questions/countries/profile?country=DDD&as_of=2000-01-01",
    "/v1/embassies?as_of=2002-01-01",
    "/v1/diff?from=1990-01-01&to=2000-01-01",
    "/v1/questions/sources/behind_country?country=DDD&as_of=2000-01-01",
)


def test_no_name_of_a_loaded_package_is_a_formula_in_a_table(hostile: httpx.Client) -> None:
    seen: set[str] = set()
    for path in LISTS:
        answer = hostile.get(path, headers={"Accept": "text/csv"}).raise_for_status()
        for line in csv.reader(io.StringIO(answer.text, newline="")):
            for cell in line:
                assert not re.match(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell), (path, cell)
                seen |= {formula for formula in FORMULAS if formula in cell}
    assert seen == {*FORMULAS[:4], FORMULAS[5]}, "nothing hostile was there to be told"


def test_a_name_is_told_as_it_is_and_never_as_a_page(hostile: httpx.Client) -> None:
    for path in LISTS:
        answer = hostile.get(path).raise_for_status()
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    frameworks = hostile.get("/v1/frameworks?as_of=2000-01-01").json()
    assert frameworks["items"][0]["name"] == HTML
    names = {item["name"] for item in hostile.get("/v1/countries?as_of=2000-01-01").json()["items"]}
    assert set(FORMULAS[:4]) <= names


def test_a_name_is_no_markup_in_a_feed(hostile: httpx.Client) -> None:
    answer = hostile.get("/v1/feed.atom").raise_for_status()
    ET.fromstring(answer.content)  # noqa: S314 - our own answer
    assert "<script>" not in answer.text


def test_a_page_of_documentation_holds_no_name(hostile: httpx.Client) -> None:
    for page in ("/docs", "/redoc"):
        assert "alert(" not in hostile.get(page).text.split("<body>")[0]
    assert urlsplit(str(hostile.base_url)).hostname == "127.0.0.1"
