"""Which answers a release changes: the questions asked before and after it, wherever what it changed can show.

An answer can only change where a claim that came or went holds, begins or ends. So the questions are asked about the actors,
bodies and tools at the ends of such claims, on the days on which those begin and end, and today.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.clocks import BEGINNING, OPEN_END
from graph.text import cypher
from queries.desk import Desk, Known
from queries.question import Question
from queries.types import ENTITY_LABELS, Parameter

_ABOUT_THE_RECORD = "releases"
"""The tag of questions that list changes themselves; they change with every release."""

_RECORD = "record"
"""Stands for the relation of records that are nodes: decisions, evidence, gaps. Questions find them by other ways than edges."""

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


@dataclass
class _Touched:
    """Where the changes of a release can show: days by thing and kind of relation, and by the two ends of a claim."""

    days: dict[str, dict[str, set[dt.date]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    pairs: dict[tuple[str, ...], dict[str, set[dt.date]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def choices(self, number: int, question: Question) -> dict[tuple[str, ...], set[dt.date]]:
        """What to ask a question about, with as many things as it asks for, and on which days: where it reads what changed."""
        found: dict[tuple[str, ...], set[dt.date]] = defaultdict(set)
        of_one = {(end,): kinds for end, kinds in self.days.items()}
        for ends, kinds in (self.pairs if number > 1 else of_one).items():
            for kind, days in kinds.items():
                if kind == _RECORD or question.reads(kind):
                    found[ends if number else ()] |= days
        return found


def _touched(rows: Iterable[Mapping[str, Any]], today: dt.date) -> _Touched:
    found = _Touched()
    for row in rows:
        days = {day.to_native() for day in row["days"]} - {BEGINNING, OPEN_END} | {today}
        for end in row["ends"]:
            found.days[end][row["relation"]] |= days
        if row["relation"] != _RECORD:
            found.pairs[tuple(sorted(row["ends"]))][row["relation"]] |= days
    return found


def _asked(
    desk: Desk, known: Known, rows: Iterable[Mapping[str, Any]], today: dt.date
) -> Iterator[tuple[Question, dict[str, str], dt.date]]:
    """Every question with parameters and a day at which a change can show, once."""
    touched = _touched(rows, today)
    for question in desk.catalogue:
        if _ABOUT_THE_RECORD in question.tags:
            continue
        needed = [parameter for parameter in question.parameters if parameter.required]
        about = [parameter for parameter in needed if parameter.type in ENTITY_LABELS]
        for values, days in sorted(touched.choices(len(about), question).items()):
            if not all(_is_a(known, value, parameter) for value, parameter in zip(values, about, strict=True)):
                continue
            given = {parameter.name: value for parameter, value in zip(about, values, strict=True)}
            for day in sorted(days):
                rest = {
                    parameter.name: str(day - _ONE_DAY) if parameter.type == "day" else parameter.example
                    for parameter in needed
                    if parameter not in about
                }
                yield question, given | rest, day


def _is_a(known: Known, id_: str, parameter: Parameter) -> bool:
    entity = known.entities.get(id_)
    return entity is not None and ENTITY_LABELS[parameter.type] in entity.labels


def described(changed: ChangedAnswer) -> str:
    """A changed answer in one line."""
    asked = "".join(f" {name}={value}" for name, value in changed.parameters.items())
    days = f"{changed.days[0]}" + (f" and {len(changed.days) - 1} more days" if len(changed.days) > 1 else "")
    return f"{changed.question}{asked} on {days} ({changed.before} rows before, {changed.after} after on the first)"
