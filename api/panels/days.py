"""Sets of days as spans, certain and possible, and what a year is called by each of three rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Span = tuple[int, int]
"""The ordinals of the first day and of the first day after it."""

Word = Literal["yes", "possible", "no"]
"""`no`: on no day, as far as is known."""

Rule = Literal["any_day", "first_day", "majority"]
RULES: tuple[Rule, ...] = get_args(Rule)


@dataclass(frozen=True)
class Year:
    """A year of the calendar, as far as it lies in the panel: the present one ends with today."""

    number: int
    span: Span

    @classmethod
    def of(cls, number: int, today: dt.date) -> Year:
        """A year up to today."""
        first = dt.date(number, 1, 1).toordinal()
        return cls(number, (first, min(dt.date(number + 1, 1, 1), today + dt.timedelta(days=1)).toordinal()))

    @property
    def days(self) -> int:
        """How many days it has, so far."""
        return self.span[1] - self.span[0]


@dataclass(frozen=True)
class Days:
    """Days on which something holds for certain, and on which it does or may. Spans are in order and do not touch."""

    certain: Sequence[Span] = ()
    possible: Sequence[Span] = ()

    def __bool__(self) -> bool:
        return bool(self.possible)

    def or_(self, other: Days) -> Days:
        """Days of either."""
        return Days(merged((*self.certain, *other.certain)), merged((*self.possible, *other.possible)))

    def and_(self, other: Days) -> Days:
        """Days of both."""
        return Days(shared(self.certain, other.certain), shared(self.possible, other.possible))

    def word(self, year: Year, rule: Rule) -> Word:
        """What a year is called: by any of its days, by its first one, or by more than half of them."""
        if rule == "first_day":
            held = [
                any(first <= year.span[0] < past for first, past in spans) for spans in (self.certain, self.possible)
            ]
        else:
            enough = 0 if rule == "any_day" else year.days / 2
            held = [number_of(spans, year) > enough for spans in (self.certain, self.possible)]
        return "yes" if held[0] else "possible" if held[1] else "no"


def number_of(spans: Sequence[Span], year: Year) -> int:
    """How many days of a year lie in the spans."""
    return sum(max(0, min(past, year.span[1]) - max(first, year.span[0])) for first, past in spans)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days, in order, those that touch together."""
    found: list[Span] = []
    for first, past in sorted(span for span in spans if span[0] < span[1]):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(past, found[-1][1]))
        else:
            found.append((first, past))
    return found


def shared(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Days of both."""
    return merged((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
