"""What a parameter was given, understood as the thing that it names, or refused with what it may mean. Never a guess.

An id goes before everything. What is no id of the kind asked for is taken if it is exactly a name of one thing of that kind, of
whatever time and language, or a slip of one letter in such a name with no other name near it. Everything else is refused with
the candidates. Why: docs/decisions/0005-names.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queries.search import Choice, Found, Names, Spelling
from queries.types import AmbiguousNameError, UnknownEntityError

_ALIKE = 60
"""Of 100: how alike a name must be to be offered instead of an unknown one."""

_NEAREST = 5

_WRITTEN_OUT = 10
"""Candidates that a sentence names; an error carries all of them."""

_GROUPS = ("Entity", "Actor", "Body")
"""Labels that say what a thing can be asked for as, beside the one that says what it is."""


@dataclass(frozen=True)
class Entity:
    """Something that a question can be asked about."""

    id: str
    name: str
    labels: tuple[str, ...]
    also: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What it is, such as `Country` or `Tool`."""
        return next(label for label in self.labels if label not in _GROUPS)


@dataclass(frozen=True)
class Given:
    """What a parameter was given, and the labels of which what it names must have one. `what` says that in words."""

    parameter: str
    text: str
    labels: tuple[str, ...]
    what: str


def understand(
    given: Given, entities: Mapping[str, Entity], names: Names, as_of: dt.date
) -> tuple[str, dict[str, Any] | None]:
    """The id of the thing that is meant and, unless its id was given, how that was understood.

    Raises `AmbiguousNameError` and `UnknownEntityError`.
    """

    def of_kind(id_: str) -> bool:
        return any(label in entities[id_].labels for label in given.labels)

    if given.text in entities and of_kind(given.text):
        return given.text, None
    exact = names.exactly(given.text, of_kind)
    best: dict[str, Found] = {}
    for spelling in sorted(exact, key=lambda spelling: _standing(spelling, as_of)):
        best.setdefault(spelling.id, Found(spelling, 100))
    if len(best) > 1:
        raise _ambiguous(given, [best[id_] for id_ in sorted(best)], entities)
    for id_, found in best.items():
        return id_, _told(given, found, entities[id_], as_of)
    if slips := names.slips(given.text, of_kind):
        if len(slips) > 1:
            raise _ambiguous(given, slips, entities)
        return slips[0].spelling.id, _told(given, slips[0], entities[slips[0].spelling.id], as_of)
    holding = names.holding(given.text, of_kind)
    if len(holding) > 1:
        raise _ambiguous(given, holding, entities)
    near = holding or nearest(given.text, names, of_kind)
    offered = ", ".join(_offered(found, entities) for found in near)
    remedy = f"Nearest: {offered}." if offered else "Give an id such as SWE or EAPC, a code or a name."
    if elsewhere := {given.text} & entities.keys() or {spelling.id for spelling in names.exactly(given.text)}:
        kinds = " and ".join(sorted(f"{id_} ({entities[id_].kind})" for id_ in elsewhere))
        remedy = f"What is called so is of another kind: {kinds}. {remedy}"
    raise UnknownEntityError(
        given.parameter,
        f"there is no {given.what} {given.text[:60]!r}.",
        nearest=tuple(found.spelling.id for found in near),
        remedy=remedy,
    )


def nearest(word: str, names: Names, of: Choice) -> list[Found]:
    """What may be offered instead of a word that is no name."""
    return names.search(word, of, alike=_ALIKE)[:_NEAREST]


def _ambiguous(given: Given, found: Sequence[Found], entities: Mapping[str, Entity]) -> AmbiguousNameError:
    several_kinds = len({entities[one.spelling.id].kind for one in found}) > 1
    offered = [_offered(one, entities, with_kind=several_kinds) for one in found[:_WRITTEN_OUT]]
    left = len(found) - len(offered)
    return AmbiguousNameError(
        given.parameter,
        f"{given.text[:60]!r} may be {len(found)} things, and none is chosen for you.",
        candidates=tuple(candidate(one, entities[one.spelling.id]) for one in found),
        remedy=f"Choose by id: {', '.join(offered)}{f' and {left} more' if left else ''}.",
    )


