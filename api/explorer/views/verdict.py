"""One cell: the verdict, its reasons as a tree, what would change it, and since when and until when it is so."""

from __future__ import annotations

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words
from queries.many import TIMELINE
from queries.told import Wanted

_TIES = ("operation", "commission", "area")


def _read(reading: Reading) -> Page:
    given = {name: reading.given.get(name) for name in _TIES}
    found = reading.verdict(Wanted(reading.in_path["actor"], reading.in_path["tool"], **given))
    tree = found.tree
    asks = {name: tree[name] for name in ("actor", "tool", *_TIES) if tree[name]}
    timeline = reading.many(TIMELINE.path, asks)
    ties = [reading.name(tree[name]) for name in _TIES if tree[name]]
    what = " for ".join([tree["tool_name"], *([", ".join(ties)] if ties else [])])
    return Page(
        "views/verdict.html",
        f"May {tree['actor_name']} use {what} on {in_words(reading.day)}?",
        {"tree": tree, "timeline": timeline.rows},
    )


VIEWS = (View("/verdicts/{actor}/{tool}", _read, _TIES),)
