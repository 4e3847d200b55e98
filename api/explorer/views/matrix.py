"""The matrix: every actor and every tool on a day, each cell by its sign and colour; a cell leads to its reasons."""

from __future__ import annotations

from api.explorer.grid import Row, grid
from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words
from queries.many import MATRIX
from queries.verdict import VERDICTS

_FILTERS = ("actor", "tool", "kind", "framework", "verdict")


def _read(reading: Reading) -> Page:
    found = reading.many(MATRIX.path, dict(reading.given))
    return Page(
        "views/matrix.html",
        f"Who may use what on {in_words(reading.day)}",
        {
            "grid": grid(found.rows, _told, reading.name),
            "filters": {name: str(found.parameters[name]) for name in reading.given},
            "frameworks": reading.ask("frameworks/on_day").rows,
            "tools": reading.ask("tools/on_day").rows,
            "verdicts": VERDICTS,
        },
    )


def _told(row: Row) -> tuple[object, ...]:
    return row["verdict"], tuple(row["between"])


VIEWS = (View("/matrix", _read, _FILTERS, called="Matrix", place=3),)
