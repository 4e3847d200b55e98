"""What a rule on the data package is, and what it looks at.

A rule is a file in `loaders/rules/`, named for what it forbids, with one `RULE`: a sentence, a severity, a row that it
catches, and the function that finds. The folder is walked; docs/checks.md is made from it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Literal

from graph.clocks import BEGINNING, OPEN_END, Bounds, bounds
from graph.errors import DateError, ModelError
from loaders.faults import Fault
from loaders.package import Package, SourceRow

Severity = Literal["fault", "warning"]


@dataclass(frozen=True)
class Example:
    """Rows that, added to our own data package or put in the place of rows with their keys, break a rule.

    The rule then tells of the last of them, at `column`.
    """

    rows: Sequence[tuple[str, Mapping[str, str]]]
    """Table and cells; what is not given is empty, or as a sound claim of the table has it."""

    column: str


@dataclass(frozen=True)
class Rule:
    """Something that must not be in a data package (a fault: no load) or had better be looked at (a warning)."""

    about: str
    severity: Severity
    find: Callable[[Context], Iterable[Fault]]
    example: Example
    reads: tuple[str, ...] = ()
    """The tables without which it would tell of what is not wrong."""

    name: str = ""


@dataclass(frozen=True)
class Context:
    """A package beside the rows of other packages, which its own may refer to; with the look-ups that rules share."""

    package: Package
    beside: Sequence[SourceRow] = ()
    _days: dict[int, Bounds | None] = field(default_factory=dict, repr=False)
    _ids: dict[tuple[str, ...], Collection[str]] = field(default_factory=dict, repr=False)

    def rows(self, *tables: str) -> Iterator[SourceRow]:
        """The package's own rows of some tables that no release has withdrawn: what a rule finds fault with."""
        for table in tables:
            for row in self.package.rows[table]:
                if not row.withdrawn:
                    yield row

    def all_rows(self, *tables: str) -> Iterator[SourceRow]:
        """The same with the rows of other packages: what a rule compares with."""
        yield from self.rows(*tables)
        for row in self.beside:
            if row.table.name in tables and not row.withdrawn:
                yield row

    def days(self, row: SourceRow) -> Bounds | None:
        """The four days of a claim; None where a date is faulty, which another rule tells."""
        if id(row) not in self._days:
            try:
                found = bounds(
                    *(row.cells[name] for name in ("valid_from", "valid_to", "attested_from", "attested_to"))
                )
            except DateError:
                found = None
            self._days[id(row)] = None if row.faulty & {"valid_from", "valid_to"} else found
        return self._days[id(row)]

    @cached_property
    def known(self) -> Mapping[str, Collection[str]]:
        """The ids of every label; claims are `Claim`."""
        ids: dict[str, set[str]] = defaultdict(set)
        for row in (*self.package, *self.beside):
            if node := row.table.node_type(row.cells):
                ids[node.label].add(row.key)
            elif row.table.node_types:  # Its kind is faulty, which is told; its id may be of any of them.
                for possible in row.table.node_types:
                    ids[possible.label].add(row.key)
            if row.table.edge:
                ids["Claim"].add(row.key)
        return ids

    @cached_property
    def unknowable(self) -> frozenset[str]:
        """The labels of which rows may be missing because their table could not be read, or not whole."""
        from graph.schema import table  # noqa: PLC0415 - only where something is broken

        unread = [table(name) for name in self.package.unsure]
        return frozenset(node.label for one in unread for node in one.node_types) | (
            {"Claim"} if any(one.edge for one in unread) else frozenset()
        )

    def ids_of(self, labels: tuple[str, ...]) -> Collection[str]:
        """The ids of some labels together; worked out once, since every cell that refers to them asks."""
        if labels not in self._ids:
            self._ids[labels] = frozenset(id_ for label in labels for id_ in self.known.get(label, ()))
        return self._ids[labels]

    def has(self, id_: str, *labels: str) -> bool:
        """There is such a thing."""
        return any(id_ in self.known.get(label, ()) for label in labels)

    def alliances_of(self, country: str) -> Sequence[Bounds]:
        """When a country was, or may have been, an Ally."""
        return self._alliances.get(country, []) + self._alliances.get("", [])

    def partnerships_of(self, country: str) -> Sequence[Bounds]:
        """When a country was, or may have been, a partner in a framework that makes one a partner."""
        return self._partnerships.get(country, []) + self._partnerships.get("", [])

    @cached_property
    def _alliances(self) -> Mapping[str, list[Bounds]]:
        return self._memberships(lambda row: row.cells["role"] == "ally")

    @cached_property
    def _partnerships(self) -> Mapping[str, list[Bounds]]:
        conferring = {
            row.key
            for row in self.all_rows("frameworks")
            if row.cells["confers_partnership"] == "true" or "confers_partnership" in row.faulty
        }
        return self._memberships(lambda row: row.cells["role"] == "partner" and row.cells["body"] in conferring)

    def _memberships(self, wanted: Callable[[SourceRow], bool]) -> Mapping[str, list[Bounds]]:
        """The days of some memberships by country; a faulty one may be of any day, one of nobody of any country (empty)."""
        found: dict[str, list[Bounds]] = defaultdict(list)
        for row in self.all_rows("memberships"):
            country = row.cells["country"]
            if row.cells["rank"] == "deprecated":
                continue
            if not self.has(country, "Country"):
                found[""].append(_ANY_DAYS)
            elif row.faulty or not (days := self.days(row)):
                found[country].append(_ANY_DAYS)
            elif wanted(row):
                found[country].append(days)
        return found


_ANY_DAYS = Bounds(BEGINNING, OPEN_END, BEGINNING, OPEN_END)
"""Possible on every day, certain on none."""


def overlap(one: Bounds, other: Bounds) -> bool:
    """There is a day on which both hold for certain."""
    return max(one.from_max, other.from_max) < min(one.to_min, other.to_min)


def possible_on_each_certain_day(inner: Bounds, outer: Iterable[Bounds]) -> bool:
    """On each day on which `inner` holds for certain (or, if there is none, may hold) some of `outer` may hold.

    Without a certain day one possible day is enough.
    """
    spans = sorted((days.from_min, days.to_max) for days in outer)
    if inner.from_max >= inner.to_min:
        return any(start < inner.to_max and inner.from_min < end for start, end in spans)
    reached = inner.from_max
    for start, end in spans:
        if start > reached:
            break
        reached = max(reached, end)
    return reached >= inner.to_min


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by name. Raises `ModelError` for a file that declares none."""
    import loaders.rules  # noqa: PLC0415 - its modules import this one

    found: list[Rule] = []
    for module in pkgutil.iter_modules(loaders.rules.__path__):
        rule = getattr(importlib.import_module(f"loaders.rules.{module.name}"), "RULE", None)
        if not isinstance(rule, Rule):
            raise ModelError(
                "the file declares no rule.",
                where=f"loaders/rules/{module.name}.py",
                remedy="Give it RULE = Rule(...), or move it out of the folder.",
            )
        found.append(replace(rule, name=module.name))
    return tuple(found)
