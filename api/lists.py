"""Lists over HTTP: in parts, if a client wants them so, and as CSV.

A cursor fixes both clocks and carries a digest of the whole list. What was known at an instant does not change with later
releases, so the parts fit together while the graph moves on; should they not (a package was unloaded meanwhile), the client is
told to begin again and never given parts of two lists.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

import mimeparse
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from graph.clocks import format_instant, parse_day, parse_instant
from graph.errors import DateError, PartnershipsError
from queries.desk import Answer
from queries.types import Column, ParameterError

JSON, CSV, MARKDOWN = "application/json", "text/csv", "text/markdown"
LONGEST_PART = 1_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a spreadsheet knows a formula: the last four are the first four in full width."""

PARAMETERS = ("limit", "cursor", "format")
UNDERSTOOD = "X-Understood"
"""The header of CSV that says what JSON has under `understood`: JSON, percent-encoded."""


class ListChangedError(PartnershipsError):
    """The list that a cursor is of is not the same any more."""


@dataclass(frozen=True)
class Cursor:
    """Where a part begins, and of which list: its clocks and a digest of all its rows."""

    position: int
    as_of: dt.date
    known_at: dt.datetime
    digest: str

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """A cursor from what an answer gave as `next`. Raises `ParameterError`."""
        try:
            position, as_of, known_at, digest = json.loads(base64.urlsafe_b64decode(text.encode() + b"=="))
            return cls(range(1, 10**9)[position - 1], parse_day(as_of), parse_instant(known_at), str(digest))
        except (ValueError, TypeError, IndexError, AttributeError, DateError) as error:
            raise ParameterError(
                "cursor", "this is no cursor of ours.", remedy="Use `next` of the last part as it is."
            ) from error

    def __str__(self) -> str:
        held = [self.position, self.as_of.isoformat(), format_instant(self.known_at), self.digest]
        return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Wanted:
    """In which form, and which part of the list, a client wants."""

    media_type: str
    limit: int | None
    cursor: Cursor | None

    @classmethod
    def taken_from(cls, given: dict[str, str | None], request: Request) -> Wanted:
        """Takes its own parameters out of those given. Raises `ParameterError`."""
        form = given.pop("format", None)
        if form not in (None, "json", "csv"):
            raise ParameterError("format", f"{str(form)[:20]!r} is no form of a list.", remedy="Choose json or csv.")
        accepted = request.headers.get("accept", "*/*")
        try:
            best = mimeparse.best_match([CSV, JSON], accepted.lower()) or JSON
        except mimeparse.MimeTypeParseException:
            best = JSON
        cursor = given.pop("cursor", None)
        return cls(
            {"json": JSON, "csv": CSV}.get(form or "", best),
            _limit(given.pop("limit", None)),
            Cursor.parse(cursor) if cursor is not None else None,
        )

    @property
    def whole_as_json(self) -> bool:
        """All of it at once, in the form in which everything is answered."""
        return self.media_type == JSON and self.limit is None and self.cursor is None

    def part_of(self, answer: Answer) -> tuple[Sequence[Mapping[str, Any]], str | None]:
        """The rows of the part, and the cursor of the next. Raises `ListChangedError`, `ParameterError`."""
        if self.limit is None and self.cursor is None:
            return answer.rows, None
        digest = blake2b(
            to_json([answer.question.path, {k: str(v) for k, v in answer.parameters.items()}, answer.rows]),
            digest_size=9,
        ).hexdigest()
        begin = 0
        if self.cursor:
            if self.cursor.digest != digest:
                raise ListChangedError(
                    "the list has changed since its first part.", remedy="Begin again without a cursor."
                )
            begin = self.cursor.position
        end = begin + (self.limit or LONGEST_PART)
        more = Cursor(end, answer.as_of, answer.known_at, digest) if end < len(answer.rows) else None
        return answer.rows[begin:end], str(more) if more else None


def _limit(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= LONGEST_PART or len(text) > 4:  # noqa: PLR2004
        raise ParameterError("limit", f"{text[:20]!r} is no length of a part.", remedy=f"Write 1 to {LONGEST_PART}.")
    return int(text)


def as_csv(answer: Answer, rows: Sequence[Mapping[str, Any]], following: str | None) -> Response:
    """Rows as CSV (RFC 4180, UTF-8): lists joined by `; `, records as JSON, on every row its clocks and its sources' addresses."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    columns = answer.question.columns
    addresses = {source["id"]: source["address"] or source["title"] for source in answer.sources}
    writer.writerow([*(column.name for column in columns), "source_addresses", "as_of", "known_at", "revision"])
    clocks = answer.clocks()
    for row in rows:
        named = dict.fromkeys(_sources(columns, row))
        writer.writerow(
            [
                *(_cell(column, row[column.name]) for column in columns),
                without_formula("; ".join(addresses[one] for one in named)),
                clocks["as_of"],
                clocks["known_at"],
                clocks["revision"],
            ]
        )
    headers = {"X-Next-Cursor": following} if following else {}
    if answer.understood:
        headers[UNDERSTOOD] = quote(json.dumps(answer.understood, ensure_ascii=False), safe="")
    name = answer.question.name.replace("_", "-")
    headers["Content-Disposition"] = f'inline; filename="{name}-{clocks["as_of"]}.csv"'
    return Response(buffer.getvalue(), media_type=CSV, headers=headers)


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.records:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return without_formula("; ".join(value) if column.many else str(value))


def without_formula(text: str) -> str:
    """The text so that a spreadsheet takes it for no formula; none of our ids, dates and numbers begins like one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _sources(columns: Sequence[Column], row: Mapping[str, Any]) -> Iterator[str]:
    for column in columns:
        value = row[column.name]
        if column.records:
            for record in value:
                yield from _sources(column.records, record)
        elif column.type == "source" and value:
            yield from value if column.many else [value]
