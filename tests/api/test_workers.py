"""Several workers: one address, one count of requests, one limit, and none of them left behind.

Real processes throughout. What the workers share has nothing to do with the engine, so most of it is tried on one.
"""

from __future__ import annotations

import contextlib
import re
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from graph.connection import Graph
from graph.engine import Engine
from graph.settings import Settings
from loaders.load import load
from tests.api.processes import Server, serving
from tests.api.support import problem_of, wait_until
from tests.conftest import TODAY, embedded_home
from tests.support.small_package import small_rows, write_package
from tests.support.thorough import part

WORKERS = 2
LIMIT = 30


@pytest.fixture(scope="module")
def small_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An embedded engine of its own that holds a small package."""
    folder = tmp_path_factory.mktemp("workers")
    settings = embedded_home(folder / "home")
    engine = Engine(settings)
    engine.start(stay=False)
    try:
        with Graph.open(settings) as graph:
            load(graph, write_package(folder / "package", small_rows()), today=TODAY)
        yield settings
    finally:
        engine.stop()


@pytest.fixture
def server(small_settings: Settings, tmp_path: Path) -> Iterator[Server]:
    """A server of two workers that logs each request."""
    with serving(small_settings, tmp_path, partnerships_workers=WORKERS, partnerships_log="json") as running:
        yield running


def _workers(server: Server) -> list[psutil.Process]:
    """The processes that answer: those of the supervisor that listen."""
    found = []
    for child in psutil.Process(server.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # One that was killed may be there still, and be nothing.
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


def _answered_by(server: Server) -> set[int]:
    return {line["process"] for line in server.log() if line["logger"] == "partnerships.requests"}


def _gone(processes: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)


def _counted(server: Server, path: str) -> int:
    """How many requests of a route the numbers tell of."""
    text = server.get("/metrics").text
    counts = re.findall(rf'^partnerships_request_seconds_count\{{route="{path}",.*\}} ([0-9.]+)$', text, re.MULTILINE)
    return sum(int(float(count)) for count in counts)


@pytest.mark.parametrize("number", part([signal.SIGTERM, signal.SIGINT, signal.SIGHUP], 3))
def test_a_signal_ends_every_worker_and_the_supervisor(server: Server, number: signal.Signals) -> None:
    workers = _workers(server)
    family = psutil.Process(server.process.pid).children(recursive=True)
    assert len(workers) == WORKERS
    assert server.get("/v1/countries").status_code == 200
    assert server.end(number) in (0, 129, 130, 143)
    assert wait_until(lambda: _gone(family), 5)
    with pytest.raises(httpx.ConnectError):
        server.get("/healthz")
    assert [line for line in server.log() if line["level"] != "info"] == []


def test_all_of_them_answer_and_whoever_is_asked_counts_for_all(server: Server) -> None:
    asked = 0

    def all_have_answered() -> bool:
        nonlocal asked
        asked += 1
        return server.get("/v1/countries").status_code == 200 and len(_answered_by(server)) == WORKERS

    assert wait_until(all_have_answered)
    # Asked often enough that more than one of them tells.
    assert {_counted(server, "/v1/countries") for _ in range(10)} == {asked}
    assert "partnerships_requests_open 1.0" in server.get("/metrics").text


def test_a_limit_holds_for_all_of_them_together(small_settings: Settings, tmp_path: Path) -> None:
    with serving(
        small_settings,
        tmp_path,
        partnerships_workers=WORKERS,
        partnerships_log="json",
        partnerships_rate_limit=f"{LIMIT}/hour",
    ) as server:
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: server.get("/v1/countries"), range(3 * LIMIT)))
        assert len([answer for answer in answers if answer.status_code == 200]) == LIMIT
        for answer in answers:
            if answer.status_code != 200:
                problem_of(answer, 429)
                assert 0 < int(answer.headers["retry-after"]) <= 3600
        assert len(_answered_by(server)) == WORKERS


def test_workers_that_are_killed_are_replaced_and_what_they_had_open_is_not_counted_for_ever(
    server: Server, small_settings: Settings
) -> None:
    before = _workers(server)
    engine = psutil.Process(Engine(small_settings).joined().pid)
    engine.suspend()
    try:
        with ThreadPoolExecutor(4) as pool:
            held = [pool.submit(server.get, "/v1/countries") for _ in range(4)]
            time.sleep(1.0)
            for worker in before:
                worker.kill()
            assert {type(one.exception(30)) for one in held} <= {httpx.RemoteProtocolError, httpx.ReadError}
    finally:
        engine.resume()

    def answers() -> bool:
        try:
            return server.get("/v1/countries").status_code == 200
        except httpx.TransportError:
            return False

    assert wait_until(lambda: len(_workers(server)) == WORKERS and not set(before) & set(_workers(server)))
    assert wait_until(answers)
    assert "partnerships_requests_open 1.0" in server.get("/metrics").text


def test_workers_whose_supervisor_is_killed_end_by_themselves(server: Server) -> None:
    workers = _workers(server)
    server.process.kill()
    server.process.wait(20)
    assert wait_until(lambda: _gone(workers), 30)


def test_a_worker_that_cannot_start_ends_all_of_it_and_is_told(small_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("none", encoding="utf-8")
    with (
        pytest.raises(AssertionError, match="a worker could not start"),
        serving(
            small_settings,
            tmp_path,
            partnerships_workers=WORKERS,
            partnerships_tls_certificate=tmp_path / "none.pem",
            partnerships_tls_key=tmp_path / "none.pem",
        ),
    ):
        pass


def test_the_engine_ends_after_the_workers_which_answer_what_is_under_way(tmp_path: Path) -> None:
    settings = embedded_home(tmp_path / "home")
    with serving(settings, tmp_path, command="run", partnerships_workers=WORKERS) as server:
        family = psutil.Process(server.process.pid).children(recursive=True)
        state = Engine(settings).joined()
        engine = psutil.Process(state.pid)
        assert server.get("/v1/countries/SWE?as_of=2011-04-15").json()["status"] == "partner"
        with ThreadPoolExecutor(1) as pool:
            engine.suspend()
            awake = threading.Timer(1.5, engine.resume)
            awake.start()
            under_way = pool.submit(server.get, "/v1/countries/SWE?as_of=2011-04-15")
            time.sleep(0.5)
            status = server.end(signal.SIGINT)
            awake.join()
            assert under_way.result().json()["status"] == "partner"
        assert status in (0, 130)
        assert wait_until(lambda: _gone(family), 5)
        assert not engine.is_running()
        assert Engine(settings).state() is None


def test_several_workers_serve_from_either_engine(engine: Graph, engine_settings: Settings, tmp_path: Path) -> None:
    with serving(engine_settings, tmp_path, partnerships_workers=WORKERS, partnerships_log="json") as server:

        def all_have_answered() -> bool:
            answer = server.get("/v1/countries/SWE?as_of=2011-04-15")
            return answer.json()["status"] == "partner" and len(_answered_by(server)) == WORKERS

        assert wait_until(all_have_answered)
