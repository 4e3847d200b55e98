"""Search that forgives spelling: everything that a word may mean, and how; none is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.explorer.places import place_of
from api.explorer.reading import Page, Reading, View

_LONGEST = 200
_BROAD = ("Entity", "Actor", "Body")


def _page_of(reading: Reading, id_: str, labels: Sequence[str]) -> str | None:
    """The page of a thing, if there is one, of the same clocks."""
    place = place_of(id_, labels)
    return reading.to(place.path, place.part, **place.parameters) if place else None


def _found(reading: Reading, word: str) -> list[dict[str, Any]]:
    known = reading.known
    matches = known.names.search(word[:_LONGEST])
    reading.sources.update({id_: known.sources[id_] for one in matches for id_ in one.spelling.sources})
    return [
        {
            "id": one.spelling.id,
            "name": known.entities[one.spelling.id].name,
            "kind": next((label for label in known.entities[one.spelling.id].labels if label not in _BROAD), "Entity"),
            "spelling": one.spelling,
            "exact": one.exact,
            "page": _page_of(reading, one.spelling.id, known.entities[one.spelling.id].labels),
        }
        for one in matches
    ]


def _read(reading: Reading) -> Page:
    word = reading.given.get("q", "").strip()
    return Page(
        "views/search.html",
        f"Search: {word}" if word else "Search",
        {"word": word, "found": _found(reading, word) if word else None},
        of_a_day=False,
    )


VIEWS = (View("/search", _read, ("q",)),)
