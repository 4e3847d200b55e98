"""The register: the acts on partners, up to a day: what the Council decided, and whatever else has its effect."""

from __future__ import annotations

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words


def _read(reading: Reading) -> Page:
    found = reading.ask("decisions/register", dict(reading.given))
    return Page(
        "views/decisions.html",
        f"The register of acts on partners up to {in_words(reading.day)}",
        {"decisions": found.rows, "filters": reading.given},
    )


VIEWS = (View("/decisions", _read, ("kind", "actor", "tool", "paragraph"), called="Decisions", place=9),)
