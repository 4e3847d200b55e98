"""Who may read: everybody on loopback; elsewhere holders of a key, over TLS or behind a proxy that provides it.

A key is shown once, when it is made. The file holds a hash of it: a key has 256 random bits, so a plain SHA-256 cannot be
guessed back. The file is read again whenever it changes, so a revoked key is refused at once by every process.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import os
import re
import secrets
from http import HTTPStatus
from pathlib import Path

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel, ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem
from graph.errors import PartnershipsError
from graph.settings import Settings

_LONGEST_BODY = 65_536
"""Bytes: more than anything that could be asked needs."""

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


class Gate:
    """Middleware: 401 without a key where keys are required, 413 for a long body, 429 for too many requests."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._keys = Keys(settings.keys_file) if settings.partnerships_keys_required else None
        self._rate: RateLimitItem | None = (
            parse(settings.partnerships_rate_limit) if settings.partnerships_rate_limit else None
        )
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _LONGEST_BODY:
            refusal = problem(
                request, 413, "body-too-long", "The body is too long", f"At most {_LONGEST_BODY} bytes are taken in."
            )
            await refusal(scope, receive, send)
            return
        holder = None
        if self._keys and scope["path"] not in _WITHOUT_KEY:
            try:
                holder = self._keys.holder(_secret(headers))
            except AccessError as error:
                refusal = problem(request, 503, "keys-unreadable", "The keys cannot be read", error.what)
                await refusal(scope, receive, send)
                return
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
                await refusal(scope, receive, send)
                return
        who = holder or (scope.get("client") or ("unknown",))[0]
        if self._rate and scope["path"] not in _WITHOUT_KEY and not self._limiter.hit(self._rate, who):
            refusal = problem(
                request,
                HTTPStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many requests",
                f"At most {self._rate} are answered.",
            )
            refusal.headers["Retry-After"] = str(self._rate.get_expiry())
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _secret(headers: Headers) -> str:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
