"""Serve the API, and say in the terminal where it is and what it answers."""

from __future__ import annotations

import datetime as dt
import gc
import math
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType

import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.text import Text

from api.access import see_that_it_may_listen
from api.app import create_app
from api.delivery import logging_to_stderr
from api.guide import GUIDE, STYLE
from api.workers import serve_by_workers
from graph.connection import Graph
from graph.engine import Engine
from graph.errors import PartnershipsError
from graph.settings import Settings
from queries.brief import line
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.eligibility import ask
from queries.told import Wanted

_POLICY_DAY = dt.date(2011, 4, 15)

_WORKER_SECONDS = 15
"""In which a worker that is starting, or busy, tells its supervisor that it lives."""

_COLLECT_AFTER = (50_000, 20, 20)
"""How many objects are made before the youngest are looked through for cycles, and how often until the older ones are."""


class _Server(uvicorn.Server):
    """Uvicorn that ends in order on a signal and leaves it at that: whoever called ends the engine next.

    `told` says where it is once it heeds signals, so that a Ctrl-C right after the last line is not lost.
    """

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._told()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # Uvicorn raises the signals again once it has ended, which would end us before the engine.
        self._captured_signals.clear()


def serve(settings: Settings, console: Console, *, with_examples: bool) -> None:
    """Serve until a signal ends it. Raises `PartnershipsError` if the port is taken or the graph cannot be read."""
    see_that_it_may_listen(settings)
    listener = _listen(settings.host, settings.port)
    with listener, Graph.open(settings) as graph:
        graph.check()
        desk = Desk(graph, Catalogue.read())
        desk.known()
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        secure = settings.partnerships_tls_certificate is not None
        address = f"{'https' if secure else 'http'}://{host}:{listener.getsockname()[1]}"
        told = _Told(console, settings, address, desk if with_examples else None)
        if settings.partnerships_workers > 1:
            serve_by_workers(settings, graph.place, lambda make: _configured(settings, make), listener, told)
            return
        server = _Server(_configured(settings, lambda: create_app(settings, graph)), told)
        before = signal.getsignal(signal.SIGTERM)
        try:
            server.run(sockets=[listener])
        finally:
            signal.signal(signal.SIGTERM, before)


def collect_seldom() -> None:
    """For a process that serves: what there is by now stays, and is not looked through for garbage again and again.

    An answer with many rows makes many objects and hardly a cycle; looking for them took as long as the answer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)


def made_to_serve(make: Callable[[], FastAPI]) -> FastAPI:
    """An app, in a process that does nothing but serve it."""
    app = make()
    collect_seldom()
    return app


def _configured(settings: Settings, make: Callable[[], FastAPI]) -> uvicorn.Config:
    return uvicorn.Config(
        partial(made_to_serve, make),
        factory=True,
        workers=settings.partnerships_workers,
        log_level="warning",
        log_config=logging_to_stderr(settings.partnerships_log),
        access_log=False,
        # A request that is under way when the end comes is answered, which takes no longer than that.
        timeout_graceful_shutdown=math.ceil(settings.partnerships_answer_timeout) + 1,
        timeout_worker_healthcheck=_WORKER_SECONDS,
        ssl_certfile=settings.partnerships_tls_certificate,
        ssl_keyfile=settings.partnerships_tls_key,
        proxy_headers=bool(settings.partnerships_behind_proxy),
    )


def _command() -> str:
    """How this very program is called, so that the hint can be pasted."""
    return sys.argv[0] if sys.argv[0].endswith("partnerships") else "partnerships"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        raise PartnershipsError(
            f"the API cannot listen there ({error.strerror}).",
            where=f"HOST {host}, PORT {port}",
            remedy="End the program that does, or name another PORT (0 takes any free one).",
        ) from error
    return listener


@dataclass(frozen=True)
class _Told:
    """What the terminal is told once the server is up."""

    console: Console
    settings: Settings
    address: str
    desk: Desk | None

    def __call__(self) -> None:
        _tell_where(self.console, self.settings, self.address)
        if self.desk:
            _tell_examples(self.console, self.desk, self.address)
        self.console.print("\nCtrl-C ends it.", style="dim")


def _tell_where(console: Console, settings: Settings, address: str) -> None:
    where = f"\nThe API answers at {address}, its description at {address}/docs; open it for maps and pages"
    console.print(Text(where, style="bold"), soft_wrap=True)
    if settings.embedded and (state := Engine(settings).state()):
        console.print(
            f"Neo4j Browser connects to {state.uri}, database {state.database}, as {state.reader} (who may only read);"
            f" its password: {_command()} engine status --show-password",
            soft_wrap=True,
        )
    else:
        console.print(f"The graph is in the Neo4j at {settings.neo4j_uri}, database {settings.neo4j_database}.")
    # Browser fetches from localhost unless its server allows another host.
    here = address.replace("//127.0.0.1:", "//localhost:")
    console.print(
        f"There `:play {here}{GUIDE}` opens a guide, `:style {here}{STYLE}` brings its colours.", soft_wrap=True
    )


def _tell_examples(console: Console, desk: Desk, address: str) -> None:
    """Four real questions, asked of the graph as it is."""
    console.print(Text("\nFour questions, and what the graph answers:", style="bold"))

    answer = desk.ask("members/of_body", {"body": "EAPC", "role": "partner"}, as_of=_POLICY_DAY)
    names = ", ".join(str(row["name"]) for row in answer.rows if row["certainty"] == "certain")
    _tell(
        console,
        "Which partners were in the EAPC on the day of the policy?",
        f"{len(answer.rows)}: {names}.",
        f"{address}/v1/frameworks/EAPC/members?role=partner&as_of={_POLICY_DAY}",
    )

    answer = desk.ask("countries/status", {"country": "SWE"}, as_of=_POLICY_DAY)
    row = answer.rows[0]
    grounds = "; ".join(
        f"{ground['body']} since {ground['since']}, claim {ground['claim']}" for ground in row["grounds"]
    )
    _tell(
        console,
        "What was Sweden to NATO that day?",
        f"{row['status'].capitalize()} ({row['certainty']}): {grounds}. {len(answer.sources)} sources, named in the answer.",
        f"{address}/v1/countries/SWE?as_of={_POLICY_DAY}",
    )

    found = ask(desk, Wanted("JOR", "IPAP"), as_of=_POLICY_DAY).tree
    _tell(
        console,
        "Could Jordan take up an Individual Partnership Action Plan from that day?",
        f"{line(found)} It was {found['valid']['before']} the day before.",
        f"{address}/v1/eligibility?actor=JOR&tool=IPAP&as_of={_POLICY_DAY}",
    )

    answer = desk.ask("connections/paths_between", {"from": "FIN", "to": "UKR"}, as_of=_POLICY_DAY)
    through = ", ".join(" - ".join(row["through"]) for row in answer.rows)
    _tell(
        console,
        "How were Finland and Ukraine connected?",
        f"{len(answer.rows)} ways: {through}.",
        f"{address}/v1/paths?from=FIN&to=UKR&as_of={_POLICY_DAY}",
    )


def _tell(console: Console, question: str, answer: str, address: str) -> None:
    console.print(f"\n  {question}", soft_wrap=True)
    console.print(Text(f"  {answer}"), soft_wrap=True)
    console.print(Text(f"  {address}", style="dim"), soft_wrap=True)
