"""Answers that are given again while the graph is what it was.

The graph is small and changes seldom, so most of what is asked has been asked before. An answer is kept by everything that it
depends on: its address with host and query, the forms and encodings that the client takes, the day today (an address without
`as_of` asks about it), and the revision of the graph. The revision is looked up again and again, so that a write by another
process is seen in time. What several ask for at one time is worked out for one of them, and given to all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.clocks import today
from graph.errors import PartnershipsError
from graph.text import cypher
from queries.desk import Desk
from queries.kept import Kept

_INPUTS = ("accept", "accept-encoding")
"""The headers of a request on which an answer may depend; one that varies by another is not kept."""

_STREAMED = ("/v1/export", "/v1/panels")
"""Answers under it are sent piece by piece: they are never held whole."""

_TOLD = ("route", "path_params", "problem", "error")
"""What whoever counts and logs, or makes a page of a problem, reads of a request that was answered."""

_OVERHEAD = 2_000
"""Bytes that an answer takes besides its own."""

_Key = tuple[Any, ...]


@dataclass(frozen=True)
class _Answered:
    """An answer as it left, with the route that gave it and whatever else is told of it, for whoever counts and logs."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    told: Mapping[str, Any]

    @property
    def size(self) -> int:
        return len(self.body) + _OVERHEAD

    async def send(self, scope: Scope, send: Send) -> None:
        """Give it again."""
        scope.update(self.told)
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


class Remembered:
    """Middleware: what was answered is answered again from memory. At most `most_bytes` are kept, those last asked for.

    `seconds`: how soon a write by another process is seen. A client that sends `Cache-Control: no-cache` sees it at once. `among`
    are the first words of the paths whose answers are kept.
    """

    def __init__(
        self, app: ASGIApp, desk: Desk, seconds: float, most_bytes: int, among: frozenset[str] = frozenset({"v1"})
    ) -> None:
        self._app = app
        self._among = among
        self._desk = desk
        self._revision = _Revision(desk, seconds)
        self._most_bytes = most_bytes
        self._kept: Kept[tuple[int, _Answered]] = Kept(most_bytes, lambda pair: pair[1].size)
        self._under_way: dict[tuple[int, _Key], asyncio.Future[_Answered | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not self._keeps(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # A page names its own address, with the host by which it was asked for.
        host = (scope["scheme"], headers.get("host"))
        key = (scope["path"], scope["query_string"], *(headers.get(name) for name in _INPUTS), host, today())
        revision = await self._revision.seen(at_once="no-cache" in headers.get("cache-control", ""))
        if revision is not None and self._desk.revision is not None:
            revision = max(revision, self._desk.revision)  # Nobody is told less than somebody was told before.
        known, kept = self._kept.get(key) or (None, None)
        if kept and known == revision:
            await kept.send(scope, send)
        elif revision is None:
            await self._app(scope, receive, send)
        else:
            await self._once((revision, key), scope, receive, send)

    def _keeps(self, path: str) -> bool:
        return _first_word(path) in self._among and not path.startswith(_STREAMED)

    async def _once(self, place: tuple[int, _Key], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless the same is being answered to another: then what that one is told, whatever it is."""
        if other := self._under_way.get(place):
            # It is not ended with one that waits for it.
            if told := await asyncio.shield(other):
                await told.send(scope, send)
            else:
                await self._app(scope, receive, send)
            return
        mine: asyncio.Future[_Answered | None] = asyncio.get_running_loop().create_future()
        self._under_way[place] = mine
        told = None
        try:
            told = await self._keep(place[1], scope, receive, send)
        finally:
            del self._under_way[place]
            mine.set_result(told)

    async def _keep(self, key: _Key, scope: Scope, receive: Receive, send: Send) -> _Answered | None:
        """Answer, and keep the answer if it is certain of which revision it is. What was answered, if it is known whole."""
        before = self._desk.revision
        start: Message = {}
        body = bytearray()
        whole: _Answered | None = None

        async def deliver(message: Message) -> None:
            nonlocal start, whole
            if message["type"] == "http.response.start":
                start = {**message, "headers": list(message["headers"])}
            elif message["type"] == "http.response.body" and len(body) <= self._most_bytes:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False) and _is_for_all(start):
                    told = {name: scope[name] for name in _TOLD if name in scope}
                    whole = _Answered(start["status"], tuple(start["headers"]), bytes(body), told)
                    # Revisions only rise, so the answer, which is of one of those in between, is of this one. It is kept before
                    # it leaves: who has it may ask again at once.
                    if before is not None and before == self._desk.revision and _may_be_kept(start):
                        self._kept.put(key, (before, whole))
            await send(message)

        await self._app(scope, receive, deliver)
        return whole


def _first_word(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]


def _is_for_all(start: Message) -> bool:
    """It varies by nothing that is not part of its key."""
    varies = {name.strip().lower() for name in Headers(raw=start["headers"]).get("vary", "").split(",") if name.strip()}
    return varies <= set(_INPUTS)


def _may_be_kept(start: Message) -> bool:
    """It is an answer, and has a tag over its bytes."""
    return start["status"] == 200 and "etag" in Headers(raw=start["headers"])  # noqa: PLR2004


class _Revision:
    """The revision of the graph, as it was seen not long ago. One looks it up for all that want to know."""

    def __init__(self, desk: Desk, seconds: float) -> None:
        self._desk = desk
        self._longest = seconds / 2  # The other half is left for looking it up.
        self._value: int | None = None
        self._at = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    async def seen(self, *, at_once: bool = False) -> int | None:
        """It; None where the database does not say."""
        if at_once:
            await self._look(time.monotonic())
            return self._value
        age = time.monotonic() - self._at
        if age > self._longest:
            await asyncio.wait({self._looked_up()}, timeout=self._longest)
            return self._value if time.monotonic() - self._at <= 2 * self._longest else None
        if age > self._longest / 2:
            self._looked_up()  # So that nobody has to wait for it.
        return self._value

    def _looked_up(self) -> asyncio.Task[None]:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(time.monotonic()))
        return self._looking

    async def _look(self, begun: float) -> None:
        try:
            value = await asyncio.to_thread(self._read)
        except PartnershipsError:
            value = None
        if begun >= self._at:
            self._value, self._at = value, begun

    def _read(self) -> int | None:
        rows = self._desk.graph.read(cypher("graph", "cypher/revision.cypher"))
        return int(rows[0]["revision"]) if rows else None
