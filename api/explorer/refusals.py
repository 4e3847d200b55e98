"""A problem as a page, for whoever asked for a page: what is wrong, what is nearest, and a way back."""

from __future__ import annotations

import gzip
import json
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import mimeparse
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import explorer
from api.explorer.words import day
from api.problems import AWAY, MEDIA_TYPE, NOT_LOADED

_FOR_PROGRAMS = ("/v1/", "/openapi.json", "/metrics", "/healthz", "/readyz")
_HTML = "text/html"
_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GOES_BY = (AWAY[0], NOT_LOADED[0])
"""Problems that `/readyz` tells of, so that a page can see when they are over."""


class Paged:
    """Middleware: a problem becomes a page where a browser asked for one. What is for programs stays as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].startswith(_FOR_PROGRAMS) or not _wants_a_page(scope):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def deliver(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE:
                    start = message
                    return
            elif start:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._send_page(scope, start, bytes(body), send)
                return
            await send(message)

        await self._app(scope, receive, deliver)

    async def _send_page(self, scope: Scope, start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        for name in ("etag", "content-encoding"):
            del headers[name]
        headers.update(explorer.SECURITY)
        headers["Content-Type"] = f"{_HTML}; charset=utf-8"
        headers.add_vary_header("Accept")
        page = b""
        if scope["method"] == "HEAD":  # What the page is made of has no body either: how long it would be is not known.
            del headers["content-length"]
        else:
            if Headers(raw=start["headers"]).get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            page = explorer.rendered("problem.html", _told(Request(scope), json.loads(body))).encode()
            headers["Content-Length"] = str(len(page))
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": page})


def _wants_a_page(scope: Scope) -> bool:
    """A browser names HTML; a program that takes anything is told a problem as JSON."""
    accepted = Headers(scope=scope).get("accept", "")
    try:
        return _HTML in accepted and mimeparse.best_match([MEDIA_TYPE, _HTML], accepted) == _HTML
    except mimeparse.MimeTypeParseException:
        return False


def _told(request: Request, problem: dict[str, Any]) -> dict[str, Any]:
    given = dict(parse_qsl(request.url.query))
    parameter = problem.get("parameter")
    near = problem.get("candidates") or [
        {"id": id_, "name": day(id_) if _A_DAY.fullmatch(id_) else id_, "kind": ""}
        for id_ in problem.get("nearest") or ()
    ]
    return {
        "page": {"title": problem["title"]},
        "problem": problem,
        "choices": [one | {"address": _instead(request, given, parameter, one["id"])} for one in near if parameter],
        "again": problem["status"] in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT),
        "by_itself": problem["type"].rpartition(":")[2] in _GOES_BY,
        "address": f"{_path(request)}{f'?{request.url.query}' if request.url.query else ''}",
    }


def _path(request: Request) -> str:
    """The path that was asked for, on this host: two slashes before it would name another."""
    return "/" + quote(request.url.path.lstrip("/"))


def _instead(request: Request, given: dict[str, str], parameter: str, value: str) -> str:
    """The address that was asked for with another value where one was at fault: in its path, or behind the `?`."""
    path = _path(request)
    if parameter in request.path_params:
        parts = [quote(value) if part == quote(request.path_params[parameter]) else part for part in path.split("/")]
        return "/".join(parts) + (f"?{urlencode(given)}" if given else "")
    return f"{path}?{urlencode(given | {parameter: value})}"
