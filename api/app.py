"""The HTTP service: a table of contents."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import examples, explorer, problems, routers
from api.access import Counts, Gate
from api.answers import Doors
from api.delivery import Conditional, Metrics, Recorded
from api.explorer.refusals import Paged
from api.guide import Guided
from api.headers import Bodiless, Headed
from api.remembered import Remembered
from graph.connection import Graph
from graph.errors import DatabaseError, PartnershipsError
from graph.settings import Settings
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.many import Many

_WORTH_COMPRESSING = 1_000
"""Bytes of an answer below which compressing it gains nothing."""

_LONGEST_QUERY = 8_192
"""Bytes of a query string: several times the longest that any question can need."""

_LONGEST_PATH = 1_024
"""Bytes of a path: the longest id has fewer than a hundred."""

_PULSE_SECONDS = 1.0
"""Before its time is over a late answer's database is asked whether it is there, which takes no longer."""

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


READ_AHEAD_AFTER = 5.0
"""Seconds after the start when the cells are read, so that who asks first does not wait for that."""


def create_app(settings: Settings | None = None, graph: Graph | None = None, counted: Counts | None = None) -> FastAPI:
    """The service for one graph: the one that is given, else the one that the settings name.

    `counted` holds how often everybody asked where several workers share a limit.
    """
    settings = settings or Settings()
    opened = graph or Graph.open(settings)
    desk = Desk(opened, Catalogue.read())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        ends = threading.Event()
        threading.Thread(target=_read_ahead, args=(doors.many, ends), daemon=True).start()
        yield
        ends.set()
        if graph is None:
            opened.close()

    most_bytes = settings.partnerships_remembered_megabytes * 1_000_000
    many = Many(desk, most_bytes, ahead=True)
    doors = Doors(desk, many, settings.partnerships_answer_timeout, settings.partnerships_browser_url)
    app = FastAPIOffline(
        title="The partnership graph",
        summary="Who stands in which relation to NATO, since when, and where it says so",
        description=_ABOUT,
        version=version("partnership-graph"),
        license_info={"name": "Code: Apache 2.0. Data: CC BY 4.0, names of countries as iso-codes has them."},
        lifespan=life,
        redirect_slashes=False,
        swagger_ui_parameters={"defaultModelsExpandDepth": 0},
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
        },  # Looked for at each request; ours is `/metrics`.
    )
    problems.install(app)
    metrics = Metrics()
    app.add_middleware(_Guard, graph=opened, seconds=settings.partnerships_answer_timeout)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_COMPRESSING)
    if settings.partnerships_remembered_megabytes:
        app.add_middleware(
            Remembered,
            desk=desk,
            seconds=settings.partnerships_seen_within,
            most_bytes=most_bytes,
            among=frozenset({"v1", *explorer.first_words()}),
        )
    app.add_middleware(Conditional)
    app.add_middleware(Bodiless)
    app.add_middleware(Gate, settings=settings, counted=counted)
    if origins := settings.cors_origins:
        # Before the gate: a browser asks without a key whether it may send one, and a page must be able to read a refusal.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "X-Request-ID", "X-Next-Cursor", "X-Understood"],
            max_age=600,
        )
    app.add_middleware(Guided)
    app.add_middleware(Recorded, metrics=metrics)
    app.add_middleware(Paged)  # After the record: what was not foreseen becomes a page, too.
    app.add_middleware(Headed)
    for module in routers.modules():
        app.include_router(module.router(doors))
    app.include_router(explorer.router(doors))
    examples.install(app, desk)

    @app.get("/metrics", include_in_schema=False)
    async def numbers() -> Response:
        # Not in a thread of those that answer: who watches must see that all of them are taken.
        page = await asyncio.to_thread(_numbers, metrics, desk)
        return Response(page, media_type=CONTENT_TYPE_LATEST)

    return app


def _read_ahead(many: Many, ends: threading.Event) -> None:
    """Read the cells of the newest state of knowledge, if there is one, before anybody asks; after the first answers."""
    if not ends.wait(READ_AHEAD_AFTER):
        with contextlib.suppress(PartnershipsError):
            many.desk.together(lambda known: many.matrix(known, known.releases[-1].published_at, None))


def _numbers(metrics: Metrics, desk: Desk) -> bytes:
    """What is counted, and what the graph is by now; what it last was where the database is away."""
    answers = desk.graph.answers()
    metrics.database_up.set(answers)
    if answers:
        with contextlib.suppress(DatabaseError):
            known = desk.refresh()
            published = known.own_releases[-1].published_at.replace(tzinfo=dt.UTC)
            metrics.revision.set(known.revision)
            metrics.release.set(known.own_releases[-1].number)
            metrics.data_age.set((dt.datetime.now(tz=dt.UTC) - published).total_seconds())
    return metrics.page()


class _Guard:
    """Middleware: an address longer than any question needs is refused, and nothing hangs.

    A client is told in time, and told why: 503 where the database says nothing, or where all that ask it are waiting; 504
    where it is there and the question takes too long. What still waits for its turn by then is taken out of the queue; a thread
    that waits for the database ends when that gives up, or is given up.
    """

    def __init__(self, app: ASGIApp, graph: Graph, seconds: float) -> None:
        self._app = app
        self._graph = graph
        self._seconds = seconds
        self._pulse: asyncio.Task[bool] | None = None

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
        if late := await self._late(answering, door):
            door.shut = True
            await problems.problem(Request(scope), *late)(scope, receive, send)
        else:
            await answering

    async def _late(self, answering: asyncio.Task[None], door: _Door) -> tuple[int, str, str, str] | None:
        """What to tell a client whose answer has not begun when its time is over; None where it has."""
        asking = min(_PULSE_SECONDS, self._seconds / 2)
        await asyncio.wait({answering}, timeout=self._seconds - asking)
        if answering.done() or door.opened:
            return None
        pulse = self._asked()
        await asyncio.wait({answering}, timeout=asking)
        if answering.done() or door.opened:
            return None
        if answering in current_default_thread_limiter().statistics().borrowers:
            # It keeps its place until its thread ends: were it cancelled, another thread would be started instead.
            answering.add_done_callback(_overheard)
            waited = False
        else:
            answering.cancel()
            waited = True
        if not (pulse.done() and pulse.result()):
            return 503, *problems.AWAY, "No answer came in time."
        if waited:
            return 503, *problems.BUSY, "All that ask the database were busy with other questions."
        return 504, *problems.TOO_SLOW, f"The database is there, but had not answered in {self._seconds:g} seconds."

    def _asked(self) -> asyncio.Task[bool]:
        """Whether the database is there, asked once for all that want to know at one time."""
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.create_task(asyncio.to_thread(self._graph.answers))
        return self._pulse


def _overheard(answering: asyncio.Task[None]) -> None:
    """An answer that came too late for its client: its failure is told to nobody."""
    if not answering.cancelled():
        answering.exception()


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
