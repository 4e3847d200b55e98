"""The cells of all actors and tools at once: what verdicts are worked out from, by five questions instead of two for each cell.

A column is a tool; where a tool is tied to an operation or a commission there is one for each of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graph.clocks import BEGINNING, OPEN_END, Bounds
from queries.desk import Answer, Desk, Known
from queries.verdict import Act, Asked, Cell, Condition, Fact, Rule

Row = Mapping[str, Any]

RULES = "eligibility/rules"
GROUNDS = "eligibility/grounds"
STANDING = "eligibility/standing"
NATIONS = "eligibility/nations"
PARTNERSHIPS = "eligibility/partnerships"

OTHER_AREAS = ("other", "direct_threat")
"""Areas that one may ask about besides the eight of paragraph 5."""


@dataclass(frozen=True, order=True)
class Column:
    """A tool, with the operation or commission that it is asked about for, if it is tied to one."""

    tool: str
    operation: str | None = None
    commission: str | None = None


@dataclass(frozen=True)
class _Bare:
    """A cell without facts of the actor, and the kinds of edges of the actor that it asks for."""

    cell: Cell
    edges: frozenset[Asked]


@dataclass(frozen=True)
class Grounds:
    """Everything of one state of knowledge that some verdict rests on. Rows are those of the five questions."""

    known: Known
    rules: Sequence[Row]
    facts: Sequence[Row]
    acts: Sequence[Row]
    nations: Sequence[Row]
    partnerships: Sequence[Row]

    @cached_property
    def actors(self) -> Mapping[str, str]:
        """Every actor with its kind, `country`, `organisation` or `alliance`, by id."""
        return {
            id_: next(kind for kind in ("Country", "Organisation", "Alliance") if kind in entity.labels).lower()
            for id_, entity in sorted(self.known.entities.items())
            if "Actor" in entity.labels
        }

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Every tool, in order; tools that are tied to something once for each of it."""
        ties: dict[str, str | None] = {tool: None for tool in self._of_label("Tool")}
        ties |= {row["tool"]: row["per"] for row in self.rules if row["per"]}
        found: list[Column] = []
        for tool, per in ties.items():
            if per == "operation":
                found += [Column(tool, operation=id_) for id_ in self._of_label("Operation")]
            elif per == "commission":
                found += [Column(tool, commission=id_) for id_ in self._of_label("Commission")]
            else:
                found.append(Column(tool))
        return found

    def _of_label(self, label: str) -> list[str]:
        return sorted(id_ for id_, entity in self.known.entities.items() if label in entity.labels)

    @cached_property
    def _rules_of(self) -> Mapping[str, Sequence[Row]]:
        return _by(self.rules, "tool")

    @cached_property
    def _bare_cells(self) -> dict[tuple[Column, str, str | None, bool], _Bare]:
        return {}

    @cached_property
    def _acts_of(self) -> Mapping[str, Sequence[tuple[Row, Act]]]:
        found: dict[str, list[tuple[Row, Act]]] = defaultdict(list)
        for row in self.acts:
            act = Act(row["id"], row["effect"], bounds(row), row["strand"], row)
            for actor in row["actors"]:
                found[actor].append((row, act))
        return found

    @cached_property
    def _facts_of(self) -> Mapping[str, Mapping[Asked, Sequence[tuple[str, Fact]]]]:
        """The facts of an actor by what is asked that they are, each with its other end."""
        found: dict[str, dict[Asked, list[tuple[str, Fact]]]] = defaultdict(lambda: defaultdict(list))
        for row in self.facts:
            fact = Fact(row["claim"], bounds(row), {**row, "role": row["held_as"]})
            found[row["actor"]][asked(row)].append((row["other"], fact))
        return found

    @cached_property
    def confers_partnership(self) -> frozenset[str]:
        """The frameworks that make a partner of whom belongs to them as one."""
        return frozenset(row["id"] for row in self.partnerships)

    @cached_property
    def edges(self) -> Sequence[dt.date]:
        """The days on which something begins or ends, or may, in order: between two of them everything stands alike."""
        found = (bounds(row) for rows in (self.rules, self.facts, self.acts) for row in rows)
        return sorted({day for days in found for day in (days.from_min, days.from_max, days.to_min, days.to_max)})

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """What everything is on which a verdict rests, by id: `rule`, `decision` or `claim`."""
        return (
            {row["claim"]: "claim" for row in self.facts}
            | {row["id"]: "decision" for row in self.acts}
            | {row["id"]: "rule" for row in self.rules}
        )

    @cached_property
    def sources(self) -> Mapping[str, Sequence[str]]:
        """The sources of everything on which a verdict rests, by id."""
        return {row["claim"]: row["sources"] for row in self.facts} | {
            row["id"]: row["sources"] for row in (*self.acts, *self.rules)
        }

    @cached_property
    def _beyond(self) -> frozenset[str]:
        return frozenset(row["id"] for row in self.nations if row["euro_atlantic"] == "beyond")

    def cell(self, actor: str, column: Column, area: str | None = None) -> Cell:
        """One cell, the same as `eligibility/check` and `eligibility/acts` give. Actors of whom nothing is known share theirs."""
        bare = self._bare(column, self.actors[actor], area, beyond=actor in self._beyond)
        facts = self._facts_of.get(actor, {})
        acts = tuple(act for row, act in self._acts_of.get(actor, ()) if reaches(row, column))
        if bare.edges.isdisjoint(facts):
            return replace(bare.cell, acts=acts) if acts else bare.cell
        rules = tuple(self._rule(facts, column, rule) for rule in bare.cell.rules)
        return bare.cell if not acts and _same(rules, bare.cell.rules) else Cell(rules, acts)

    def _bare(self, column: Column, kind: str, area: str | None, *, beyond: bool) -> _Bare:
        """The cell of an actor of whom nothing is known: what is asked of others than the actor is there."""
        key = (column, kind, area, beyond)
        found = self._bare_cells.get(key)
        if found is None:
            rules = tuple(
                Rule(
                    row["id"],
                    row["modality"],
                    row["strand"],
                    bounds(row),
                    tuple(self._condition(one, column, beyond=beyond) for one in row["conditions"]),
                    {**row, **{f"rule_{name}": row[name] for name in ("since", "until", "note", "sources")}},
                )
                for row in self._rules_of.get(column.tool, ())
                if row["audience"] == kind and fits(row["area"], area)
            )
            edges = frozenset(
                one.edge for rule in rules for one in rule.conditions if one.edge and not one.edge.subject
            )
            found = self._bare_cells[key] = _Bare(Cell(rules), edges)
        return found

    def _condition(self, row: Row, column: Column, *, beyond: bool) -> Condition:
        edge = asked(row) if row["relation"] else None
        facts: tuple[Fact, ...] = ()
        if edge and edge.subject:
            facts = self._that_are(edge, self._facts_of.get(edge.subject, {}), column)
        return Condition(
            row["id"],
            row["asks"],
            row["expected"],
            row["scope"],
            row["alternative"],
            edge,
            facts,
            attribute=beyond and row["attribute"] == "beyond_euro_atlantic",
        )

    def _rule(self, facts: Mapping[Asked, Sequence[tuple[str, Fact]]], column: Column, bare: Rule) -> Rule:
        """A rule with the facts of an actor."""
        conditions = tuple(
            replace(one, facts=found)
            if one.edge and not one.edge.subject and (found := self._that_are(one.edge, facts, column))
            else one
            for one in bare.conditions
        )
        return bare if _same(conditions, bare.conditions) else replace(bare, conditions=conditions)

    def _that_are(
        self, edge: Asked, facts: Mapping[Asked, Sequence[tuple[str, Fact]]], column: Column
    ) -> tuple[Fact, ...]:
        return tuple(fact for other, fact in facts.get(edge, ()) if self._is_the_one(edge, other, column))

    @staticmethod
    def _is_the_one(edge: Asked, other: str, column: Column) -> bool:
        """Where the edge asks for the operation or commission that was asked about, the other end is it."""
        if edge.any_of in ("operation", "commission"):
            return other == (column.operation if edge.any_of == "operation" else column.commission)
        return True


