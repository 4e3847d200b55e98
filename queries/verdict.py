"""Verdicts: what follows, on any day, from the rules on a tool, the facts that meet them, and the acts of the Council.

Logic alone: no database, no words for people, no dates but those it is given. What follows from what is written down in
docs/decisions/0006-eligibility.md; the module is that page as code.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any, Literal

from graph.clocks import BEGINNING, LAST_DAY, OPEN_END, Bounds

Verdict = Literal["suspended", "granted", "open", "on_request", "needs_decision", "closed", "silent"]
Holds = Literal["yes", "possibly", "no"]
Effect = Literal["grants", "suspends"]

MODALITIES: tuple[Verdict, ...] = ("open", "on_request", "needs_decision")
"""Of several rules that apply, the first of these answers."""

VERDICTS: tuple[str, ...] = ("undetermined", "suspended", "granted", *MODALITIES, "closed", "silent")
"""Every verdict, in the order in which the first that fits is given."""

_ONE_DAY = dt.timedelta(days=1)

_MOST_UNKNOWNS = 16
"""Kinds of unknowns of one cell on one day: all their combinations are looked at. Our data have at most a few."""


@dataclass(frozen=True)
class Fact:
    """A claim that could meet a condition. `told` is what an answer shows of it."""

    id: str
    days: Bounds
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Asked:
    """The edge that a condition asks for; None where any will do. `any_of` is `partnership`, `operation` or `commission`."""

    relation: str
    role: str | None = None
    object: str | None = None
    any_of: str | None = None
    subject: str | None = None

    def is_met_by(self, other: Asked) -> bool:
        """An edge as `other` describes it is one that is asked for."""
        return (
            self.relation == other.relation
            and self.subject == other.subject
            and self.role in (None, other.role)
            and (
                (self.object is None and self.any_of is None)
                or (self.object is not None and self.object == other.object)
                or (self.any_of is not None and self.any_of == other.any_of)
            )
        )


@dataclass(frozen=True)
class Condition:
    """What a rule asks of an actor: an edge (with the facts that could be it), or something of the actor itself."""

    id: str
    asks: str
    expected: bool = True
    scope: bool = False
    alternative: int | None = None
    edge: Asked | None = None
    facts: tuple[Fact, ...] = ()
    attribute: bool = False

    def met(self, held: Collection[str]) -> bool:
        """It is met if the facts of these ids hold and no others."""
        there = any(fact.id in held for fact in self.facts) if self.edge else self.attribute
        return there == self.expected


@dataclass(frozen=True)
class Rule:
    """A rule on a tool that speaks of the actor's kind."""

    id: str
    modality: Verdict
    strand: str
    days: Bounds
    conditions: tuple[Condition, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def speaks(self, held: Collection[str]) -> bool:
        """It speaks of this very actor."""
        return all(condition.met(held) for condition in self.conditions if condition.scope)

    @cached_property
    def routes(self) -> list[tuple[Condition, ...]]:
        """The ways to meet it: what is always asked, with each alternative."""
        always = tuple(one for one in self.conditions if one.alternative is None)
        numbers = sorted({one.alternative for one in self.conditions if one.alternative is not None})
        if not numbers:
            return [always]
        return [(*(one for one in self.conditions if one.alternative == number), *always) for number in numbers]

    def met(self, held: Collection[str]) -> bool:
        """Everything that it asks is so, by some alternative."""
        return any(all(condition.met(held) for condition in route) for route in self.routes)


@dataclass(frozen=True)
class Act:
    """An act of the Council that reaches the cell: it `grants` or `suspends`. `strand` None: whatever the strand."""

    id: str
    effect: Effect
    days: Bounds
    strand: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def holds_back(self, rule: Rule) -> bool:
        """A suspension of one strand holds back what is of that strand alone."""
        return self.strand in (None, "both", rule.strand)


@dataclass(frozen=True)
class Judgement:
    """A verdict on a day. `combinations` are empty unless it is undetermined: the unknowns that make the difference, by
    whether they hold, and the verdict of each combination."""

    verdict: str
    combinations: tuple[tuple[Mapping[tuple[str, ...], bool], Verdict], ...] = ()

    @cached_property
    def between(self) -> frozenset[str]:
        """The verdicts that are possible; the verdict itself where there is one."""
        return frozenset(verdict for _, verdict in self.combinations) or frozenset({self.verdict})

    @cached_property
    def unknowns(self) -> tuple[str, ...]:
        """Ids of claims, decisions and rules that make the difference."""
        return tuple(sorted({id_ for given, _ in self.combinations for group in given for id_ in group}))

    @property
    def outcome(self) -> tuple[str, frozenset[str]]:
        """What must stay the same for the verdict to stay the same."""
        return self.verdict, self.between


@dataclass(frozen=True)
class Stretch:
    """Days on which the verdict is the same: from `first` up to, not including, `end`. None: since ever, for ever."""

    first: dt.date | None
    end: dt.date | None
    judgement: Judgement


@dataclass(frozen=True)
class Cell:
    """Everything of whatever day that bears on one actor's use of one tool, at one state of knowledge."""

    rules: tuple[Rule, ...] = ()
    acts: tuple[Act, ...] = ()

    @cached_property
    def dated(self) -> Mapping[str, Bounds]:
        """The days of everything that begins or ends, by id."""
        found = {rule.id: rule.days for rule in self.rules} | {act.id: act.days for act in self.acts}
        found |= {fact.id: fact.days for rule in self.rules for one in rule.conditions for fact in one.facts}
        return found

    @cached_property
    def _kinds(self) -> Mapping[str, Any]:
        """Ids that count in the same places and so make the same difference; a rule is of a kind of its own."""
        places: dict[str, set[str]] = defaultdict(set)
        for rule in self.rules:
            for condition in rule.conditions:
                for fact in condition.facts:
                    places[fact.id].add(condition.id)
        return (
            {id_: frozenset(found) for id_, found in places.items()}
            | {rule.id: rule.id for rule in self.rules}
            | {act.id: (act.effect, act.strand) for act in self.acts}
        )

    @cached_property
    def slots(self) -> list[tuple[Any, Bounds]]:
        """The days of everything, each with what else counts alike: cells of one shape in which the same slots hold, and the same
        possibly, have one outcome."""
        return [(self._kinds[id_], days) for id_, days in self.dated.items()]

    def slot_of(self, id_: str) -> Any:
        """Where something counts."""
        return self._kinds[id_]

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        """What the outcome hangs on besides the days of things: which rules there are, and what is so of the actor itself."""
        return (
            tuple(rule.id for rule in self.rules),
            tuple(one.attribute for rule in self.rules for one in rule.conditions if not one.edge),
        )

    def holding(self, day: dt.date) -> dict[str, Holds]:
        """How everything stands on a day."""
        return {
            id_: "yes" if days.certain(day) else "possibly" if days.possible(day) else "no"
            for id_, days in self.dated.items()
        }

    def on(self, day: dt.date) -> Judgement:
        """The verdict on a day."""
        return self.given(self.holding(day))

    def given(self, holds: Mapping[str, Holds]) -> Judgement:
        """The verdict if everything stands so."""
        surely = {id_ for id_, how in holds.items() if how == "yes"}
        settled = {self._kinds[id_] for id_ in surely}
        unknown: dict[Any, list[str]] = defaultdict(list)
        for id_, how in holds.items():
            # One more of a kind that holds for certain makes no difference.
            if how == "possibly" and self._kinds[id_] not in settled:
                unknown[self._kinds[id_]].append(id_)
        if not unknown:
            return Judgement(self.settled(surely))
        groups = sorted(tuple(sorted(ids)) for ids in unknown.values())
        if len(groups) > _MOST_UNKNOWNS:
            raise ValueError(f"{len(groups)} kinds of unknowns are too many to try every combination")
        verdicts = {
            chosen: self.settled(surely | {group[0] for group, holds_ in zip(groups, chosen, strict=True) if holds_})
            for chosen in product((True, False), repeat=len(groups))
        }
        if len(set(verdicts.values())) == 1:
            return Judgement(next(iter(verdicts.values())))
        matter = [at for at in range(len(groups)) if _matters(at, verdicts)]
        combinations = {
            tuple(chosen[at] for at in matter): verdict for chosen, verdict in sorted(verdicts.items(), reverse=True)
        }
        return Judgement(
            "undetermined",
            tuple(
                ({groups[at]: holds_ for at, holds_ in zip(matter, chosen, strict=True)}, verdict)
                for chosen, verdict in combinations.items()
            ),
        )

    def settled(self, held: Collection[str]) -> Verdict:
        """The verdict if exactly these hold: the list of the page, first to last."""
        speaking = [rule for rule in self.rules if rule.speaks(held)]
        applying = [rule for rule in speaking if rule.id in held and rule.met(held)]
        suspensions = [act for act in self.acts if act.effect == "suspends" and act.id in held]
        granted = any(act.effect == "grants" and act.id in held for act in self.acts)

        # What is of both strands goes on in the one that is not held back.
        neither = {"political", "practical"} <= {act.strand for act in suspensions}

        def free(rules: Sequence[Rule]) -> list[Rule]:
            return [
                rule
                for rule in rules
                if not any(act.holds_back(rule) for act in suspensions) and not (neither and rule.strand == "both")
            ]

        if suspensions and ((applying and not free(applying)) or (granted and not free(speaking))):
            return "suspended"
        if granted:
            return "granted"
        for modality in MODALITIES:
            if any(rule.modality == modality for rule in free(applying)):
                return modality
        return "closed" if speaking else "silent"

    @cached_property
    def edges(self) -> list[dt.date]:
        """The days on which something begins or ends, or may; in order, each once."""
        days = {day for days in self.dated.values() for day in (days.from_min, days.from_max, days.to_min, days.to_max)}
        return sorted(day for day in days if BEGINNING < day <= LAST_DAY)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The whole of time, in order, cut where the verdict changes."""
        found: list[Stretch] = []
        for first in (BEGINNING, *self.edges):
            judgement = self.on(first)
            if found and found[-1].judgement.outcome == judgement.outcome:
                continue
            if found:
                found[-1] = replace(found[-1], end=first)
            found.append(Stretch(None if first == BEGINNING else first, None, judgement))
        return found

    def around(self, day: dt.date) -> Stretch:
        """The days before and after a day on which its verdict is the same."""
        return next(stretch for stretch in reversed(self.stretches) if stretch.first is None or stretch.first <= day)

    def turning(self, day: dt.date) -> list[str]:
        """What turns the verdict on a day on which it changes: ids of what begins or ends, each of which would, had it not,
        have left the verdict of the day before; all that begins or ends, where no single one would."""
        before, after = self.holding(day - _ONE_DAY), self.holding(day)
        outcome = self.given(before).outcome
        moved = sorted(id_ for id_ in after if before[id_] != after[id_])
        alone = [id_ for id_ in moved if self.given({**after, id_: before[id_]}).outcome == outcome]
        return alone or moved

    def with_edge(self, edge: Asked, id_: str, days: Bounds) -> Cell:
        """The cell if there were such an edge besides."""
        return replace(
            self,
            rules=tuple(
                replace(
                    rule,
                    conditions=tuple(
                        replace(one, facts=(*one.facts, Fact(id_, days)))
                        if one.edge and one.edge.is_met_by(edge)
                        else one
                        for one in rule.conditions
                    ),
                )
                for rule in self.rules
            ),
        )

    def with_act(self, act: Act) -> Cell:
        """The cell if there were such an act besides."""
        return replace(self, acts=(*self.acts, act))

    def with_days(self, ids: Collection[str], days: Bounds) -> Cell:
        """The cell if these facts, acts or rules held on other days."""
        return Cell(
            tuple(
                replace(
                    rule,
                    days=days if rule.id in ids else rule.days,
                    conditions=tuple(
                        replace(
                            one,
                            facts=tuple(replace(fact, days=days) if fact.id in ids else fact for fact in one.facts),
                        )
                        for one in rule.conditions
                    ),
                )
                for rule in self.rules
            ),
            tuple(replace(act, days=days) if act.id in ids else act for act in self.acts),
        )


def _matters(at: int, verdicts: Mapping[tuple[bool, ...], Verdict]) -> bool:
    """The unknown at that place makes a difference in some combination of the others."""
    return any(
        verdict != verdicts[(*chosen[:at], not chosen[at], *chosen[at + 1 :])] for chosen, verdict in verdicts.items()
    )


def only_on(day: dt.date) -> Bounds:
    """Days of something that holds on one day, and on no other."""
    return Bounds(day, day, day + _ONE_DAY, day + _ONE_DAY)


NEVER = Bounds(OPEN_END, OPEN_END, OPEN_END, OPEN_END)
"""Days of something that does not hold on any."""


def lacking(rule: Rule, route: Sequence[Condition], holds: Mapping[str, Holds]) -> int:
    """How many things of one way to meet a rule are not surely so; that it is in force is one of them."""
    return sum(how_met(condition, holds) != "yes" for condition in route) + (holds[rule.id] != "yes")


def how_met(condition: Condition, holds: Mapping[str, Holds]) -> Holds:
    """Whether a condition is met: surely, possibly, or not."""
    if condition.edge is None:
        return "yes" if condition.attribute == condition.expected else "no"
    found = {holds[fact.id] for fact in condition.facts}
    if "yes" in found:
        return "yes" if condition.expected else "no"
    if "possibly" in found:
        return "possibly"
    return "no" if condition.expected else "yes"


def deciding(cell: Cell, judgement: Judgement, holds: Mapping[str, Holds]) -> list[Rule]:
    """The rules on which a verdict rests; for a no all of them, nearest to yes first."""
    verdict = judgement.verdict
    surely = {id_ for id_, how in holds.items() if how == "yes"}
    by_modality = sorted(cell.rules, key=lambda rule: (MODALITIES.index(rule.modality), rule.id))
    by_nearness = sorted(cell.rules, key=lambda rule: _nearness(rule, holds))
    applying = [rule for rule in by_modality if rule.id in surely and rule.speaks(surely) and rule.met(surely)]
    if verdict == "closed":
        return by_nearness
    if verdict == "undetermined":
        return [rule for rule in by_modality if _may_apply(rule, holds)] or by_nearness
    if verdict in ("suspended", "granted"):
        return applying[:1] or by_nearness[:1]
    return [rule for rule in applying if rule.modality == verdict][:1]


def decisive_acts(cell: Cell, judgement: Judgement, holds: Mapping[str, Holds], rules: Sequence[Rule]) -> Iterator[Act]:
    """The acts on which a verdict rests, beside those rules."""
    for act in cell.acts:
        how = holds[act.id]
        if judgement.verdict == "undetermined":
            decisive = act.id in judgement.unknowns or how == "yes"
        elif judgement.verdict == "suspended":
            decisive = act.effect == "suspends" and (not rules or any(act.holds_back(rule) for rule in rules))
        else:
            decisive = judgement.verdict == "granted" and act.effect == "grants"
        if decisive and how != "no":
            yield act


def turn(days: Bounds, day: dt.date) -> str:
    """How something stands from a day on, against the day before."""
    if days.certain(day):
        return "holds for certain" if days.possible(day - _ONE_DAY) else "begins"
    if not days.possible(day):
        return "ends"
    return "may begin" if not days.possible(day - _ONE_DAY) else "may have ended"


def _may_apply(rule: Rule, holds: Mapping[str, Holds]) -> bool:
    return holds[rule.id] != "no" and any(
        all(how_met(condition, holds) != "no" for condition in route) for route in rule.routes
    )


def _nearness(rule: Rule, holds: Mapping[str, Holds]) -> tuple[int, bool, int, str]:
    fewest = min(lacking(rule, route, holds) for route in rule.routes)
    return fewest, holds[rule.id] == "no", MODALITIES.index(rule.modality), rule.id
