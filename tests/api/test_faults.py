"""The database is slow, killed, started again and made to hang while many clients ask: what each of them is told.

Once for each engine a database of its own is served by real processes: a patient one, which waits longer for an answer than
the database may take, and a hasty one, which does not, and has two connections only. Each test looks at one thing that was
seen on the way.
"""

from __future__ import annotations

import datetime as dt
import json
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from api.app import create_app
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from tests.api.processes import OF_ONE_EXPRESSION, OF_ROWS, SERVE, Server, serving
from tests.api.support import PROBLEM, problem_of, served, wait_until
from tests.support.crowd import Crowd, Told, ask, crowd
from tests.support.own_database import OwnDatabase
from tests.support.small_package import small_rows, write_package

PATHS = ("/v1/countries", "/v1/countries/CCC", "/v1/frameworks/PFP/members", "/v1/embassies?host=CCC", "/readyz")
ALIVE = "/healthz"
PATIENT, HASTY = 30.0, 2.0
"""Seconds after which each server tells a client that there will be no answer. The database gives up after three, where it
can, and is given up after six."""

GIVEN_UP_AFTER = 6.0
CLIENTS = 16
REFUSED_WITHIN = 2.0
"""Seconds, and as many more as the same server took at that time over a request that asks no database."""

SECRETS = ("geheim-query", "geheim-header", "geheim-cookie")
CRASHING = f"""
import queries.desk

answer = queries.desk.Desk.answer

def crash(desk, known, path, *given, **more):
    if path == "embassies/contact_points" and given[0].get("ally"):
        raise RuntimeError(f"{{desk.graph.place.writer.password}} {{given}} geheim-query")
    return answer(desk, known, path, *given, **more)

queries.desk.Desk.answer = crash
{SERVE}
"""


@dataclass(frozen=True)
class Slow:
    """Questions that take too long, and one beside them that would not."""

    cut_by_the_database: httpx.Response
    cut_by_us: httpx.Response
    told_in_time: list[httpx.Response]
    beside: httpx.Response
    seconds_beside: float
    alive: httpx.Response
    numbers: httpx.Response
    well_again: bool


@dataclass(frozen=True)
class Killed:
    """What a crowd was told while the database was killed and started again. Times are of the monotonic clock."""

    crowd: Crowd
    killed: float
    dead: float
    restarting: float
    restarted: float
    well: float
    numbers_while_away: str


@dataclass(frozen=True)
class Frozen:
    """What was told while the database was there and said nothing."""

    hasty: list[Told]
    patient: Told
    alive: Told
    well_again: bool
    threads_before: int
    threads_after: int


@dataclass(frozen=True)
class Ended:
    """A server that was told to end while a request was under way."""

    under_way: httpx.Response
    refused: bool
    status: int


@dataclass(frozen=True)
class Seen:
    """All of it."""

    slow: Slow
    killed: Killed
    frozen: Frozen
    ended: Ended
    crashes: dict[str, httpx.Response]
    logs: dict[str, str]
    password: str


