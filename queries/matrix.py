"""All cells at once, on any day: every actor and every tool, what changed between two days, and one cell through time.

A verdict hangs on few things: which rules are in force, which conditions have a fact that holds, whether an act does. Actors that
stand alike get the same one, so it is worked out once for each such standing (by `queries.verdict`) and looked up for all others.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.clocks import BEGINNING
from queries.cells import Column, Grounds
from queries.verdict import Cell, deciding, decisive_acts

_AT_A_TIME, _PAUSE_SECONDS = 50, 0.002
"""Cells that are worked out ahead before others have their turn, for as long."""

_Slot = Any
"""What counts alike in a cell: a rule, facts that meet the same conditions, acts of one effect and strand."""


@dataclass(frozen=True, order=True)
class Place:
    """An actor and a tool (with its operation or commission): where a cell stands."""

    actor: str
    column: Column


@dataclass(frozen=True)
class Outcome:
    """A verdict without what it rests on. `between`: the verdicts that are possible; itself alone where there is one."""

    verdict: str
    between: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """The verdict at a place on a day. `rests_on`: ids of the rules that decide (of a no, the one nearest to yes), of the acts
    that do, and of the claims that meet what those rules ask, or may."""

    place: Place
    outcome: Outcome
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class _Judged:
    """What is alike at all places that stand alike."""

    outcome: Outcome
    rules: tuple[str, ...]
    conditions: frozenset[str]
    acts: frozenset[_Slot]


@dataclass(frozen=True)
class Spell:
    """Days on which a cell's outcome is the same: from `first` up to, not including, `end`. None: since ever, for ever."""

    first: dt.date | None
    end: dt.date | None
    outcome: Outcome


@dataclass(frozen=True)
class Moved:
    """A cell with another outcome on one day than on another, and what moved it: for each day in between on which its outcome
    changes, the ids of claims, acts and rules that turned it."""

    place: Place
    before: Outcome
    after: Outcome
    turns: tuple[tuple[dt.date, tuple[str, ...]], ...]


class Matrix:
    """The cells of one state of knowledge, for one area (None: any of the eight of paragraph 5)."""

    def __init__(self, grounds: Grounds, area: str | None = None) -> None:
        self.grounds = grounds
        self.area = area
        self._cells: dict[Place, Cell] = {}
        self._known: dict[Any, _Judged] = {}
        self._spells: dict[int, tuple[Spell, ...]] = {}

    @cached_property
    def places(self) -> Sequence[Place]:
        """Where there is a cell: every actor with every column, in order."""
        return [Place(actor, column) for actor in self.grounds.actors for column in self.grounds.columns]

    def cell(self, place: Place) -> Cell:
        """What the verdicts of a place are worked out from."""
        found = self._cells.get(place)
        if found is None:
            found = self._cells[place] = self.grounds.cell(place.actor, place.column, self.area)
        return found

    def on(self, day: dt.date, places: Iterable[Place] | None = None) -> Iterator[Standing]:
        """How each place stands on a day."""
        shared: dict[int, tuple[Outcome, tuple[str, ...]]] = {}
        for place in self.places if places is None else places:
            cell = self.cell(place)
            found = shared.get(id(cell))
            if found is None:
                found = shared[id(cell)] = self._on(cell, day)
            yield Standing(place, *found)

    def _on(self, cell: Cell, day: dt.date) -> tuple[Outcome, tuple[str, ...]]:
        """A cell's outcome on a day, and the ids of what it rests on."""
        judged = self._judged(cell, day)
        acts = (act.id for act in cell.acts if cell.slot_of(act.id) in judged.acts and act.days.possible(day))
        facts = (
            fact.id
            for rule in cell.rules
            for condition in rule.conditions
            if condition.facts and condition.id in judged.conditions
            for fact in condition.facts
            if fact.days.possible(day)
        )
        return judged.outcome, tuple(dict.fromkeys((*judged.rules, *acts, *facts)))

    def spells(self, place: Place) -> tuple[Spell, ...]:
        """The whole of time at a place, in order, cut where its outcome changes."""
        cell = self.cell(place)
        found = self._spells.get(id(cell))  # The cells are kept, so that no other is ever at that address.
        if found is None:
            found = self._spells[id(cell)] = tuple(self._cut(cell))
        return found

    def work_ahead(self) -> None:
        """Work out every cell through all of time, so that whoever asks need not wait. Others have their turn in between."""
        for number, place in enumerate(self.places):
            self.spells(place)
            if number % _AT_A_TIME == 0:
                time.sleep(_PAUSE_SECONDS)

    def between(self, first: dt.date, last: dt.date, places: Iterable[Place] | None = None) -> Iterator[Moved]:
        """The places whose outcome on `last` is another than on `first`, the earlier of the two."""
        for place in self.places if places is None else places:
            spells = self.spells(place)
            before, after = _at(spells, first).outcome, _at(spells, last).outcome
            if before != after:
                cell = self.cell(place)
                days = [spell.first for spell in spells if spell.first is not None and first < spell.first <= last]
                yield Moved(place, before, after, tuple((day, tuple(cell.turning(day))) for day in days))

    def days(self, places: Iterable[Place] | None = None) -> list[dt.date]:
        """Every day on which the outcome of one of the places changes, in order."""
        found = {spell.first for place in (self.places if places is None else places) for spell in self.spells(place)}
        return sorted(day for day in found if day is not None)

    def _cut(self, cell: Cell) -> Iterator[Spell]:
        begun: dt.date | None = None
        outcome: Outcome | None = None
        for day in (BEGINNING, *cell.edges):
            now = self._judged(cell, day).outcome
            if outcome is None:
                outcome = now
            elif now != outcome:
                yield Spell(begun, day, outcome)
                begun, outcome = day, now
        if outcome is not None:
            yield Spell(begun, None, outcome)

    def _judged(self, cell: Cell, day: dt.date) -> _Judged:
        """The verdict on a day, from memory where a cell that stands alike was asked about."""
        sure: set[_Slot] = set()
        open_: set[_Slot] = set()
        for slot, bounds in cell.slots:
            if bounds.from_min <= day < bounds.to_max:
                (sure if bounds.from_max <= day < bounds.to_min else open_).add(slot)
        key = (cell.shape, frozenset(sure), frozenset(open_ - sure))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _judge(cell, day)
        return found


def _judge(cell: Cell, day: dt.date) -> _Judged:
    judgement, holds = cell.on(day), cell.holding(day)
    rules = deciding(cell, judgement, holds)
    if judgement.verdict == "closed":
        rules = rules[:1]
    return _Judged(
        Outcome(judgement.verdict, tuple(sorted(judgement.between))),
        tuple(rule.id for rule in rules),
        frozenset(condition.id for rule in rules for condition in rule.conditions),
        frozenset(cell.slot_of(act.id) for act in decisive_acts(cell, judgement, holds, rules)),
    )


def _at(spells: Sequence[Spell], day: dt.date) -> Spell:
    return next(spell for spell in reversed(spells) if spell.first is None or spell.first <= day)
