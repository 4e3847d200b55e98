"""What every response says of itself, whoever made it: an answer, a problem, a page or a refusal at the door."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Bodiless:
    """Middleware around what compresses: a HEAD is a GET of which the body is not sent, and what may be compressed says so even
    where it is not, since it is short today, or 304."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def deliver(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if "accept-encoding" not in headers.get("vary", "").lower():
                    headers.add_vary_header("Accept-Encoding")
            elif message["type"] == "http.response.body" and is_head:
                message = {**message, "body": b""}
            await send(message)

        if not is_head:
            await self._app(scope, receive, deliver)
            return
        inner = {**scope, "method": "GET"}
        try:
            await self._app(inner, receive, deliver)
        finally:
            # Whoever counts and logs learns the route; the server still knows that it was a HEAD.
            scope.update((name, value) for name, value in inner.items() if name != "method")


class Headed:
    """Middleware: nothing is kept without asking again unless it says so, nothing is guessed to be another type than it says,
    and where a method is refused those that there are are all named: what can be got has a head, too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def deliver(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.setdefault("Cache-Control", "no-cache")
                headers["X-Content-Type-Options"] = "nosniff"
                if headers.get("allow") == "GET":
                    headers["Allow"] = "GET, HEAD"
            await send(message)

        await self._app(scope, receive, deliver)