@pytest.fixture(scope="session")
def seen(doomed_database: OwnDatabase, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("faults")
    database = doomed_database
    with Graph.open(database.settings) as graph:
        with graph.write() as writer:
            writer.run("MATCH (node) DETACH DELETE node")
        load(graph, write_package(folder / "package", small_rows()), today=dt.date(2026, 11, 22))
        password = graph.place.writer.password
    settings = database.settings
    with (
        serving(
            settings, folder / "patient", CRASHING, partnerships_answer_timeout=PATIENT, partnerships_log="json"
        ) as patient,
        serving(
            settings,
            folder / "hasty",
            CRASHING,
            partnerships_answer_timeout=HASTY,
            partnerships_pool_size=2,
        ) as hasty,
    ):
        crashes = {name: _with_secrets(server) for name, server in (("json", patient), ("errors", hasty))}
        killed = _killed(database, patient)
        slow = _slow(patient, hasty)
        # What neither engine stops by itself goes on for minutes.
        database.kill()
        database.start()
        frozen = _frozen(database, patient, hasty)
        ended = _ended(database, patient)
        logs = {"json": patient.errors.read_text("utf-8"), "errors": hasty.errors.read_text("utf-8")}
    return Seen(slow, killed, frozen, ended, crashes, logs, password)


def _with_secrets(server: Server) -> httpx.Response:
    return server.get(
        "/v1/embassies?ally=AAA",
        headers={"Authorization": "Bearer geheim-header", "Cookie": "id=geheim-cookie", "Referer": "geheim-header"},
    )


def _slow(patient: Server, hasty: Server) -> Slow:
    with ThreadPoolExecutor(8) as pool:
        by_the_database = pool.submit(patient.get, OF_ROWS)
        by_us = pool.submit(patient.get, OF_ONE_EXPRESSION)
        in_time = [pool.submit(hasty.get, OF_ONE_EXPRESSION) for _ in range(2)]
        time.sleep(0.8)  # Both connections are taken by then, and not yet given back.
        begun = time.monotonic()
        beside = hasty.get("/v1/countries")
        seconds_beside = time.monotonic() - begun
        numbers = hasty.get("/metrics")
        alive = hasty.get(ALIVE)
        cut_by_the_database = by_the_database.result()
        told_in_time = [one.result() for one in in_time]
        well_again = wait_until(lambda: hasty.get("/v1/countries").status_code == 200, 30)
        cut_by_us = by_us.result()
    return Slow(cut_by_the_database, cut_by_us, told_in_time, beside, seconds_beside, alive, numbers, well_again)


def _killed(database: OwnDatabase, server: Server) -> Killed:
    assert wait_until(lambda: _is_well(server)), "it never answered"
    with crowd(server.address, (*PATHS, ALIVE), clients=CLIENTS) as found:
        _until_many_more_have_asked(found)
        killed = time.monotonic()
        database.kill()
        dead = time.monotonic()
        time.sleep(REFUSED_WITHIN + 0.5)
        _until_many_more_have_asked(found)
        numbers = server.get("/metrics").text
        restarting = time.monotonic()
        database.start()
        restarted = time.monotonic()
        assert wait_until(lambda: _is_well(server)), "it was not well again by itself"
        well = time.monotonic()
        time.sleep(0.5)
        _until_many_more_have_asked(found)
    return Killed(found, killed, dead, restarting, restarted, well, numbers)


def _until_many_more_have_asked(found: Crowd) -> None:
    so_far = len(found.told)
    assert wait_until(lambda: len(found.told) > so_far + 8 * CLIENTS), "the machine is too slow for this"


def _frozen(database: OwnDatabase, patient: Server, hasty: Server) -> Frozen:
    assert wait_until(lambda: _is_well(patient) and _is_well(hasty))
    threads = _threads(patient)
    with database.frozen(), ThreadPoolExecutor(8) as pool:
        of_the_patient = pool.submit(_ask_once, patient, PATHS[0])
        of_the_hasty = [pool.submit(_ask_once, hasty, path) for path in PATHS]
        alive = _ask_once(hasty, ALIVE)
        told = [one.result() for one in of_the_hasty]
        waited = of_the_patient.result()
    well = wait_until(lambda: _is_well(patient) and _is_well(hasty))
    return Frozen(told, waited, alive, well, threads, _threads(patient))


def _is_well(server: Server) -> bool:
    """It answers everything. An engine that has just started takes long over its first questions."""
    return all(_ask_once(server, path).status == 200 for path in PATHS)


def _threads(server: Server) -> int:
    return psutil.Process(server.process.pid).num_threads()


def _ended(database: OwnDatabase, server: Server) -> Ended:
    with ThreadPoolExecutor(1) as pool:
        with database.frozen():
            under_way: Future[httpx.Response] = pool.submit(server.get, "/v1/countries")
            time.sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            refused = wait_until(lambda: _refuses(server.address), 3)
        answer = under_way.result()
    return Ended(answer, refused, server.process.wait(30))


def _refuses(address: str) -> bool:
    where = urlsplit(address)
    try:
        socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=2).close()
    except ConnectionRefusedError:
        return True
    return False


def _ask_once(server: Server, path: str) -> Told:
    with httpx.Client(base_url=server.address, timeout=60) as client:
        return ask(client, path)


def test_a_question_over_which_the_database_gives_up_is_too_slow(seen: Seen) -> None:
    problem = problem_of(seen.slow.cut_by_the_database, 504)
    assert problem["type"] == "urn:partnerships:too-slow"
    assert "cut off" in problem["detail"]


def test_a_question_over_which_it_cannot_give_up_is_cut_off_on_our_side(seen: Seen) -> None:
    problem = problem_of(seen.slow.cut_by_us, 504)
    assert problem["type"] == "urn:partnerships:too-slow"
    assert "cut off" in problem["detail"]
    assert seen.slow.cut_by_us.elapsed.total_seconds() < PATIENT - 10


def test_a_client_is_told_in_time_that_the_database_is_there_and_the_question_slow(seen: Seen) -> None:
    for answer in seen.slow.told_in_time:
        problem = problem_of(answer, 504)
        assert problem["type"] == "urn:partnerships:too-slow"
        assert f"{HASTY:g} seconds" in problem["detail"]
        assert answer.elapsed.total_seconds() < HASTY + 1.5


