"""Rival claims: what else a source says, beside an answer that rests on the claim preferred to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.clocks import Bounds
from queries.question import Question


@dataclass(frozen=True)
class Contested:
    """A claim of a rival group, whether it answers or not. `known_from` and `known_to` are UTC."""

    claim: str
    group: tuple[str, str]
    """The package and its name for the group."""

    answers: bool
    days: Bounds
    known_from: dt.datetime
    known_to: dt.datetime
    told: Mapping[str, Any]
    """What an answer shows of it: relation, its ends, its dates, rank, reason, confidence, note, sources."""

    def known(self, at: dt.datetime) -> bool:
        """It had been published and not withdrawn by then."""
        return self.known_from <= at < self.known_to


@dataclass(frozen=True)
class Rivals:
    """Every contested claim of one revision."""

    claims: tuple[Contested, ...]

    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], Sequence[Contested]]:
        groups: dict[tuple[str, str], list[Contested]] = defaultdict(list)
        for claim in self.claims:
            groups[claim.group].append(claim)
        return groups

    @cached_property
    def _group_of(self) -> Mapping[str, tuple[str, str]]:
        return {claim.claim: claim.group for claim in self.claims}

    @cached_property
    def _groups_at(self) -> Mapping[str, Collection[tuple[str, str]]]:
        """The groups with a claim at an entity: an answer about one looks at no others."""
        groups: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for claim in self.claims:
            for end in (claim.told["start"], claim.told["end"]):
                groups[end].add(claim.group)
        return groups

    def beside(
        self, question: Question, values: Mapping[str, Any], claims: Collection[str], *, as_of: dt.date, at: dt.datetime
    ) -> list[dict[str, Any]]:
        """The claims that do not answer and bear on an answer which names `claims`.

        They are the rivals of a claim that the answer names; and those that hold, or may hold, on the day and would have
        been in the answer had they been preferred: of a relation that the question reads and, if it asks about entities,
        at one of those. `of` is the claim that answers in their place, `used` whether the answer names it.
        """
        asked = question.entities_of(values)
        used = {self._group_of[claim] for claim in claims if claim in self._group_of}
        found: list[dict[str, Any]] = []
        near = used.union(*(self._groups_at.get(id_, ()) for id_ in asked)) if asked else self._groups
        for group in near:
            current = [one for one in self._groups[group] if one.known(at)]
            preferred = next((one.claim for one in current if one.answers), None)
            for one in current:
                if one.answers or one.claim in claims or preferred is None:
                    continue
                missed = (
                    one.days.possible(as_of)
                    and question.reads(one.told["relation"])
                    and (not asked or bool(asked & {one.told["start"], one.told["end"]}))
                )
                if group in used or missed:
                    found.append({"claim": one.claim, "of": preferred, "used": group in used, **one.told})
        return sorted(found, key=lambda rival: (rival["of"], rival["claim"]))


def contested(rows: Iterable[Mapping[str, Any]]) -> Rivals:
    """The rivals among rows of `rivals.cypher`."""
    return Rivals(
        tuple(
            Contested(
                claim=row["claim"],
                group=(row["package"], row["group"]),
                answers=row["answers"],
                days=Bounds(*(_native(row[name]) for name in ("from_min", "from_max", "to_min", "to_max"))),
                known_from=_native(row["known_from"]).replace(tzinfo=None),
                known_to=_native(row["known_to"]).replace(tzinfo=None),
                told={
                    name: row[name]
                    for name in (
                        "group",
                        "relation",
                        "start",
                        "end",
                        "value",
                        "since",
                        "until",
                        "attested_from",
                        "attested_to",
                        "rank",
                        "reason",
                        "confidence",
                        "note",
                        "sources",
                    )
                },
            )
            for row in rows
        )
    )


def _native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


def named(kind: str, question: Question, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Every id of a kind (`claim` or `source`) that rows name, in a column of its own or inside a list of records."""
    names: set[Any] = set()
    for column in question.columns:
        if column.type == kind:
            for row in rows:
                value = row[column.name]
                names.update(value if column.many else [value])
        for inner in column.records:
            if inner.type == kind:
                for row in rows:
                    for record in row[column.name]:
                        names.update(record[inner.name] if inner.many else [record[inner.name]])
    return {name for name in names if name}
