"""The two clocks: the days on which a claim holds, and the instants between which we knew it.

This is the one place that turns the dates of the tables into the four days of an edge. Cypher compares those four
days and nothing else, by the predicate that `docs/decisions/0002-clocks.md` gives.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from graph.errors import DateError

BEGINNING = dt.date(1, 1, 1)
"""Lower bound of a start that nobody knows."""

OPEN_END = dt.date(9999, 12, 31)
"""Stands for "still holds", and is the upper bound of an end that nobody knows. No question reaches it."""

LAST_DAY = dt.date(9999, 12, 30)
"""The last day that may be asked about: the day after must still be a day, and `OPEN_END` is no real one."""

STILL_HOLDS = ".."
"""How a table says that a claim still holds (EDTF's open end)."""

NEVER_WITHDRAWN = dt.datetime(9999, 12, 31)
"""Record end of a claim that the newest release still holds."""

_ONE_DAY = dt.timedelta(days=1)
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)
_CHOICE = re.compile(r"\[(?P<first>\d{4}-\d{2}-\d{2})\.\.(?P<last>\d{4}-\d{2}-\d{2})\]", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


@dataclass(frozen=True)
class Span:
    """The days among which one day lies: a date at the precision of its source. Both ends are included."""

    earliest: dt.date
    latest: dt.date


@dataclass(frozen=True)
class Bounds:
    """The four days of a claim.

    It holds certainly on a day when `from_max <= day < to_min`, possibly when `from_min <= day < to_max`. Certain days
    are always among the possible ones.
    """

    from_min: dt.date
    from_max: dt.date
    to_min: dt.date
    to_max: dt.date

    def certain(self, day: dt.date) -> bool:
        """The claim holds on that day whatever the unknown parts of its dates are."""
        return self.from_max <= day < self.to_min

    def possible(self, day: dt.date) -> bool:
        """The claim may hold on that day."""
        return self.from_min <= day < self.to_max


def parse_edtf(text: str) -> Span:
    """The days that an EDTF date (ISO 8601-2) leaves open: `2008`, `2008-02`, `2008-02-15` or `[2010-12-02..2011-01-01]`.

    The last form is EDTF's "one of a set" over a range of days. Raises `DateError` for anything else, for 31 February
    and for a choice whose first day is not before its last.
    """
    if choice := _CHOICE.fullmatch(text):
        first, last = _calendar_day(choice["first"], text), _calendar_day(choice["last"], text)
        if first >= last:
            raise DateError(
                f"the choice of days {text!r} does not begin before it ends.",
                remedy="Write the earlier day first, as in [2010-12-02..2011-01-01].",
            )
        return Span(first, last)
    found = _DATE.fullmatch(text)
    if not found:
        raise DateError(
            f"{text!r} is not a date.",
            remedy="Write 2008, 2008-02, 2008-02-15 or [2010-12-02..2011-01-01], as precise as the source and no more.",
        )
    year = int(found["year"])
    if year < BEGINNING.year:
        raise DateError(f"{text!r} is not a date.", remedy="Years run from 0001 to 9999.")
    if found["day"]:
        day = _calendar_day(text, text)
        return Span(day, day)
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
            raise DateError(f"{text!r} has no such month.", remedy="Months run from 01 to 12.")
        return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))


