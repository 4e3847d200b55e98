"""Answers given from memory: keyed by everything they depend on, and never older than the graph is seen to be."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from api import remembered
from api.app import create_app
from api.remembered import Remembered
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.api.support import served
from tests.support.small_package import small_rows, write_package

TODAY = dt.date(2026, 11, 22)
MEMBERS = "/v1/frameworks/PFP/members?as_of=1996-01-01"
SOON = 1.0


class Counted:
    """A graph of which it is known how often it was asked something else than its revision."""

    def __init__(self, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        ask = graph.read

        def read(text: str, parameters: dict[str, object] | None = None) -> object:
            self.texts.append(text)
            return ask(text, parameters)

        monkeypatch.setattr(graph, "read", read)

    def questions(self) -> int:
        """How many about the members of a body since the last time."""
        found = sum("revision_before" in text and "$body" in text for text in self.texts)
        self.texts.clear()
        return found


@pytest.fixture
def settings(empty_settings: Settings) -> Settings:
    return empty_settings.model_copy(update={"partnerships_seen_within": SOON})


@pytest.fixture
def filled(empty_graph: Graph, tmp_path: Path) -> Graph:
    load(empty_graph, write_package(tmp_path / "one", small_rows()), today=TODAY)
    return empty_graph


@pytest.fixture
def counted(filled: Graph, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(filled, monkeypatch)


@pytest.fixture
def api(filled: Graph, settings: Settings, counted: Counted) -> Iterator[httpx.Client]:
    with served(create_app(settings, filled)) as address, httpx.Client(base_url=address) as client:
        client.get("/v1/countries").raise_for_status()  # Now it is known which revision it is.
        counted.texts.clear()
        yield client


def test_what_was_answered_is_answered_again_without_the_graph(api: httpx.Client, counted: Counted) -> None:
    first = api.get(MEMBERS)
    assert counted.questions() == 1
    again = [api.get(MEMBERS) for _ in range(5)]
    assert counted.questions() == 0
    for answer in again:
        assert (answer.status_code, answer.content) == (first.status_code, first.content)
        mine, others = dict(answer.headers), dict(first.headers)
        for name in ("date", "x-request-id"):
            del mine[name], others[name]
        assert mine == others
        assert answer.headers["x-request-id"] != first.headers["x-request-id"]


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (MEMBERS.replace("1996-01-01", "1996-01-02"), {}),
        (MEMBERS + "&role=partner", {}),
        (MEMBERS + "&known_at=2026-11-22", {}),
        (MEMBERS.replace("PFP", "EAPC"), {}),
        (MEMBERS + "&format=csv", {}),
        (MEMBERS, {"accept": "text/csv"}),
        (MEMBERS, {"accept-encoding": "identity"}),
    ],
    ids=["day", "parameter", "knowledge", "path", "form", "accept", "encoding"],
)
def test_another_address_or_another_form_is_another_answer(
    address: str, headers: dict[str, str], api: httpx.Client, counted: Counted
) -> None:
    first = api.get(MEMBERS)
    counted.questions()
    other = api.get(address, headers=headers)
    assert counted.questions() >= 1 or other.status_code != 200
    differs = other.content != first.content or other.headers.get("content-encoding") != first.headers.get(
        "content-encoding"
    )
    assert differs or "role" in address or "accept-encoding" in headers


def test_an_answer_for_today_is_of_another_day_tomorrow(
    api: httpx.Client, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/v1/frameworks/PFP/members"
    assert api.get(address).json()["as_of"] == api.get(address).json()["as_of"]
    counted.questions()
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1)
    monkeypatch.setattr(remembered, "today", lambda: tomorrow)
    monkeypatch.setattr("api.answers.today", lambda: tomorrow)
    assert api.get(address).json()["as_of"] == tomorrow.isoformat()
    assert counted.questions() == 1


def _one_more() -> dict[str, list[dict[str, str]]]:
    rows = small_rows()
    name = {"id": "EEE", "alpha_2": "EE", "name": "Eeland"}
    rows["countries"].append(rows["countries"][0] | name)
    member = {"id": "PFP:EEE:1995", "country": "EEE"}
    rows["memberships"].append(rows["memberships"][2] | member)
    return rows


def test_a_write_by_another_process_is_seen_in_time(
    api: httpx.Client, filled: Graph, tmp_path: Path, settings: Settings
) -> None:
    before = api.get(MEMBERS).json()
    with Graph.open(settings) as other:
        load(other, write_package(tmp_path / "two", _one_more()), today=TODAY)
    written = time.monotonic()
    while (answer := api.get(MEMBERS).json())["revision"] == before["revision"]:
        assert time.monotonic() - written < SOON
    assert len(answer["items"]) == len(before["items"]) + 1
    assert filled.read("MATCH (state:GraphState) RETURN state.revision AS r")[0]["r"] == answer["revision"]


def test_a_client_that_asks_for_it_sees_a_write_at_once(api: httpx.Client, tmp_path: Path, settings: Settings) -> None:
    before = api.get(MEMBERS).json()
    api.get(MEMBERS)
    with Graph.open(settings) as other:
        load(other, write_package(tmp_path / "two", _one_more()), today=TODAY)
    answer = api.get(MEMBERS, headers={"Cache-Control": "no-cache"}).json()
    assert answer["revision"] > before["revision"]
    assert len(answer["items"]) == len(before["items"]) + 1


def test_a_head_and_a_tag_are_answered_as_before(api: httpx.Client, counted: Counted) -> None:
    first = api.get(MEMBERS)
    counted.questions()
    assert api.head(MEMBERS).headers["etag"] == first.headers["etag"]
    assert api.head(MEMBERS).content == b""
    unchanged = api.get(MEMBERS, headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert counted.questions() == 0


def test_a_refusal_is_not_kept(api: httpx.Client, counted: Counted) -> None:
    for _ in range(2):
        assert api.get("/v1/frameworks/PFP/members?as_of=never").status_code == 422
    assert api.get("/v1/countries/ZZZ").status_code == 404
    assert counted.questions() == 0


def test_an_answer_from_memory_is_counted_by_its_route(api: httpx.Client) -> None:
    for _ in range(3):
        api.get(MEMBERS)
    line = 'partnerships_request_seconds_count{route="/v1/frameworks/{id}/members",status="200"}'
    counts = [text for text in api.get("/metrics").text.splitlines() if text.startswith(line)]
    assert [float(text.split()[-1]) for text in counts] == [3.0]


def test_nothing_is_kept_where_nothing_is_to_be(filled: Graph, settings: Settings, counted: Counted) -> None:
    none = settings.model_copy(update={"partnerships_remembered_megabytes": 0})
    with served(create_app(none, filled)) as address, httpx.Client(base_url=address) as client:
        for _ in range(3):
            client.get(MEMBERS)
    assert counted.questions() == 3


def test_the_memory_is_bounded(desk: Desk) -> None:
    made: list[str] = []
    app = FastAPI()

    @app.get("/v1/{number}")
    def answer(request: Request, number: str) -> Response:
        made.append(number)
        return Response(b"x" * 40_000, headers={"ETag": 'W/"1"', "Vary": request.headers.get("x-vary", "Accept")})

    desk.known()
    app.add_middleware(Remembered, desk=desk, seconds=60, most_bytes=100_000)
    with served(app) as address, httpx.Client(base_url=address) as client:
        for number in ("1", "2", "1", "3", "1", "2"):
            client.get(f"/v1/{number}")
        assert made == ["1", "2", "3", "2"]  # The one that was asked for least recently made room.
        made.clear()
        for _ in range(2):
            client.get("/v1/4", headers={"X-Vary": "Accept, Cookie"})
        assert made == ["4", "4"]


def test_a_desk_that_knows_of_no_revision_keeps_nothing(empty_graph: Graph, catalogue: Catalogue) -> None:
    app = FastAPI()
    asked: list[int] = []

    @app.get("/v1/x")
    def answer() -> Response:
        asked.append(1)
        return Response(b"x", headers={"ETag": 'W/"1"'})

    app.add_middleware(Remembered, desk=Desk(empty_graph, catalogue), seconds=60, most_bytes=100_000)
    with served(app) as address, httpx.Client(base_url=address) as client:
        client.get("/v1/x")
        client.get("/v1/x")
    assert len(asked) == 2


def _at_once(address: str, paths: list[str]) -> list[httpx.Response]:
    """Asked by as many clients, none of which begins before all are ready."""
    ready = Barrier(len(paths))

    def one(path: str) -> httpx.Response:
        with httpx.Client(base_url=address, timeout=30) as client:
            ready.wait(30)
            return client.get(path)

    with ThreadPoolExecutor(len(paths)) as threads:
        return list(threads.map(one, paths))


@pytest.fixture
def slow(desk: Desk) -> Iterator[tuple[str, Counter[str]]]:
    """A service that takes its time, and how often it answered each address."""
    made: Counter[str] = Counter()
    app = FastAPI()

    @app.get("/v1/{name}")
    def answer(request: Request, name: str) -> Response:
        made[name] += 1
        time.sleep(1.0)
        if name == "fails":
            return Response(b"no", status_code=503, media_type="application/problem+json")
        if name == "breaks" and made[name] == 1:
            raise RuntimeError("the first time only")
        vary = "Accept, Cookie" if name == "yours" else "Accept"
        return Response(name.encode(), headers={"ETag": 'W/"1"', "Vary": vary})

    desk.known()
    app.add_middleware(Remembered, desk=desk, seconds=60, most_bytes=100_000)
    with served(app) as address:
        yield address, made


def test_what_several_ask_for_at_one_time_is_worked_out_once(slow: tuple[str, Counter[str]]) -> None:
    address, made = slow
    answers = _at_once(address, ["/v1/a"] * 8 + ["/v1/b"] * 2)
    assert made == {"a": 1, "b": 1}
    assert [answer.text for answer in answers] == ["a"] * 8 + ["b"] * 2


def test_whoever_waits_is_told_the_same_refusal_and_the_next_asks_anew(slow: tuple[str, Counter[str]]) -> None:
    address, made = slow
    assert {answer.status_code for answer in _at_once(address, ["/v1/fails"] * 5)} == {503}
    assert made["fails"] == 1
    httpx.get(f"{address}/v1/fails")
    assert made["fails"] == 2


def test_what_is_for_one_alone_is_given_to_no_other(slow: tuple[str, Counter[str]]) -> None:
    address, made = slow
    assert {answer.text for answer in _at_once(address, ["/v1/yours"] * 3)} == {"yours"}
    assert made["yours"] == 3


def test_whoever_waits_for_one_that_fails_unforeseen_is_answered(slow: tuple[str, Counter[str]]) -> None:
    address, made = slow
    statuses = sorted(answer.status_code for answer in _at_once(address, ["/v1/breaks"] * 3))
    assert statuses in ([200, 200, 500], [200, 500, 500])
    assert made["breaks"] >= 2
