"""Eligibility over many: questions whose rows are worked out from the cells of all actors and tools.

They are asked and answered like those of a `.cypher` file, with the same clocks, names, sources and rivals; in place of the
file's query stands `queries.matrix`, on what the questions of `queries.cells` read.
"""

from __future__ import annotations

import datetime as dt
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pydantic_core import to_json

from queries.cells import GROUNDS, OTHER_AREAS, Grounds, grounds_of
from queries.desk import Answer, Desk, Known, told, understood
from queries.eligibility import see_that_area_exists
from queries.kept import Kept
from queries.matrix import Matrix, Outcome, Place
from queries.question import AT_AS_OF, Question
from queries.types import Column as Field
from queries.types import NoRulesError, Parameter, ParameterError
from queries.verdict import VERDICTS, turn

Row = Mapping[str, Any]

_MOST = 6
"""States of knowledge that are remembered at one time, each for each area that rules tell apart: about 20 MB each."""

_AHEAD_AFTER = 2.0
"""Seconds: whoever had the cells read has their answer first."""

_MEMBERS = "members/of_body"


def parameter(name: str, type_: str, about: str, example: str, **more: Any) -> Parameter:
    """A parameter, which may be left out unless `nullable` is false."""
    nullable = more.pop("nullable", True)
    return Parameter(name, type_, nullable, about, example, more.pop("default", None), **more)


AREA = parameter(
    "area",
    "text",
    "The area of a consultation, of cooperation or engagement: one of the eight of paragraph 5 (the default is all of them),"
    f" `{OTHER_AREAS[0]}` for any other (paragraph 6), or `{OTHER_AREAS[1]}` where a partner sees itself threatened.",
    "CIVIL_EMERGENCY",
)
"""The area that is asked about, where the rules on a tool tell areas apart."""

FILTERS = (
    parameter("actor", "actor", "Only this actor: what is open to it?", "JOR"),
    parameter("tool", "tool", "Only this tool: who may use it?", "IPAP"),
    parameter("operation", "operation", "Only what is tied to this operation.", "ISAF"),
    parameter("commission", "commission", "Only what is tied to this commission.", "NRC"),
    parameter("kind", "text", "Only actors of this kind.", "country", choices=("country", "organisation", "alliance")),
    parameter(
        "framework", "body", "Only actors that belong to it on the day (of `changes`: on the second day), or may.", "MD"
    ),
    AREA,
)
_DAY_FILTERS = (
    *FILTERS[:-1],
    parameter("verdict", "text", "Only cells with this verdict.", "needs_decision", choices=VERDICTS),
    AREA,
)

PLACE = (
    Field("actor", "actor"),
    Field("actor_name", "text"),
    Field("kind", "text"),
    Field("tool", "tool"),
    Field("tool_name", "text"),
    Field("operation", "operation", nullable=True),
    Field("commission", "commission", nullable=True),
)
_TURNS = Field(
    "because",
    "text",
    many=True,
    records=(
        Field("day", "day"),
        Field("id", "text"),
        Field("kind", "text"),
        Field("what", "text"),
        Field("claim", "claim", nullable=True),
        Field("sources", "source", many=True),
    ),
)
_SPELL = (
    Field("verdict", "text"),
    Field("between", "text", many=True),
)
BASIS = (
    Field("rules", "text", many=True),
    Field("decisions", "text", many=True),
    Field("claims", "claim", many=True),
    Field("sources", "source", many=True),
)
"""What a verdict rests on."""

CHANGE = (
    Field("before", "text"),
    Field("before_between", "text", many=True),
    Field("after", "text"),
    Field("after_between", "text", many=True),
    _TURNS,
)
PROVISIONS = ("6", "7", "8", "9", "10", "11", "12", "13", "14")


def question(
    path: str, title: str, about: str, parameters: tuple[Parameter, ...], columns: tuple[Field, ...]
) -> Question:
    """A question without a query of its own."""
    return Question(path, title, about, PROVISIONS, ("eligibility",), parameters, columns, text="")


