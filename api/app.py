"""The HTTP service: a table of contents."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp, Receive, Scope, Send

import api.routers
from api import problems
from api.answers import Doors
from graph.connection import Graph
from graph.settings import Settings
from queries.catalogue import Catalogue
from queries.desk import Desk

_LONGEST_QUERY = 8_192
"""Bytes of a query string: several times the longest that any question can need."""

_ABOUT = """
Who stands in which relation to NATO, since when and until when, and where it says so: a knowledge graph of the partnership
policy agreed in Berlin on 15 April 2011, from 1949 to today. **This is no official NATO source.**

* Every answer says its day (`as_of`, today unless given), its state of knowledge (`known_at`, the newest release unless
  given) and the `revision` of the graph, and names its sources in full.
* Dates are as precise as their sources: `2008-02` is a month. What such a date leaves open is marked `possible`; everything
  else is `certain`. A claim holds from its first day up to, and not including, its end.
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
    )
    problems.install(app)
    app.add_middleware(_RefuseLongQueries)
    for module in pkgutil.iter_modules(api.routers.__path__):
        app.include_router(importlib.import_module(f"api.routers.{module.name}").router(doors))

    @app.get("/", include_in_schema=False)
    def home() -> Response:
        return RedirectResponse("/docs")

    return app


class _RefuseLongQueries:
    """Middleware: a query string longer than any question can need is refused before anything reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(scope.get("query_string", b"")) <= _LONGEST_QUERY:
            await self._app(scope, receive, send)
            return
        refusal = problems.problem(
            Request(scope),
            414,
            "query-too-long",
            "The query is too long",
            f"A query has at most {_LONGEST_QUERY} bytes.",
        )
        await refusal(scope, receive, send)