def _calendar_day(text: str, whole: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise DateError(f"{whole!r} has no such day.", remedy="Look the day up in a calendar.") from error


def bounds(valid_from: str, valid_to: str, attested_from: str = "", attested_to: str = "") -> Bounds:
    """The four days of a claim from its four cells.

    `valid_from` empty: the start is unknown, at the latest the first day on which a source shows the claim.
    `valid_to` is the first day on which it no longer holds; `..`: still holds; empty: the end is unknown, and lies
    after the last day on which a source shows it. A claim holds for a day at least. Raises `DateError` for a cell
    that is no date, an end that cannot lie after the start, or an attestation outside the claim.
    """
    start = parse_edtf(valid_from) if valid_from else Span(BEGINNING, OPEN_END)
    if valid_to == STILL_HOLDS:
        end = Span(OPEN_END, OPEN_END)
    elif valid_to:
        end = parse_edtf(valid_to)
    else:
        end = Span(BEGINNING, OPEN_END)
    if end.latest <= start.earliest:
        raise DateError(
            f"the end {valid_to!r} is not after the start {valid_from!r}.",
            remedy="valid_to is the first day on which the claim no longer holds.",
        )
    from_min, from_max, to_min, to_max = start.earliest, start.latest, end.earliest, end.latest
    if seen := attested_from or attested_to:
        first_seen, last_seen = parse_edtf(seen), parse_edtf(attested_to or attested_from)
        if last_seen.latest < first_seen.earliest:
            raise DateError(
                f"attested_to {attested_to!r} lies before attested_from {attested_from!r}.",
                remedy="They are the first and the last day on which a source shows the claim.",
            )
        if (
            min(first_seen.latest, last_seen.latest) < from_min
            or max(first_seen.earliest, last_seen.earliest) >= to_max
        ):
            raise DateError(
                f"a source shows the claim on {seen!r}, outside {valid_from!r} to {valid_to!r}.",
                remedy="Correct the attestation or the dates of the claim.",
            )
        # Seen on some day of that span: begun by its last day, not ended before its first.
        from_max = min(from_max, max(first_seen.latest, from_min))
        to_min = max(to_min, min(last_seen.earliest + _ONE_DAY, to_max))
    # A claim holds for a day at least, so each end bounds the other.
    from_max = min(from_max, max(from_min, to_max - _ONE_DAY)) if to_max != OPEN_END else from_max
    to_min = max(to_min, from_min + _ONE_DAY)
    return Bounds(from_min, from_max, to_min, to_max)


def parse_day(text: str) -> dt.date:
    """A whole day as a question gives it, `2011-04-15`. Raises `DateError` for a month, a year or an impossible day."""
    if not _DAY.fullmatch(text):
        raise DateError(f"{text[:40]!r} is not a day.", remedy="Write a day of the calendar as 2011-04-15.")
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise DateError(f"{text!r} is not a day of the calendar.", remedy="Write a day as 2011-04-15.") from error
    if day > LAST_DAY:
        raise DateError(f"{text!r} is out of range.", remedy=f"Days run from {BEGINNING} to {LAST_DAY}.")
    return day


def parse_instant(text: str) -> dt.datetime:
    """An instant in UTC, `2026-11-22T00:00:00Z`, or a day, which means its first instant.

    The result carries no zone: it is UTC, and the embedded engine drops zones. Raises `DateError`.
    """
    if _DAY.fullmatch(text):
        return dt.datetime.combine(parse_day(text), dt.time())
    remedy = "Write UTC as 2026-11-22T00:00:00Z, or a day as 2026-11-22."
    if not _INSTANT.fullmatch(text):
        raise DateError(f"{text[:40]!r} is not an instant.", remedy=remedy)
    try:
        instant = dt.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError as error:
        raise DateError(f"{text!r} is not an instant of the calendar and the clock.", remedy=remedy) from error
    if instant >= NEVER_WITHDRAWN:
        # That instant stands for "never": no claim is known at it.
        raise DateError(f"{text!r} is out of range.", remedy=f"Instants run to {LAST_DAY}.")
    return instant


def format_instant(instant: dt.datetime) -> str:
    """The instant as the tables write it, `2026-11-22T00:00:00Z`."""
    return f"{instant.isoformat(timespec='seconds')}Z"


def today() -> dt.date:
    """The present day in UTC. Only the doors call this; below them a day is an argument."""
    return dt.datetime.now(tz=dt.UTC).date()


def now() -> dt.datetime:
    """The present instant in UTC, without a zone. Only the doors call this."""
    return dt.datetime.now(tz=dt.UTC).replace(tzinfo=None, microsecond=0)
