"""The world on a day: who was an Ally or a partner, and by what; and every day on which that changed."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from api.explorer.reading import FIRST_DAY, Page, Reading, View
from api.explorer.words import day as in_words

Row = Mapping[str, Any]

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """A colour of the map: what it is called, and the frameworks of those that have it."""

    id: str
    name: str
    bodies: frozenset[str] = frozenset()


KINDS = (
    Kind("ally", "Ally", frozenset({"NATO"})),
    Kind("euro", "Partner: Euro-Atlantic (NACC, Partnership for Peace, EAPC)", frozenset({"NACC", "PFP", "EAPC"})),
    Kind("md", "Partner: Mediterranean Dialogue", frozenset({"MD"})),
    Kind("ici", "Partner: Istanbul Cooperation Initiative", frozenset({"ICI"})),
    Kind("global", "Partner across the globe", frozenset({"GLOBAL"})),
    Kind("several", "Partner: by several of these, or by another framework"),
)


def kind_of(row: Row) -> str:
    """The colour of a country, by the frameworks that its status rests on; none is preferred to another."""
    bodies = {ground["body"] for ground in row["grounds"]}
    return next((kind.id for kind in KINDS if bodies <= kind.bodies), "several")


@dataclass(frozen=True)
class World:
    """The drawing. Shapes have ids of ours, None where the drawing has a territory that ISO 3166-1 has no code for."""

    width: int
    height: int
    shapes: Sequence[Mapping[str, Any]]
    points: Sequence[Mapping[str, Any]]


@cache
def world() -> World:
    """What `web/build.mjs` made of the borders."""
    text = files("api.explorer").joinpath("static", "world.json").read_text(encoding="utf-8")
    return World(**json.loads(text))


def holds_on(row: Row, day: str) -> bool:
    """A span with that day in it."""
    return (row["since"] or "") <= day and (row["until"] is None or day < row["until"])


def _read(reading: Reading) -> Page:
    standing = reading.ask("countries/standing")
    frameworks = reading.ask("frameworks/on_day")
    day = reading.day.isoformat()
    on_day = {row["id"]: {**row, "colour": kind_of(row)} for row in standing.rows if holds_on(row, day)}
    stops = sorted(
        one
        for one in {edge for row in standing.rows for edge in (row["since"], row["until"]) if edge}
        if FIRST_DAY.isoformat() <= one <= reading.today.isoformat()
    )
    drawn = {one["id"] for one in (*world().shapes, *world().points)}
    groups = {
        kind.id: sorted((row for row in on_day.values() if row["colour"] == kind.id), key=lambda row: row["name"])
        for kind in KINDS
    }
    return Page(
        "views/world.html",
        f"Who was what to NATO on {in_words(reading.day)}",
        {
            "world": world(),
            "on_day": on_day,
            "groups": groups,
            "kinds": KINDS,
            "counts": Counter((row["colour"], row["certainty"]) for row in on_day.values()),
            "stops": stops,
            "before": max((one for one in stops if one < day), default=None),
            "after": min((one for one in stops if one > day), default=None),
            "changed": _changed(standing.rows, reading.day),
            "day_before": max(FIRST_DAY, reading.day - _ONE_DAY),
            "frameworks": frameworks.rows,
            "place": (reading.day - FIRST_DAY).days,
            "places": {one: (dt.date.fromisoformat(one) - FIRST_DAY).days for one in stops},
            "last": (reading.today - FIRST_DAY).days,
            "not_drawn": [row for id_, row in sorted(on_day.items()) if id_ not in drawn],
        },
        data={
            "first": FIRST_DAY.isoformat(),
            "stops": stops,
            "spans": [
                [row["id"], row["since"], row["until"], kind_of(row), row["certainty"] == "certain"]
                for row in standing.rows
            ],
        },
    )


def _changed(rows: Sequence[Row], day: dt.date) -> list[dict[str, Any]]:
    """Whose status, or what it rests on, is another than the day before."""
    before = {row["id"]: row for row in rows if holds_on(row, (day - _ONE_DAY).isoformat())}
    after = {row["id"]: row for row in rows if holds_on(row, day.isoformat())}
    return [
        {
            "id": id_,
            "name": (after.get(id_) or before[id_])["name"],
            "before": before.get(id_),
            "after": after.get(id_),
        }
        for id_ in sorted({*before, *after}, key=lambda one: (after.get(one) or before[one])["name"])
        if _told(before.get(id_)) != _told(after.get(id_))
    ]


def _told(row: Row | None) -> object:
    return row and (
        row["status"],
        row["certainty"],
        [(ground["body"], ground["role"], ground["certainty"]) for ground in row["grounds"]],
    )


VIEWS = (View("/", _read, called="Map", place=1),)
