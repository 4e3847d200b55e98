"""The register: what the Council decided on partners, up to a day."""

from __future__ import annotations

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words


def _read(reading: Reading) -> Page:
    found = reading.ask("decisions/register", dict(reading.given))
    return Page(
        "views/decisions.html",
        f"Decisions on partners up to {in_words(reading.day)}",
        {"decisions": found.rows, "filters": reading.given},
    )


VIEWS = (View("/decisions", _read, ("kind", "actor", "tool", "paragraph"), called="Decisions", place=8),)