def test_while_every_connection_is_in_use_others_are_told_so_and_when_to_come_back(seen: Seen) -> None:
    problem = problem_of(seen.slow.beside, 503)
    assert problem["type"] == "urn:partnerships:busy"
    assert "PARTNERSHIPS_POOL_SIZE" in problem["remedy"]
    assert int(seen.slow.beside.headers["retry-after"]) >= 1
    assert seen.slow.seconds_beside < REFUSED_WITHIN + 1


def test_while_every_connection_is_in_use_the_process_and_its_numbers_can_be_asked(seen: Seen) -> None:
    assert seen.slow.alive.status_code == 200
    assert "partnerships_database_up 1.0" in seen.slow.numbers.text


def test_slow_questions_give_their_connections_back(seen: Seen) -> None:
    assert seen.slow.well_again


def _of_the_database(told: Sequence[Told]) -> list[Told]:
    """Requests that need it; there must be some for every client."""
    found = [one for one in told if one.path != ALIVE]
    assert len(found) > CLIENTS
    return found


def _held_up(told: Sequence[Told]) -> float:
    """Seconds for which the machine held up a request that needs no database."""
    return max(one.seconds for one in told if one.path == ALIVE)


def test_whatever_befalls_the_database_a_request_is_answered_or_refused_with_a_problem(seen: Seen) -> None:
    refused = [one for one in seen.killed.crowd.told if one.status != 200]
    assert all(one.kind for one in refused)
    # An engine that has just started may take too long over its first questions.
    late = [one for one in refused if one.status == 504 and one.begun > seen.killed.restarting]
    assert [one for one in refused if one.status != 503 and one not in late] == []


def test_a_crowd_is_answered_until_the_database_is_killed(seen: Seen) -> None:
    before = [one for one in seen.killed.crowd.told if one.ended < seen.killed.killed]
    assert {one.status for one in _of_the_database(before)} == {200}


def test_once_it_is_killed_all_are_refused_within_two_seconds(seen: Seen) -> None:
    away = seen.killed.crowd.between(seen.killed.dead, seen.killed.restarting)
    whole = [one for one in _of_the_database(away) if one.ended < seen.killed.restarting]
    assert {(one.status, one.kind) for one in whole} == {(503, "database-away")}
    assert max(one.seconds for one in _of_the_database(away)) < REFUSED_WITHIN + _held_up(away)


def test_those_whose_question_it_was_answering_are_refused_within_two_seconds_too(seen: Seen) -> None:
    dying = [one for one in seen.killed.crowd.told if one.begun < seen.killed.dead < one.ended]
    assert {one.status for one in dying} <= {200, 503}
    late = [one.ended - seen.killed.dead for one in dying if one.status == 503]
    away = seen.killed.crowd.between(seen.killed.killed, seen.killed.restarting)
    assert max(late, default=0.0) < REFUSED_WITHIN + _held_up(away)


def test_while_it_starts_again_nobody_waits_much_longer(seen: Seen) -> None:
    starting = seen.killed.crowd.between(seen.killed.restarting, seen.killed.restarted)
    refused = [one.seconds for one in _of_the_database(starting) if one.status == 503]
    # It may take a connection already, and then say nothing for so long that it is given up, as one that hangs is.
    assert max(refused) < REFUSED_WITHIN + GIVEN_UP_AFTER + 1 + _held_up(starting)


def test_once_it_is_back_all_is_well_by_itself(seen: Seen) -> None:
    after = seen.killed.crowd.between(seen.killed.well + 0.5, float("inf"))
    assert {one.status for one in _of_the_database(after)} == {200}


def test_the_numbers_say_that_it_is_away_and_what_it_last_was(seen: Seen) -> None:
    assert "partnerships_database_up 0.0" in seen.killed.numbers_while_away
    assert 'status="503"' in seen.killed.numbers_while_away


def test_a_database_that_says_nothing_is_away_when_the_time_for_an_answer_is_over(seen: Seen) -> None:
    assert {(one.status, one.kind) for one in seen.frozen.hasty} == {(503, "database-away")}
    assert max(one.seconds for one in seen.frozen.hasty) < HASTY + 1.5


def test_a_connection_on_which_it_says_nothing_is_given_up(seen: Seen) -> None:
    """Neither engine would: the driver waits for as long as the database lets it, two minutes or for ever."""
    assert (seen.frozen.patient.status, seen.frozen.patient.kind) == (503, "database-away")
    assert seen.frozen.patient.seconds < PATIENT - 10


