"""Which answers a release changes: the questions asked before and after it, wherever what it changed can show.

An answer can only change where a claim that came or went holds, begins or ends. So the questions are asked about the actors,
bodies and tools at the ends of such claims, on the days on which those begin and end, and today.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.clocks import BEGINNING, OPEN_END
from graph.text import cypher
from queries.desk import Desk, Known
from queries.question import Question
from queries.types import ENTITY_LABELS, Parameter

_ABOUT_THE_RECORD = "releases"
"""The tag of questions that list changes themselves; they change with every release."""

_ONE_DAY = dt.timedelta(days=1)

Progress = Callable[[int, int], None]
"""Told the number of answers compared and of all."""


@dataclass(frozen=True)
class ChangedAnswer:
    """A question with its parameters, and the days, of those on which it was asked, on which its rows differ."""

    question: str
    parameters: Mapping[str, str]
    days: Sequence[dt.date]
    before: int
    after: int
    """Rows on the first of those days."""


def changed_answers(
    desk: Desk, package: str, release: int, *, today: dt.date, progress: Progress = lambda *_: None
) -> list[ChangedAnswer]:
    """What a release of a package changed in the answers of the graph behind the desk, by question and parameters.

    Compares what is known at the release's instant with what was known just before it.
    """
    touched = list(desk.graph.read(cypher("api", "cypher/touched.cypher"), {"package": package, "release": release}))
    if not touched:
        return []
    at: dt.datetime = touched[0]["published_at"].to_native().replace(tzinfo=None)
    known = desk.refresh()
    if known.own_releases[0].published_at >= at:
        return []  # Nothing was known before.
    asked = list(_asked(desk, known, touched, today))
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[dt.date, int, int]]] = defaultdict(list)
    for count, (question, parameters, day) in enumerate(asked, start=1):
        before, after = (
            _answer(desk, question, parameters, day, instant) for instant in (at - dt.timedelta(seconds=1), at)
        )
        if before != after:
            key = question.path, tuple(sorted(parameters.items()))
            found[key].append((day, len(before[0]), len(after[0])))
        progress(count, len(asked))
    return [
        ChangedAnswer(path, dict(parameters), [day for day, _, _ in days], days[0][1], days[0][2])
        for (path, parameters), days in sorted(found.items())
    ]


def _answer(
    desk: Desk, question: Question, parameters: Mapping[str, str], day: dt.date, instant: dt.datetime
) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """The rows and what stands beside them."""
    answer = desk.ask(question.path, parameters, as_of=day, known_at=instant)
    return answer.rows, answer.rivals


def _asked(
    desk: Desk, known: Known, touched: Iterable[Mapping[str, Any]], today: dt.date
) -> Iterator[tuple[Question, dict[str, str], dt.date]]:
    """Every question with parameters and a day at which a change can show, once."""
    days_of: dict[str, set[dt.date]] = defaultdict(set)
    pairs: set[tuple[str, str]] = set()
    every: set[dt.date] = {today}
    for row in touched:
        days = {day.to_native() for day in row["days"]} - {BEGINNING, OPEN_END}
        every |= days
        for end in row["ends"]:
            days_of[end] |= days | {today}
        pairs |= set(itertools.permutations(row["ends"], 2))
    for question in desk.catalogue:
        if _ABOUT_THE_RECORD in question.tags:
            continue
        needed = [parameter for parameter in question.parameters if parameter.required]
        about = [parameter for parameter in needed if parameter.type in ENTITY_LABELS]
        for values in sorted(_choices(len(about), days_of, pairs)):
            if not all(_is_a(known, value, parameter) for value, parameter in zip(values, about, strict=True)):
                continue
            given = {parameter.name: value for parameter, value in zip(about, values, strict=True)}
            for day in sorted(set.union(*(days_of[value] for value in values)) if values else every):
                rest = {
                    parameter.name: str(day - _ONE_DAY) if parameter.type == "day" else parameter.example
                    for parameter in needed
                    if parameter not in about
                }
                yield question, given | rest, day


def _choices(number: int, ends: Iterable[str], pairs: set[tuple[str, str]]) -> Iterable[tuple[str, ...]]:
    """What to ask about: nothing, each end, or the two ends of a claim either way."""
    match number:
        case 0:
            return [()]
        case 1:
            return [(end,) for end in ends]
        case _:
            return pairs


def _is_a(known: Known, id_: str, parameter: Parameter) -> bool:
    entity = known.entities.get(id_)
    return entity is not None and ENTITY_LABELS[parameter.type] in entity.labels


def described(changed: ChangedAnswer) -> str:
    """A changed answer in one line."""
    asked = "".join(f" {name}={value}" for name, value in changed.parameters.items())
    days = f"{changed.days[0]}" + (f" and {len(changed.days) - 1} more days" if len(changed.days) > 1 else "")
    return f"{changed.question}{asked} on {days} ({changed.before} rows before, {changed.after} after on the first)"