MATRIX = question(
    "eligibility/matrix",
    "Who may use what on a day?",
    "Every actor and every tool; a tool that is tied to an operation or a commission once for each. `between` are the verdicts"
    " that the dates leave possible, where they do. Each cell rests on the rules that decide (of a no, the one nearest to yes),"
    " on acts of the Council, and on the claims that meet what those rules ask, or may. `/v1/eligibility` tells one cell with"
    " its reasons.",
    _DAY_FILTERS,
    (
        *PLACE,
        *_SPELL,
        *BASIS,
    ),
)
CHANGES = question(
    "eligibility/changes",
    "Which verdicts are others on one day than on another, and what moved each?",
    "The cells whose verdict (or, where the dates leave it open, the verdicts between which it is) on the second day is another"
    " than on the first, with every day in between on which it changed, and what turned it: rules, claims or acts of the"
    " Council, each of which alone would have left it as it was; all that began or ended that day, where no single one would.",
    (
        parameter("from", "day", "The first day.", "2011-04-14", nullable=False),
        parameter(
            "to",
            "day",
            "The second day. Defaults to as_of.",
            "2011-04-15",
            nullable=False,
            default=AT_AS_OF,
            not_before="from",
        ),
        *FILTERS,
    ),
    (*PLACE, *CHANGE),
)
TIMELINE = question(
    "eligibility/timeline",
    "From when until when may an actor use a tool?",
    "One cell through the whole of time, cut where its verdict changes, with what turned it. `since` is null for ever before,"
    " `until` (the first day on which it no longer is so) for ever after, as far as is known.",
    (
        parameter("actor", "actor", "The country or organisation.", "JOR", nullable=False),
        parameter("tool", "tool", "The tool.", "IPAP", nullable=False),
        parameter("operation", "operation", "The operation, where the tool is tied to one.", "ISAF"),
        parameter("commission", "commission", "The commission, where the tool is tied to one.", "NRC"),
        AREA,
    ),
    (*PLACE, Field("since", "day", nullable=True), Field("until", "day", nullable=True), *_SPELL, _TURNS),
)
DAYS = question(
    "eligibility/days",
    "On which days did any verdict on an actor change?",
    "Each change of each of its cells, in order of the days, with what turned it.",
    (parameter("actor", "actor", "The country or organisation.", "SWE", nullable=False), *FILTERS[1:4], AREA),
    (Field("day", "day"), *PLACE, *CHANGE),
)

QUESTIONS = {question.path: question for question in (MATRIX, CHANGES, TIMELINE, DAYS)}


@dataclass(frozen=True)
class Asked:
    """What the rows of one of the questions are worked out from."""

    desk: Desk
    known: Known
    bare: Answer
    matrix: Matrix

    @property
    def values(self) -> Mapping[str, Any]:
        """The parameters."""
        return self.bare.parameters


@dataclass(frozen=True)
class _Written:
    """The rows of a matrix as JSON, which hold on all days between two on which something changes, and what stands beside them."""

    items: bytes
    rivals: Sequence[Row]
    sources: Sequence[Row]


