"""The HTTP service: a table of contents."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import examples, problems, routers
from api.access import Gate
from api.answers import Doors
from api.delivery import Conditional, Metrics, Recorded
from api.headers import Bodiless, Headed
from graph.connection import Graph
from graph.settings import Settings
from queries.catalogue import Catalogue
from queries.desk import Desk

_WORTH_COMPRESSING = 1_000
"""Bytes of an answer below which compressing it gains nothing."""

_LONGEST_QUERY = 8_192
"""Bytes of a query string: several times the longest that any question can need."""

_LONGEST_PATH = 1_024
"""Bytes of a path: the longest id has fewer than a hundred."""

_ABOUT = """
A knowledge graph of NATO's partnership policy as agreed in Berlin on 15 April 2011: Allies, partners, frameworks, tools,
operations and contact points from 1949 to today, every fact dated and sourced. **This is no official NATO source.**

New here? Open an address below, press *Try it out*, then *Execute*: the examples are filled in, and each shows what this
very graph answers. `/v1/search?q=Sweden` finds the id of anything; `/v1/countries/SWE?as_of=2011-04-15` says what a country
was to NATO on a day; `/v1/questions` lists all that can be asked.

* Every answer says its day (`as_of`, today unless given), its state of knowledge (`known_at`, the newest release unless
  given) and the `revision` of the graph, and names its sources in full.
* Dates are as precise as their sources: `2008-02` is a month. What such a date leaves open is marked `possible`; everything
  else is `certain`. A claim holds from its first day up to, and not including, its end.
* Things may be given by id or as they are called; `understood` says what a name was taken for. A name of several things is
  refused with all of them.
* Lists are complete. Errors are problems (RFC 9457) that say what to do. A parameter that does not exist is refused.
* Every question of the catalogue (`/v1/questions`) has an address of its own; the short ones rest on the same questions.
"""


def create_app(settings: Settings | None = None, graph: Graph | None = None) -> FastAPI:
    """The service for one graph: the one that is given, else the one that the settings name."""
    settings = settings or Settings()
    opened = graph or Graph.open(settings)
    desk = Desk(opened, Catalogue.read())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        if graph is None:
            opened.close()

    doors = Doors(desk, settings.partnerships_browser_url)
    app = FastAPIOffline(
        title="The partnership graph",
        summary="Who stands in which relation to NATO, since when, and where it says so",
        description=_ABOUT,
        version=version("partnership-graph"),
        license_info={"name": "Code: Apache 2.0. Data: CC BY 4.0, names of countries as iso-codes has them."},
        lifespan=life,
        redirect_slashes=False,
        swagger_ui_parameters={"defaultModelsExpandDepth": 0},
    )
    problems.install(app)
    metrics = Metrics()
    app.add_middleware(_Guard, seconds=settings.partnerships_answer_timeout)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING)
    app.add_middleware(Bodiless)
    app.add_middleware(Gate, settings=settings)
    if origins := settings.cors_origins:
        # Before the gate: a browser asks without a key whether it may send one, and a page must be able to read a refusal.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD"],
            allow_headers=["Authorization", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "X-Request-ID", "X-Next-Cursor", "X-Understood"],
            max_age=600,
        )
    app.add_middleware(Recorded, metrics=metrics)
    app.add_middleware(Headed)
    for module in routers.modules():
        app.include_router(module.router(doors))
    examples.install(app, desk)

    @app.get("/metrics", include_in_schema=False)
    def numbers() -> Response:
        known = desk.refresh()
        metrics.revision.set(known.revision)
        metrics.release.set(known.own_releases[-1].number)
        published = known.own_releases[-1].published_at.replace(tzinfo=dt.UTC)
        metrics.data_age.set((dt.datetime.now(tz=dt.UTC) - published).total_seconds())
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        return RedirectResponse("/docs")

    return app


class _Guard:
    """Middleware: an address longer than any question needs is refused, and nothing hangs.

    The driver waits for ever on a database that is there and says nothing; the client is told in time. The waiting
    thread ends when the database does.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope["query_string"]) > _LONGEST_QUERY or len(scope.get("raw_path") or b"") > _LONGEST_PATH:
            refusal = problems.problem(
                Request(scope),
                414,
                "address-too-long",
                "The address is too long",
                f"A path has at most {_LONGEST_PATH} bytes, a query {_LONGEST_QUERY}.",
            )
            await refusal(scope, receive, send)
            return
        door = _Door(send)
        answering = asyncio.ensure_future(self._app(scope, receive, door.send))
        await asyncio.wait({answering}, timeout=self._seconds)
        if answering.done() or door.opened:
            await answering
            return
        late = problems.problem(
            Request(scope), 503, "database-away", "The database does not answer", "No answer came in time."
        )
        door.shut = True
        await late(scope, receive, send)


class _Door:
    """What an endpoint sends through: it can be shut on one that comes too late."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.opened = self.shut = False

    async def send(self, message: Message) -> None:
        if self.shut:
            return
        self.opened = True
        await self._send(message)