def test_no_thread_is_lost_to_it(seen: Seen) -> None:
    assert seen.frozen.threads_after <= seen.frozen.threads_before + 2


def test_while_it_says_nothing_the_process_says_that_it_lives(seen: Seen) -> None:
    assert seen.frozen.alive.status == 200
    assert seen.frozen.alive.seconds < 1


def test_once_it_speaks_again_all_is_well_by_itself(seen: Seen) -> None:
    assert seen.frozen.well_again


def test_a_request_that_is_under_way_when_the_end_comes_is_answered(seen: Seen) -> None:
    assert seen.ended.under_way.status_code == 200
    assert seen.ended.under_way.json()["items"]


def test_nobody_new_is_let_in_by_then(seen: Seen) -> None:
    assert seen.ended.refused


def test_a_server_ends_in_order_on_a_signal(seen: Seen) -> None:
    assert seen.ended.status == 0


def _lines(seen: Seen) -> list[dict[str, Any]]:
    return [json.loads(line) for line in seen.logs["json"].splitlines()]


def test_every_line_of_the_log_is_json_and_says_when_and_how_grave(seen: Seen) -> None:
    lines = _lines(seen)
    assert lines
    for line in lines:
        assert dt.datetime.fromisoformat(line["time"]).tzinfo is not None
        assert line["level"] in ("info", "warning", "error")
        assert {"logger", "process", "message"} <= set(line)


def test_every_request_leaves_a_line_with_its_route_and_what_came_of_it(seen: Seen) -> None:
    requests = [line for line in _lines(seen) if line["logger"] == "partnerships.requests"]
    told = {(line["path"], line["route"], line["status"], line.get("problem")) for line in requests}
    assert ("/v1/countries", "/v1/countries", 200, None) in told
    assert ("/v1/questions/slow/rows", "/v1/questions/slow/rows", 504, "too-slow") in told
    assert ("/v1/embassies", "/v1/embassies", 500, "internal") in told
    assert all(line["ms"] >= 0 and line["request"] for line in requests)


def test_a_failure_that_nobody_foresaw_is_a_problem_with_an_id(seen: Seen) -> None:
    for answer in seen.crashes.values():
        assert problem_of(answer, 500)["type"] == "urn:partnerships:internal"
        assert answer.headers["content-type"] == PROBLEM
        assert len(answer.headers["x-request-id"]) == 32


def test_by_that_id_the_log_tells_what_it_was_and_where_it_came_from(seen: Seen) -> None:
    id_ = seen.crashes["json"].headers["x-request-id"]
    (line,) = [line for line in _lines(seen) if line.get("request") == id_ and line["level"] == "error"]
    assert line["error"] == "RuntimeError"
    assert line["through"][-1].endswith(" crash")
    assert any(place.startswith("api/app.py:") for place in line["through"])


def test_without_json_failures_alone_are_told_as_text(seen: Seen) -> None:
    text = seen.logs["errors"]
    assert f"request={seen.crashes['errors'].headers['x-request-id']}" in text
    assert "RuntimeError" in text
    assert "    api/app.py:" in text
    assert "partnerships.requests" not in text


@pytest.mark.parametrize("form", ["json", "errors"])
def test_no_log_holds_what_was_asked_or_sent_or_a_password(seen: Seen, form: str) -> None:
    assert [secret for secret in (*SECRETS, seen.password) if secret in seen.logs[form]] == []
    assert "?" not in seen.logs[form]


def test_no_answer_holds_the_password(seen: Seen) -> None:
    answers = [*seen.crashes.values(), seen.slow.beside, *seen.slow.told_in_time, seen.slow.cut_by_us]
    assert [answer.text for answer in answers if seen.password in answer.text] == []


def test_who_waits_for_a_turn_while_all_threads_are_taken_is_told_so(engine: Graph, engine_settings: Settings) -> None:
    """The database is there and their questions are none too slow: they were never asked."""
    app = create_app(engine_settings.model_copy(update={"partnerships_answer_timeout": 1.0}), engine)
    over = threading.Event()
    app.get("/held")(lambda: over.wait(20))
    threads = 40  # as many as there are to answer with
    with (
        served(app) as address,
        httpx.Client(base_url=address, timeout=20, limits=httpx.Limits(max_connections=60)) as client,
    ):
        with ThreadPoolExecutor(threads + 5) as pool:
            answers = list(pool.map(lambda _: client.get("/held"), range(threads + 5)))
            over.set()
        told = Counter((answer.status_code, answer.json()["type"].rpartition(":")[2]) for answer in answers)
        assert told == {(504, "too-slow"): threads, (503, "busy"): 5}
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
        assert wait_until(lambda: client.get("/v1/releases").status_code == 200)