class Many:
    """Answers the questions of this module; what was read of a state of knowledge is kept for the next. For many threads.

    `most_bytes` of matrices as JSON are kept. `ahead`: what the cells are through all of time is worked out as soon as they
    are read, in the background.
    """

    def __init__(self, desk: Desk, most_bytes: int = 0, *, ahead: bool = False) -> None:
        self.desk = desk
        self._ahead = ahead
        self._written: Kept[_Written] = Kept(most_bytes, lambda one: len(one.items))
        self._kept: OrderedDict[tuple[int, dt.datetime | None], dict[str | None, Matrix]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(
        self, path: str, given: Mapping[str, str | None], *, as_of: dt.date, known_at: dt.datetime | None = None
    ) -> tuple[Answer, Answer]:
        """The answer, and that of the question behind it. Raises what `Desk.ask` raises."""

        def assemble(known: Known) -> tuple[Answer, Answer]:
            asked = self.asked(known, QUESTIONS[path], given, as_of=as_of, known_at=known_at)
            return told(known, asked.bare, list(_ROWS[path](asked)), all_rivals=False), self.behind(asked.bare)

        return self.desk.together(assemble)

    def written(
        self, given: Mapping[str, str | None], *, as_of: dt.date, known_at: dt.datetime | None = None
    ) -> tuple[Answer, Answer, bytes]:
        """The matrix as an answer without rows, the question behind it, and the rows as JSON. Raises what `Desk.ask` raises.

        It is the same on all days between two on which anything begins or ends, so it is written once for them.
        """

        def assemble(known: Known) -> tuple[Answer, Answer, bytes]:
            asked = self.asked(known, MATRIX, given, as_of=as_of, known_at=known_at)
            key = (
                _state(known, asked.bare.known_at),
                asked.matrix.area,
                bisect_right(asked.matrix.grounds.edges, as_of),
                tuple(asked.values[name] for name in _CHOOSE),
                _members_of(asked, as_of),
            )
            found = self._written.get(key)
            if found is None:
                whole = told(known, asked.bare, list(_matrix(asked)), all_rivals=False)
                found = _Written(to_json(whole.rows), whole.rivals, whole.sources)
                self._written.put(key, found)
            sources = {source["id"]: source for source in found.sources}
            sources |= {id_: known.sources[id_] for how in asked.bare.understood for id_ in how["sources"]}
            answer = replace(asked.bare, rivals=found.rivals, sources=[source for _, source in sorted(sources.items())])
            return answer, self.behind(asked.bare), found.items

        return self.desk.together(assemble)

    def asked(
        self,
        known: Known,
        question: Question,
        given: Mapping[str, str | None],
        *,
        as_of: dt.date,
        known_at: dt.datetime | None,
    ) -> Asked:
        """What was asked, with the cells; only to be called from within `together`."""
        question = replace(question, text=self.desk.catalogue[GROUNDS].text)
        bare = understood(known, question, given, as_of=as_of, known_at=known_at)
        see_that_area_exists(known, bare.parameters["area"])
        return Asked(self.desk, known, bare, self.matrix(known, bare.known_at, bare.parameters["area"]))

    def behind(self, bare: Answer) -> Answer:
        """The question behind an answer."""
        return replace(bare, question=self.desk.catalogue[GROUNDS], parameters={"actor": bare.parameters["actor"]})

    def matrix(self, known: Known, instant: dt.datetime, area: str | None) -> Matrix:
        """The cells of a state of knowledge; only to be called from within `together`."""
        state, among = _state(known, instant), area if area in OTHER_AREAS else None
        with self._lock:
            kept = self._kept.setdefault(state, {})
            self._kept.move_to_end(state)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            if None not in kept:
                grounds, _ = grounds_of(self.desk, known, as_of=_ANY_DAY, known_at=instant)
                if not grounds.rules:
                    raise NoRulesError
                kept[None] = Matrix(grounds)
                if self._ahead:
                    ahead = threading.Timer(_AHEAD_AFTER, kept[None].work_ahead)
                    ahead.daemon = True
                    ahead.start()
            if among not in kept:
                kept[among] = Matrix(kept[None].grounds, among)
            return kept[among]


def _state(known: Known, instant: dt.datetime) -> tuple[int, dt.datetime | None]:
    """What is known at an instant, of one revision: between two releases nothing becomes known."""
    return known.revision, max(
        (one.published_at for one in known.releases if one.published_at <= instant), default=None
    )


_ANY_DAY = dt.date(2011, 4, 15)
"""The cells are of all days; the questions behind them say how things stand on one, which is not looked at."""


_CHOOSE = ("actor", "tool", "operation", "commission", "kind", "verdict")
"""The parameters that choose cells, besides `framework`, which does so by who belongs to it on the day."""


def places_of(asked: Asked, day: dt.date) -> list[Place]:
    """The places that the filters leave."""
    values, grounds = asked.values, asked.matrix.grounds
    members, kind = _members_of(asked, day), values.get("kind")
    actors = [
        actor
        for actor in ([values["actor"]] if values["actor"] else grounds.actors)
        if kind in (None, grounds.actors[actor]) and (members is None or actor in members)
    ]
    columns = [
        column
        for column in grounds.columns
        if all(values[name] in (None, getattr(column, name)) for name in ("tool", "operation", "commission"))
    ]
    return [Place(actor, column) for actor in actors for column in columns]


def _members_of(asked: Asked, day: dt.date) -> frozenset[str] | None:
    """Who belongs to the framework that was asked about on a day, or may; None if none was."""
    if not (framework := asked.values.get("framework")):
        return None
    rows = asked.desk.answer(asked.known, _MEMBERS, {"body": framework}, as_of=day, known_at=asked.bare.known_at).rows
    return frozenset(row["id"] for row in rows)


def _matrix(asked: Asked) -> Iterator[Row]:
    day = asked.bare.as_of
    bases: dict[tuple[str, ...], dict[str, Any]] = {}  # Most cells of a column rest on the same.
    for standing in asked.matrix.on(day, places_of(asked, day)):
        if asked.values["verdict"] not in (None, standing.outcome.verdict):
            continue
        rests_on = tuple(standing.rests_on)
        if (basis := bases.get(rests_on)) is None:
            basis = bases[rests_on] = basis_row(asked.matrix.grounds, rests_on)
        yield {
            **place_row(asked, standing.place),
            "verdict": standing.outcome.verdict,
            "between": between(standing.outcome.between),
            **basis,
        }


def basis_row(grounds: Grounds, rests_on: Sequence[str]) -> dict[str, Any]:
    """The columns of `BASIS`."""
    kinds, sources = grounds.kinds, grounds.sources
    of_kind: dict[str, list[str]] = {"rule": [], "decision": [], "claim": []}
    for id_ in rests_on:
        of_kind[kinds[id_]].append(id_)
    return {
        "rules": of_kind["rule"],
        "decisions": of_kind["decision"],
        "claims": of_kind["claim"],
        "sources": sorted({source for id_ in rests_on for source in sources[id_]}),
    }


def _changes(asked: Asked) -> Iterator[Row]:
    first, last = asked.values["from"], asked.values["to"]
    for moved in asked.matrix.between(first, last, places_of(asked, last)):
        turns = (one for day, ids in moved.turns for one in turns_of(asked, moved.place, day, ids))
        yield place_row(asked, moved.place) | change_row(moved.before, moved.after, turns)


def _timeline(asked: Asked) -> Iterator[Row]:
    places = places_of(asked, asked.bare.as_of)
    for name in ("operation", "commission"):
        tied = sorted({id_ for place in places if (id_ := getattr(place.column, name))})
        if asked.values[name] is None and tied:
            raise ParameterError(
                name, f"{asked.values['tool']} is asked about for one {name}.", remedy=f"Name one: {', '.join(tied)}."
            )
        if asked.values[name] is not None and not places:
            raise ParameterError(name, f"{asked.values['tool']} is tied to no {name}.", remedy="Leave it out.")
    (place,) = places
    cell = asked.matrix.cell(place)
    for spell in asked.matrix.spells(place):
        yield {
            **place_row(asked, place),
            "since": _day(spell.first),
            "until": _day(spell.end),
            "verdict": spell.outcome.verdict,
            "between": between(spell.outcome.between),
            "because": list(turns_of(asked, place, spell.first, cell.turning(spell.first))) if spell.first else [],
        }


def _days(asked: Asked) -> Iterator[Row]:
    found: list[tuple[dt.date, Place, Row]] = []
    for place in places_of(asked, asked.bare.as_of):
        cell, spells = asked.matrix.cell(place), asked.matrix.spells(place)
        for before, after in pairwise(spells):
            assert after.first is not None  # noqa: S101 - only the first has none
            turns = turns_of(asked, place, after.first, cell.turning(after.first))
            row = {
                "day": after.first.isoformat(),
                **place_row(asked, place),
                **change_row(before.outcome, after.outcome, turns),
            }
            found.append((after.first, place, row))
    yield from (row for _, _, row in sorted(found, key=lambda one: one[:2]))


_ROWS: Mapping[str, Callable[[Asked], Iterable[Row]]] = {
    MATRIX.path: _matrix,
    CHANGES.path: _changes,
    TIMELINE.path: _timeline,
    DAYS.path: _days,
}


def change_row(before: Outcome, after: Outcome, turns: Iterable[Row]) -> dict[str, Any]:
    """The columns of `CHANGE`."""
    return {
        "before": before.verdict,
        "before_between": between(before.between),
        "after": after.verdict,
        "after_between": between(after.between),
        "because": list(turns),
    }


def place_row(asked: Asked, place: Place) -> dict[str, Any]:
    """The columns of `PLACE`."""
    entities, column = asked.known.entities, place.column
    return {
        "actor": place.actor,
        "actor_name": entities[place.actor].name,
        "kind": asked.matrix.grounds.actors[place.actor],
        "tool": column.tool,
        "tool_name": entities[column.tool].name,
        "operation": column.operation,
        "commission": column.commission,
    }


def turns_of(asked: Asked, place: Place, day: dt.date, ids: Iterable[str]) -> Iterator[Row]:
    """What turned the verdict at a place on a day."""
    grounds, dated = asked.matrix.grounds, asked.matrix.cell(place).dated
    for id_ in ids:
        kind = grounds.kinds[id_]
        yield {
            "day": day.isoformat(),
            "id": id_,
            "kind": kind,
            "what": turn(dated[id_], day),
            "claim": id_ if kind == "claim" else None,
            "sources": list(grounds.sources[id_]),
        }


def between(verdicts: tuple[str, ...]) -> list[str]:
    """The verdicts that are possible, where there are several."""
    return list(verdicts) if len(verdicts) > 1 else []


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
