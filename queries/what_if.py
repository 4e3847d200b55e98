"""What if: which verdicts would be others if something were so, and what an act of the Council makes of them.

Both compare cells on one day with and without something. The grounds are read as ever and changed in memory (`queries.supposed`);
nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graph.clocks import parse_day, parse_instant
from queries.desk import Answer, Known, told
from queries.many import (
    AREA,
    BASIS,
    CHANGE,
    FILTERS,
    PLACE,
    Asked,
    Many,
    basis_row,
    change_row,
    parameter,
    place_row,
    places_of,
    question,
)
from queries.many import QUESTIONS as OF_MANY
from queries.matrix import Matrix, Outcome, Place, Standing
from queries.question import Question
from queries.supposed import (
    Additions,
    Reach,
    SupposedDecision,
    Supposition,
    WhatIf,
    new_edges,
    reach,
    rule_rows,
    supposing,
    suppositions,
)
from queries.told import Told, Tree, Wanted
from queries.types import Column as Field
from queries.types import ParameterError

Row = Mapping[str, Any]

EDGES = "eligibility/edges"

_COLUMNS = (*PLACE, *CHANGE, Field("summary", "text"), *BASIS)

WHAT_IF = question(
    "eligibility/what-if",
    "Which verdicts would be others on a day if something were so?",
    "The cells whose verdict would be another with facts, acts of the Council and rules added or set aside for this question alone;"
    " nothing is written.",
    FILTERS,
    _COLUMNS,
)
_REACHES = "How far an act reaches follows from what it affects: docs/decisions/0006-eligibility.md."
IMPACT = question(
    "eligibility/impact",
    "What does an act of the Council make of the verdicts on a day?",
    "The cells whose verdict is another with an act of the register than without it: `before` is what would hold without it."
    f" Acts that neither grant nor suspend change none. {_REACHES}",
    (
        parameter("decision", "text", "Id of the act.", "D-2010-MNG-ISAF", nullable=False),
        *FILTERS,
    ),
    _COLUMNS,
)
PROPOSED = question(
    "eligibility/proposed",
    "What would an act of the Council make of the verdicts on a day, before it is taken?",
    "The cells whose verdict would be another with an act that is not in the register, in force from the day asked about."
    f" {_REACHES}",
    (
        parameter("effect", "text", "What it would do.", "suspends", nullable=False, choices=("grants", "suspends")),
        parameter("actor", "actor", "Whom it would concern.", "AZE", nullable=False),
        parameter("tool", "tool", "The tool that it would affect; what is granted is one.", "IPAP"),
        parameter(
            "framework", "body", "The framework that it would affect; a suspension then reaches every tool.", "PFP"
        ),
        parameter("operation", "operation", "The operation that it would affect.", "KFOR"),
        parameter("commission", "commission", "The commission that it would affect.", "NRC"),
        parameter(
            "strand",
            "text",
            "The strand that a suspension would hold back; both by default.",
            "practical",
            choices=("political", "practical", "both"),
        ),
        AREA,
    ),
    _COLUMNS,
)

QUESTIONS: Mapping[str, Question] = {**OF_MANY, IMPACT.path: IMPACT, PROPOSED.path: PROPOSED}
"""Every question over many cells that has an address of its own."""


@dataclass(frozen=True)
class Supposed:
    """The answer to what was supposed. `reasons` stand beside its rows, each with the sources that it names in `answer`."""

    answer: Answer
    suppositions: Sequence[Supposition]
    cells: int
    """How many were looked at."""

    reasons: Sequence[Sequence[Tree]]

    def tree(self) -> Tree:
        """The whole, as JSON has it."""
        answer = self.answer
        return {
            "supposed": [
                {"id": one.id, "kind": one.kind, "what": one.what, "told": one.told} for one in self.suppositions
            ],
            "cells": self.cells,
            "items": [{**row, "reasons": reasons} for row, reasons in zip(answer.rows, self.reasons, strict=True)],
            **answer.head(),
            "rivals": answer.rivals,
            "sources": answer.sources,
        }


def ask(many: Many, wanted: WhatIf, *, today: dt.date) -> Supposed:
    """Which verdicts would be others. Raises what `Desk.ask` raises, and `ParameterError` for what cannot be supposed."""
    as_of = parse_day(wanted.as_of) if wanted.as_of else today
    known_at = parse_instant(wanted.known_at) if wanted.known_at else None
    given = {one.name: getattr(wanted, one.name) for one in FILTERS}

    def assemble(known: Known) -> Supposed:
        asked = many.asked(known, WHAT_IF, given, as_of=as_of, known_at=known_at)
        changed, understood = suppositions(known, wanted, asked.matrix.grounds, as_of)
        cells = places_of(asked, as_of)
        compared = _Compared(asked, changed)
        moved = [compared.told(place, *outcomes) for place, outcomes in compared.moved(cells)]
        bare = replace(asked.bare, understood=(*asked.bare.understood, *understood))
        answer = told(known, bare, [row for row, _ in moved], all_rivals=False)
        return Supposed(answer, changed, len(cells), [reasons for _, reasons in moved])

    return many.desk.together(assemble)


def answer(
    many: Many, path: str, given: Mapping[str, str | None], *, as_of: dt.date, known_at: dt.datetime | None = None
) -> tuple[Answer, Answer]:
    """The answer to one of `QUESTIONS`, and the question behind it. Raises what `Desk.ask` raises."""
    if path in OF_MANY:
        return many.ask(path, given, as_of=as_of, known_at=known_at)
    return _impact(many, QUESTIONS[path], given, as_of, known_at)


def _impact(
    many: Many, asking: Question, given: Mapping[str, str | None], as_of: dt.date, known_at: dt.datetime | None
) -> tuple[Answer, Answer]:
    """What an act makes of the verdicts, or would, and the question behind the answer."""

    def assemble(known: Known) -> tuple[Answer, Answer]:
        asked = many.asked(known, asking, given, as_of=as_of, known_at=known_at)
        there = asking is IMPACT
        compared = _Compared(asked, (_set_aside if there else _proposed)(asked), backwards=there)
        places = places_of(asked, as_of) if there else asked.matrix.places
        rows = [compared.told(place, *outcomes)[0] for place, outcomes in compared.moved(places)]
        return told(known, asked.bare, rows, all_rivals=False), many.behind(asked.bare)

    return many.desk.together(assemble)


def _set_aside(asked: Asked) -> Sequence[Supposition]:
    """An act of the register, taken not to be there. One that neither grants nor suspends is none that makes a difference."""
    id_, entities = asked.values["decision"], asked.known.entities
    if asked.matrix.grounds.kinds.get(id_) == "decision":
        return [Supposition(id_, "decision", None, id_)]
    if id_ in entities and "Decision" in entities[id_].labels:
        return []
    raise ParameterError(
        "decision",
        f"there is no act {id_[:60]!r} in the register.",
        remedy="/v1/questions/decisions/register lists them, /v1/questions/eligibility/standing those that grant or suspend.",
    )


def _proposed(asked: Asked) -> Sequence[Supposition]:
    """An act that is not in the register, taken to be there."""
    values = asked.values
    if values["effect"] == "grants" and not values["tool"]:
        raise ParameterError("tool", "what is granted is a tool.", remedy="Name one.")
    act = SupposedDecision(
        effect=values["effect"],
        actors=[values["actor"]],
        affects=[values[name] for name in ("tool", "framework", "operation", "commission") if values[name]],
        strand=values["strand"],
    )
    wanted = WhatIf(add=Additions(decisions=[act]))
    return suppositions(asked.known, wanted, asked.matrix.grounds, asked.bare.as_of)[0]


class _Compared:
    """The cells with and without what is supposed. `backwards`: what is set aside is there, and was not before."""

    def __init__(self, asked: Asked, changed: Sequence[Supposition], *, backwards: bool = False) -> None:
        self._asked = asked
        self._changed = changed
        self._backwards = backwards
        day, at = asked.bare.as_of, asked.bare.known_at
        self._more = [
            row
            for edge in new_edges(changed, asked.matrix.grounds)
            for row in asked.desk.answer(
                asked.known,
                EDGES,
                {name: value for name, value in vars(edge).items() if value},
                as_of=day,
                known_at=at,
            ).rows
        ]
        self._with = self._supposing(changed)
        self._without_one: dict[int, Matrix] = {}

    def _supposing(self, changed: Sequence[Supposition]) -> Matrix:
        return Matrix(supposing(self._asked.matrix.grounds, changed, self._more), self._asked.matrix.area)

    @cached_property
    def _reaches(self) -> list[Reach]:
        """Where each of the suppositions can make a difference."""
        return [reach(self._asked.matrix.grounds, [one]) for one in self._changed]

    def _without(self, at: int) -> Matrix:
        """As it would be without one of the suppositions, but with the others."""
        if at not in self._without_one:
            self._without_one[at] = self._supposing([*self._changed[:at], *self._changed[at + 1 :]])
        return self._without_one[at]

    def moved(self, places: Iterable[Place]) -> Iterator[tuple[Place, tuple[Standing, Standing]]]:
        """The places whose outcome is another with it, with how they stand before and after."""
        touched = reach(self._asked.matrix.grounds, self._changed)
        near = [place for place in places if touched.touches(place)]
        day = self._asked.bare.as_of
        for here, there in zip(self._asked.matrix.on(day, near), self._with.on(day, near), strict=True):
            if here.outcome != there.outcome:
                yield here.place, (there, here) if self._backwards else (here, there)

    def told(self, place: Place, before: Standing, after: Standing) -> tuple[Row, list[Tree]]:
        """A row of the answer, and what the verdict rests on afterwards."""
        asked, matrix = self._asked, self._asked.matrix if self._backwards else self._with
        column = place.column
        explained = Told(
            asked.known,
            Wanted(place.actor, column.tool, column.operation, column.commission, asked.values["area"]),
            asked.bare.as_of,
            matrix.cell(place),
            rule_rows(matrix.grounds, place),
            (),
            (),
        )
        reasons = [_marked(reason, {one.id for one in self._changed if one.adds}) for reason in explained.reasons]
        basis = basis_row(matrix.grounds, after.rests_on)
        named = {source for reason in reasons for fact in reason["facts"] for source in fact["sources"]}
        return {
            **place_row(asked, place),
            **change_row(before.outcome, after.outcome, self._turns(place)),
            "summary": explained.summary(),
            **basis,
            "claims": [id_ for id_ in basis["claims"] if id_ in asked.matrix.grounds.kinds],
            "sources": sorted(named.union(basis["sources"])),
        }, reasons

    def _turns(self, place: Place) -> Iterator[Row]:
        """The suppositions, each of which alone, were it not made, would leave the outcome; all, where no single one would."""
        grounds = self._asked.matrix.grounds
        day = self._asked.bare.as_of
        every = range(len(self._changed))
        near = [at for at in every if self._reaches[at].touches(place)] or list(every)
        if len(near) > 1:
            outcome = self._outcome(self._asked.matrix, place)
            near = [at for at in near if self._outcome(self._without(at), place) == outcome] or near
        alone = [self._changed[at] for at in near]
        for one in alone:
            is_claim = one.kind == "claim" and not one.adds
            yield {
                "day": day.isoformat(),
                "id": one.id,
                "kind": one.kind,
                "what": "is in the register" if self._backwards else one.what,
                "claim": one.id if is_claim else None,
                "sources": list(grounds.sources[one.id]) if not one.adds else [],
            }

    def _outcome(self, matrix: Matrix, place: Place) -> Outcome:
        return next(matrix.on(self._asked.bare.as_of, [place])).outcome


def _marked(reason: Tree, supposed: set[str]) -> Tree:
    """A reason whose supposed facts say that they are: what is only supposed has no permanent address."""

    def marked(fact: Tree) -> Tree:
        for kind in ("claim", "decision", "rule"):
            if fact.get(kind) in supposed:
                return {**fact, kind: None, "supposed": fact[kind]}
        return fact

    return {**reason, "facts": [marked(fact) for fact in reason["facts"]]}
