"""How answers leave: with the id of their request, compressed, and not at all where the client has them already."""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

_log = logging.getLogger("partnerships.requests")


class Conditional:
    """Middleware: 304 and no body where `If-None-Match` names the tag of the answer (RFC 9110)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        wanted = Headers(scope=scope).get("if-none-match") if scope["type"] == "http" else None
        if wanted is None or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        unchanged = False

        async def deliver(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                tag = headers.get("etag", "").removeprefix("W/")
                names = {one.strip().removeprefix("W/") for one in wanted.split(",")}
                unchanged = message["status"] == 200 and bool(tag) and ("*" in names or tag in names)  # noqa: PLR2004
                if unchanged:
                    for name in ("content-length", "content-type", "content-disposition"):
                        del headers[name]
                    message = {**message, "status": 304, "headers": headers.raw}
            elif unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, deliver)


class Metrics:
    """What is counted of requests; one registry an app, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "partnerships_request_seconds",
            "Seconds from request to answer, by route (a question has a route of its own) and status.",
            ("route", "status"),
            registry=self.registry,
        )
        self.open = Gauge("partnerships_requests_open", "Requests that are being answered.", registry=self.registry)
        self.unchanged = Counter(
            "partnerships_unchanged_total", "Answers that the client had already (304).", registry=self.registry
        )
        self.revision = Gauge("partnerships_graph_revision", "Revision of the graph last seen.", registry=self.registry)
        self.release = Gauge(
            "partnerships_release", "Number of the newest release of our data.", registry=self.registry
        )
        self.data_age = Gauge(
            "partnerships_data_age_seconds", "Seconds since the newest release was published.", registry=self.registry
        )


class Recorded:
    """Middleware: every request has an id, is counted by its route, and leaves one line of JSON in the log.

    An id that the client sends (`X-Request-ID`: letters, digits, . _ -) is kept. Neither the query nor any header is logged.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get("x-request-id", "")
        id_ = sent if _ID.fullmatch(sent) else uuid.uuid4().hex
        begun = time.perf_counter()
        status = 500

        async def deliver(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(raw=message["headers"])["X-Request-ID"] = id_
            await send(message)

        with self._metrics.open.track_inprogress():
            try:
                await self._app(scope, receive, deliver)
            finally:
                taken = time.perf_counter() - begun
                route = getattr(scope.get("route"), "path", "none")
                self._metrics.seconds.labels(route, str(status)).observe(taken)
                if status == 304:  # noqa: PLR2004 - not modified
                    self._metrics.unchanged.inc()
                line: dict[str, Any] = {
                    "request": id_,
                    "method": scope["method"],
                    "path": scope["path"][:200],
                    "route": route,
                    "status": status,
                    "ms": round(taken * 1000, 2),
                }
                _log.info(json.dumps(line, ensure_ascii=False))
