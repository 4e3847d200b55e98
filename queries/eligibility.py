"""Eligibility: one actor, one tool, one day: the verdict with its reasons, what would change it and how long it holds.

Three questions give the rules with the facts that could meet them, the acts of the Council, and what stands beside
(`queries/eligibility/*.cypher`). `queries.verdict` says what follows; `queries.told` tells it as one tree, of which the JSON
consists and from which the line for the terminal and the brief are made (`queries.brief`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from queries.cells import OTHER_AREAS, RULES, asked, bounds, fits
from queries.desk import Answer, Desk, Known
from queries.told import Told, Tree, Wanted
from queries.types import NoRulesError, ParameterError
from queries.verdict import Act, Cell, Condition, Fact, Rule

CHECK = "eligibility/check"
ACTS = "eligibility/acts"
BESIDE = "eligibility/beside"
VERDICT = "eligibility"
"""The path of one verdict, which no single query gives."""


@dataclass(frozen=True)
class Answered:
    """An answer: its tree, as JSON has it; what it was worked out from; the first of the questions behind it, and the others."""

    tree: Tree
    cell: Cell
    check: Answer
    behind: Sequence[Answer]


def ask(desk: Desk, wanted: Wanted, *, as_of: dt.date, known_at: dt.datetime | None = None) -> Answered:
    """The verdict on one cell. Raises what `Desk.ask` raises, and `ParameterError` for an operation, commission or area that the
    tool is not tied to, or lacks."""
    return desk.together(lambda known: answered(desk, known, wanted, as_of, known_at))


def answered(desk: Desk, known: Known, wanted: Wanted, as_of: dt.date, known_at: dt.datetime | None) -> Answered:
    """The same at the revision of `known`; only to be called from within `together`."""
    see_that_area_exists(known, wanted.area)
    check, acts, beside = answers = tuple(
        desk.answer(known, path, given, as_of=as_of, known_at=known_at)
        for path, given in (
            (CHECK, wanted.given()),
            (ACTS, wanted.given()),
            (BESIDE, {"actor": wanted.actor, "tool": wanted.tool}),
        )
    )
    # Names may have been given: from here on the ids that they stand for.
    ids = {name: check.parameters[name] for name in ("actor", "tool", "operation", "commission")}
    wanted = Wanted(**ids, area=wanted.area)
    if not check.rows and not desk.answer(known, RULES, {}, as_of=as_of, known_at=known_at).rows:
        raise NoRulesError
    _see_that_it_fits(known, wanted, check.rows)
    cell = cell_of(check.rows, acts.rows, wanted.area)
    told = Told(known, wanted, as_of, cell, check.rows, acts.rows, beside.rows)
    tree = told.tree() | check.head()
    named = set(_named(tree, ("claim",)))
    rivals = {
        rival["claim"]: rival
        for one in answers
        for rival in one.rivals
        if rival["of"] in named or (not rival["used"] and wanted.actor in (rival["start"], rival["end"]))
    }
    tree["rivals"] = [rivals[id_] for id_ in sorted(rivals)]
    tree["sources"] = [known.sources[id_] for id_ in sorted(set(_named(tree, ("sources",))))]
    return Answered(tree, cell, check, (acts, beside))


def see_that_area_exists(known: Known, area: str | None) -> None:
    """Raises `ParameterError` for an area that is none."""
    if area is None:
        return
    areas = sorted(id_ for id_, entity in known.entities.items() if "PriorityArea" in entity.labels)
    if area not in (*areas, *OTHER_AREAS):
        near = known.nearest(area, "PriorityArea")
        offered = ", ".join(f"{one.id} ({one.name})" for one in near) or ", ".join(areas)
        raise ParameterError(
            "area",
            f"there is no area {area[:40]!r}.",
            remedy=f"Nearest: {offered}. Besides the eight of paragraph 5: {' and '.join(OTHER_AREAS)}.",
        )


def _see_that_it_fits(known: Known, wanted: Wanted, rows: Sequence[Mapping[str, Any]]) -> None:
    """An operation, commission or area is named if and only if the tool's rules ask for one."""
    ties = {row["per"] for row in rows}
    for name, label, id_ in (
        ("operation", "Operation", wanted.operation),
        ("commission", "Commission", wanted.commission),
    ):
        if name in ties and id_ is None:
            there = sorted(one.id for one in known.entities.values() if label in one.labels)
            raise ParameterError(
                name, f"{wanted.tool} is asked about for one {name}.", remedy=f"Name one: {', '.join(there)}."
            )
        if name not in ties and id_ is not None:
            raise ParameterError(name, f"{wanted.tool} is tied to no {name}.", remedy="Leave it out.")
    if wanted.area is not None and not any(row["area"] for row in rows):
        raise ParameterError("area", f"the rules on {wanted.tool} know no areas.", remedy="Leave it out.")


def cell_of(rows: Iterable[Mapping[str, Any]], acts: Iterable[Mapping[str, Any]], area: str | None) -> Cell:
    """The rows of the first two questions as what verdicts are worked out from."""
    by_rule = [list(found) for _, found in groupby(rows, key=lambda row: row["rule"])]
    return Cell(
        tuple(_rule(found) for found in by_rule if found[0]["speaks_of_its_kind"] and fits(found[0]["area"], area)),
        tuple(Act(row["id"], row["effect"], bounds(row), row["strand"], row) for row in acts if row["reaches"]),
    )


def _rule(rows: Sequence[Mapping[str, Any]]) -> Rule:
    first = rows[0]
    return Rule(
        first["rule"],
        first["modality"],
        first["strand"],
        bounds(first, "rule_"),
        tuple(_condition(row) for row in rows if row["condition"]),
        first,
    )


def _condition(row: Mapping[str, Any]) -> Condition:
    return Condition(
        row["condition"],
        row["asks"],
        row["expected"],
        row["scope"],
        row["alternative"],
        asked(row) if row["relation"] else None,
        tuple(Fact(fact["claim"], bounds(fact), fact) for fact in row["facts"]),
        bool(row["attribute_holds"]),
    )


def _named(value: Any, keys: Sequence[str]) -> Iterator[str]:
    """Every id that a tree names under some keys."""
    if isinstance(value, Mapping):
        for name, held in value.items():
            if name in keys and held:
                yield from [held] if isinstance(held, str) else held
            else:
                yield from _named(held, keys)
    elif isinstance(value, list):
        for one in value:
            yield from _named(one, keys)
