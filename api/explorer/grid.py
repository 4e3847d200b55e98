"""Cells as a table of actors and tools, in which actors with the very same row share it: complete, and on one screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Column:
    """A tool, and the operation or commission to which it is tied, where it is."""

    tool: str
    tied: str

    @classmethod
    def of(cls, row: Row) -> Column:
        """The column of a cell."""
        return cls(row["tool"], row["operation"] or row["commission"] or "")


@dataclass(frozen=True)
class Group:
    """Actors with the very same row, by name; the cells are those of the first."""

    actors: Sequence[str]
    cells: Mapping[Column, Row]

    @property
    def first(self) -> str:
        """The actor to which the links of the cells lead."""
        return self.actors[0]


@dataclass(frozen=True)
class Grid:
    """A table of cells."""

    columns: Sequence[Column]
    groups: Sequence[Group]
    cells: int
    actors: int


def grid(rows: Sequence[Row], told: Callable[[Row], tuple[object, ...]], name: Callable[[str], str]) -> Grid:
    """Cells as a table. `told` is what a cell shows: rows of which all cells show the same are one.

    Rows stand in order of the names of their first actors, those of one actor before those of many.
    """
    by_actor: dict[str, dict[Column, Row]] = {}
    for row in rows:
        by_actor.setdefault(row["actor"], {})[Column.of(row)] = row
    alike: dict[tuple[object, ...], list[str]] = {}
    for actor in sorted(by_actor, key=name):
        cells = by_actor[actor]
        alike.setdefault(tuple((column, *told(cells[column])) for column in sorted(cells)), []).append(actor)
    groups = [Group(actors, by_actor[actors[0]]) for actors in alike.values()]
    return Grid(
        sorted({Column.of(row) for row in rows}),
        sorted(groups, key=lambda group: (len(group.actors) > 1, name(group.first))),
        len(rows),
        len(by_actor),
    )
