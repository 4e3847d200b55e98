"""Who may read, and how much may be asked: everybody on loopback; elsewhere holders of a key, over TLS or behind a proxy.

A key is shown once, when it is made. The file holds a hash of it: a key has 256 random bits, so a plain SHA-256 cannot be
guessed back. The file is read again whenever it changes, so a revoked key is refused at once by every process.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import math
import os
import re
import secrets
import time
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel, ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from graph.errors import PartnershipsError
from graph.settings import Settings

_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)
_WITHOUT_KEY = frozenset({"/healthz"})
"""What an orchestrator must be able to ask; it tells nothing."""


class AccessError(PartnershipsError):
    """The settings would open the service to whom it must not be open, or a key cannot be made or revoked."""


class Key(BaseModel):
    """A key as the file has it. `created` and `revoked` are instants in UTC."""

    name: str
    digest: str
    created: dt.datetime
    revoked: dt.datetime | None = None


class _Keys(BaseModel):
    keys: list[Key] = []


class Keys:
    """The keys in a file of ours."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._held = _Keys()

    def all(self) -> list[Key]:
        """Every key, revoked ones too. Raises `AccessError` if the file cannot be read."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._seen, self._held = None, _Keys()
            return []
        now = found.st_mtime_ns, found.st_ino
        if now != self._seen:
            try:
                self._held = _Keys.model_validate_json(self._path.read_bytes())
            except (OSError, ValidationError) as error:
                raise AccessError("the file of keys cannot be read.", where=str(self._path)) from error
            self._seen = now
        return self._held.keys

    def add(self, name: str, now: dt.datetime) -> str:
        """Make a key; the key itself, which is kept nowhere. Raises `AccessError` for a name that is taken or unfit."""
        if not _NAME.fullmatch(name):
            raise AccessError("that is no name for a key.", where=name[:60], remedy="Use letters, digits, . _ and -.")
        held = self.all()
        if any(key.name == name for key in held):
            raise AccessError("there is a key of that name.", where=name, remedy="Choose another name.")
        secret = f"pg_{secrets.token_urlsafe(32)}"
        self._write([*held, Key(name=name, digest=_digest(secret), created=now)])
        return secret

    def revoke(self, name: str, now: dt.datetime) -> None:
        """Let a key no longer be one. Raises `AccessError` if there is none of that name in force."""
        held = self.all()
        if not any(key.name == name and key.revoked is None for key in held):
            raise AccessError(
                "there is no such key in force.", where=name, remedy="`partnerships keys list` lists them."
            )
        self._write([key.model_copy(update={"revoked": now}) if key.name == name else key for key in held])

    def holder(self, secret: str) -> str | None:
        """The name of a key in force; None for anything else."""
        digest = _digest(secret)
        found = None
        for key in self.all():  # All are compared, whichever fits: the time taken tells nothing.
            if hmac.compare_digest(key.digest, digest) and key.revoked is None:
                found = key.name
        return found

    def _write(self, keys: list[Key]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_name(f".{self._path.name}.new")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            json.dump(json.loads(_Keys(keys=keys).model_dump_json()), handle, indent=2)
        unfinished.replace(self._path)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_loopback(host: str) -> bool:
    """Only this machine can reach that address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def see_that_it_may_listen(settings: Settings) -> None:
    """Refuse to listen where others can read along, or read at all, unless the settings say who may. Raises `AccessError`."""
    if is_loopback(settings.host) or settings.partnerships_behind_proxy == "loopback":
        return
    if not settings.partnerships_behind_proxy and not (
        settings.partnerships_tls_certificate and settings.partnerships_tls_key
    ):
        raise AccessError(
            "off loopback the API is only served over TLS.",
            where=f"HOST {settings.host}",
            remedy="Set PARTNERSHIPS_TLS_CERTIFICATE and PARTNERSHIPS_TLS_KEY, or PARTNERSHIPS_BEHIND_PROXY=tls.",
        )
    if not settings.partnerships_keys_required:
        raise AccessError(
            "off loopback the API is only served to holders of a key.",
            where=f"HOST {settings.host}",
            remedy="Set PARTNERSHIPS_KEYS_REQUIRED=true and make keys with `partnerships keys add NAME`.",
        )