def read(desk: Desk, *, as_of: dt.date, known_at: dt.datetime | None = None) -> tuple[Grounds, Answer]:
    """The grounds of all verdicts at one state of knowledge, with the answer that says which that is."""
    return desk.together(lambda known: grounds_of(desk, known, as_of=as_of, known_at=known_at))


def grounds_of(
    desk: Desk, known: Known, *, as_of: dt.date, known_at: dt.datetime | None = None
) -> tuple[Grounds, Answer]:
    """The same at the revision of `known`; only to be called from within `together`."""
    answers = [
        desk.answer(known, path, {}, as_of=as_of, known_at=known_at)
        for path in (RULES, GROUNDS, STANDING, NATIONS, PARTNERSHIPS)
    ]
    return Grounds(known, *(answer.rows for answer in answers)), answers[0]


def asked(row: Row) -> Asked:
    """The edge that a condition asks for."""
    return Asked(row["relation"], row["role"], row["object"], row["any_of"], row["subject"])


def bounds(row: Row, prefix: str = "") -> Bounds:
    """The four days of a row; null where nothing bounds them."""

    def day(name: str, otherwise: dt.date) -> dt.date:
        text = row[f"{prefix}{name}"]
        return dt.date.fromisoformat(text) if text else otherwise

    return Bounds(
        day("from_earliest", BEGINNING),
        day("from_latest", OPEN_END),
        day("to_earliest", OPEN_END),
        day("to_latest", OPEN_END),
    )


def fits(area: str | None, wanted: str | None) -> bool:
    """A rule of that area is looked at where that one is asked about. A direct threat is a matter of priority, too."""
    if wanted == "other":
        return area in (None, "other")
    if wanted == "direct_threat":
        return area in (None, "priority", "direct_threat")
    return area in (None, "priority")


def reaches(row: Row, column: Column) -> bool:
    """An act bears on a column: what it affects says how far it reaches."""
    if row["effect"] == "grants":
        return (
            column.tool in row["tools"]
            and (not row["operations"] or column.operation in row["operations"])
            and (not row["commissions"] or column.commission in row["commissions"])
        )
    everything = not any(row[name] for name in ("frameworks", "commissions", "operations", "tools", "others"))
    return (
        everything
        or bool(row["frameworks"])
        or column.tool in row["tools"]
        or (column.operation in row["operations"])
        or (column.commission in row["commissions"])
    )


def _same(ones: Sequence[object], others: Sequence[object]) -> bool:
    """They are the very same objects."""
    return all(one is other for one, other in zip(ones, others, strict=True))


def _by(rows: Iterable[Row], name: str) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found