def candidate(found: Found, entity: Entity) -> dict[str, Any]:
    """A thing that a word may mean, and how it is called so."""
    spelling = found.spelling
    return {
        "id": entity.id,
        "name": entity.name,
        "kind": entity.kind,
        "spelling": spelling.text,
        "how": spelling.how,
        "language": spelling.language,
        "since": spelling.since,
        "until": spelling.until,
        "exact": found.exact,
        "likeness": round(found.likeness, 1),
        "claim": spelling.claim,
        "sources": list(spelling.sources),
    }


def _told(given: Given, found: Found, entity: Entity, as_of: dt.date) -> dict[str, Any]:
    in_use = _in_use(found.spelling, as_of)
    notes = [] if found.exact else [f"No {given.what} is called {given.text!r}; one name is a letter away from it."]
    notes += [said] if (said := _of_its_time(found.spelling, in_use, as_of)) else []
    return {
        "parameter": given.parameter,
        "given": given.text,
        **candidate(found, entity),
        "in_use": in_use,
        "note": " ".join(notes) or None,
    }


def _in_use(spelling: Spelling, day: dt.date) -> str | None:
    if spelling.days is None:
        return None
    if spelling.days.certain(day):
        return "certain"
    return "possible" if spelling.days.possible(day) else "no"


def _standing(spelling: Spelling, day: dt.date) -> int:
    """Which of several spellings of one thing, all exactly so, says the most of the day: the lowest."""
    in_use = _in_use(spelling, day)
    if in_use == "no":
        return 4 if spelling.how == "former name" else 2  # A name that came back is not told as a former one.
    return {"certain": 0, "possible": 1, None: 3}[in_use]


def _of_its_time(spelling: Spelling, in_use: str | None, day: dt.date) -> str:
    dates = period(spelling.since, spelling.until)
    if in_use == "no":
        return f"{spelling.text!r} was not in use on {day}{f': {dates}' if dates else ''}."
    if in_use == "possible":
        return f"{spelling.text!r} may have been in use on {day}{f': {dates}' if dates else ''}."
    return (
        f"{spelling.text!r} is a former name; no source gives its dates."
        if spelling.how == "former name" and not in_use
        else ""
    )


def in_words(how: Mapping[str, Any], sources: str = "") -> str:
    """What a word was taken for, in one line; `sources` is how the reader finds those of the name."""
    dates = " ".join(filter(None, (period(how["since"], how["until"]), sources)))
    by = f"{how['how']}{'' if how['exact'] else ' ' + repr(how['spelling'])}{', ' + dates if dates else ''}"
    note = f" {how['note']}" if how["note"] else ""
    return f"{how['parameter']} {how['given']!r} is {how['id']} ({how['name']}), by {by}.{note}"


def period(since: str | None, until: str | None) -> str:
    """Two dates in words; empty if neither is known."""
    if until == "..":
        return f"since {since or 'an unknown day'}"
    if until:
        return f"since {since} and until {until}" if since else f"until {until}, since when is unknown"
    return f"since {since}, until when is unknown" if since else ""


def _offered(found: Found, entities: Mapping[str, Entity], *, with_kind: bool = False) -> str:
    """A candidate in a sentence, by its id; with its kind and that name of it, where those may tell candidates apart."""
    spelling, entity = found.spelling, entities[found.spelling.id]
    dates = period(spelling.since, spelling.until)
    kind = f", {entity.kind}" if with_kind else ""
    other = not found.exact and spelling.text not in (entity.id, entity.name)
    name = [spelling.how, *([repr(spelling.text)] if other else []), *([dates] if dates else [])]
    by = f"; {' '.join(name)}" if other or dates else ""
    return f"{entity.id} ({entity.name}{kind}{by})"
