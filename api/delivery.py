"""How answers leave: with the id of their request, not at all where the client has them already, counted and logged.

A log tells the path that was asked for, without its query and without any header, and of an error its kind and the lines of
code that it came through, but not its message, which may quote what was asked.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import time
import traceback
import uuid
from pathlib import Path
from typing import Any, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import unforeseen

SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Name in the environment of the folder in which several workers count together, as prometheus_client has it."""

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CODE = Path(__file__).resolve().parent.parent

_log = logging.getLogger("partnerships.requests")
_errors = logging.getLogger("partnerships.errors")


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
                    for name in ("content-length", "content-type", "content-encoding", "content-disposition"):
                        del headers[name]
                    message = {**message, "status": 304, "headers": headers.raw}
            elif unchanged:
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, deliver)


class Metrics:
    """What is counted of requests; one registry an app, so that several can live in one process.

    Several workers that were started together count together: whichever is asked tells of all.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "partnerships_request_seconds",
            "Seconds from request to answer, by route (a question has a route of its own) and status.",
            ("route", "status"),
            registry=self.registry,
        )
        self.open = self._gauge("partnerships_requests_open", "Requests that are being answered.", "livesum")
        self.unchanged = Counter(
            "partnerships_unchanged_total", "Answers that the client had already (304).", registry=self.registry
        )
        self.database_up = self._gauge("partnerships_database_up", "1 if the database answered just now, else 0.")
        self.revision = self._gauge("partnerships_graph_revision", "Revision of the graph last seen.")
        self.release = self._gauge("partnerships_release", "Number of the newest release of our data.")
        self.data_age = self._gauge("partnerships_data_age_seconds", "Seconds since the newest release was published.")

    def _gauge(self, name: str, about: str, together: Literal["livesum", "mostrecent"] = "mostrecent") -> Gauge:
        return Gauge(name, about, registry=self.registry, multiprocess_mode=together)

    def page(self) -> bytes:
        """All of it, as Prometheus reads it."""
        if SHARED_COUNTS not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class Recorded:
    """Middleware: every request has an id, is counted by its route, and leaves one line in the log.

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
        status = 0

        async def deliver(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(raw=message["headers"])["X-Request-ID"] = id_
            await send(message)

        with self._metrics.open.track_inprogress():
            try:
                await self._app(scope, receive, deliver)
            except Exception as error:
                _errors.error(
                    "a request failed", exc_info=error, extra={"told": {"request": id_, "route": _route(scope)}}
                )
                if status:
                    raise  # Half of an answer is none: the connection ends with it.
                await unforeseen(Request(scope))(scope, receive, deliver)
            finally:
                taken = time.perf_counter() - begun
                status = status or 500  # The client left, or the server ends.
                self._metrics.seconds.labels(_route(scope), str(status)).observe(taken)
                if status == 304:  # noqa: PLR2004 - not modified
                    self._metrics.unchanged.inc()
                if _log.isEnabledFor(logging.INFO):
                    told = {
                        "request": id_,
                        "method": scope["method"],
                        "path": scope["path"][:200],
                        "route": _route(scope),
                        "status": status,
                        "ms": round(taken * 1000, 2),
                        **{name: scope[name] for name in ("problem", "error") if name in scope},
                    }
                    _log.info("answered", extra={"told": told})


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "none"))


class Lines(logging.Formatter):
    """A record as one line of JSON, or as text for people."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, tz=dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            # A library's message may go on with the error's own.
            "message": (record.getMessage().splitlines() or [""])[0],
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[1]:
            told |= _told_of(record.exc_info[1])
        if self._as_json:
            return json.dumps(told, ensure_ascii=False, default=str)
        through = "".join(f"\n    {place}" for place in told.pop("through", ()))
        rest = "".join(f" {name}={value}" for name, value in told.items() if name not in ("time", "level", "message"))
        return f"{told['time']} {told['level']}: {told['message']};{rest}{through}"


def _told_of(error: BaseException) -> dict[str, Any]:
    """The kind of an error, and the way that it came, the place of its origin last."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and cause not in causes:
        causes.append(cause)
    frames = [frame for one in reversed(causes) for frame in traceback.extract_tb(one.__traceback__)]
    return {
        "error": " from ".join(type(one).__name__ for one in causes),
        "through": [f"{_shortened(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _shortened(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_CODE) and "site-packages" not in path.parts:
        return path.relative_to(_CODE).as_posix()
    return "/".join(path.parts[-2:])


def logging_to_stderr(form: Literal["errors", "json"]) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes, for whoever serves."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "api.delivery.Lines", "as_json": form == "json"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"partnerships.requests": {"level": "INFO" if form == "json" else "WARNING"}},
    }