class Counts(Protocol):
    """Who has asked how often: in this process, or in one that several workers share."""

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Count one; whether it was within the limit."""

    def get_window_stats(self, item: RateLimitItem, *identifiers: str) -> tuple[float, int]:
        """The second since the epoch at which the next one is within it again, and how many are left."""


def counts() -> Counts:
    """Counts of one process."""
    return MovingWindowRateLimiter(MemoryStorage())


class Gate:
    """Middleware: 401 without a key where keys are required, 429 for too many requests, 413 for a long body.

    A body is taken in whole before anybody is asked, so that its length is known however it is sent; 408 if it takes longer
    than an answer may.
    """

    def __init__(self, app: ASGIApp, settings: Settings, counted: Counts | None = None) -> None:
        self._app = app
        self._keys = Keys(settings.keys_file) if settings.partnerships_keys_required else None
        self._rate: RateLimitItem | None = (
            parse(settings.partnerships_rate_limit) if settings.partnerships_rate_limit else None
        )
        self._counts = counted or (counts() if self._rate else None)
        self._longest = settings.partnerships_body_limit
        self._seconds = settings.partnerships_answer_timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        headers = Headers(scope=scope)
        refusal = self._refused(request, headers)
        if not ("content-length" in headers or "transfer-encoding" in headers):
            await (refusal or self._app)(scope, receive, send)
            return
        if not refusal:
            try:
                async with asyncio.timeout(self._seconds):
                    body = await self._taken_in(headers, receive)
            except _GoneError:
                return
            except TimeoutError:
                refusal = problem(request, 408, "body-too-slow", "The body takes too long", "It did not come in time.")
            except _BodyTooLongError:
                refusal = problem(
                    request,
                    413,
                    "body-too-long",
                    "The body is too long",
                    f"At most {self._longest} bytes are taken in.",
                )
            else:
                await self._app(scope, _given(body, receive), send)
                return
        refusal.headers["Connection"] = "close"  # What is left of the body is not waited for.
        await refusal(scope, receive, send)

    def _refused(self, request: Request, headers: Headers) -> Response | None:
        """The refusal of whoever may not ask, or not now."""
        if not (self._keys or self._rate) or request.scope["path"] in _WITHOUT_KEY:
            return None
        holder = None
        if self._keys:
            try:
                holder = self._keys.holder(_secret(headers))
            except AccessError as error:
                return problem(request, 503, "keys-unreadable", "The keys cannot be read", error.what)
            if holder is None:
                refusal = problem(
                    request,
                    HTTPStatus.UNAUTHORIZED,
                    "key-needed",
                    "A key is needed",
                    "There was none, or none that is in force.",
                    remedy="Send it as `Authorization: Bearer KEY`.",
                )
                refusal.headers["WWW-Authenticate"] = "Bearer"
                return refusal
        who = holder or (request.client.host if request.client else "unknown")
        if self._rate and self._counts and not self._counts.hit(self._rate, who):
            refusal = problem(
                request,
                HTTPStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many requests",
                f"At most {self._rate} are answered.",
            )
            again, _ = self._counts.get_window_stats(self._rate, who)
            refusal.headers["Retry-After"] = str(max(1, math.ceil(again - time.time())))
            return refusal
        return None

    async def _taken_in(self, headers: Headers, receive: Receive) -> bytes:
        """The body. Raises `_BodyTooLongError` as soon as it is longer than it may be, `_GoneError` if its sender left."""
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._longest:
            raise _BodyTooLongError
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            body += message.get("body", b"")
            if len(body) > self._longest:
                raise _BodyTooLongError
            if not message.get("more_body", False):
                return bytes(body)


class _BodyTooLongError(Exception):
    """More bytes than are taken in."""


class _GoneError(Exception):
    """Nobody is there any more who could be answered."""


def _given(body: bytes, receive: Receive) -> Receive:
    """A body that was taken in, as the server would have given it."""
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give


def _secret(headers: Headers) -> str:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
