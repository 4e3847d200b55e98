"""How two actors are connected on a day, drawn, with the claim behind every line."""

from __future__ import annotations

from typing import Any

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words
from queries.types import ParameterError

_PATHS = "connections/paths_between"
_KINDS = ("Country", "Organisation", "Framework", "Commission", "Alliance", "ContactPointEmbassy")


def _read(reading: Reading) -> Page:
    given = reading.given
    if "from" not in given or "to" not in given:
        return Page(
            "views/connection.html",
            f"How two actors are connected on {in_words(reading.day)}",
            {"paths": None, "one": given.get("from", ""), "other": given.get("to", ""), "steps": "2", "facts": []},
        )
    found = reading.ask(_PATHS, dict(given))
    one, other = str(found.parameters["from"]), str(found.parameters["to"])
    if one == other:
        raise ParameterError("to", "both ends are the same.", remedy="Name two different ones.")
    edges = {step["claim"]: step for row in found.rows for step in row["steps"]}
    common: list[Any] = []
    if all("Actor" in reading.known.entities[id_].labels for id_ in (one, other)):
        common = list(reading.ask("connections/in_common", {"one": one, "other": other}).rows)
    nodes = dict.fromkeys(id_ for row in found.rows for id_ in row["through"])
    return Page(
        "views/connection.html",
        f"How {reading.name(one)} and {reading.name(other)} are connected on {in_words(reading.day)}",
        {
            "paths": found.rows,
            "one": one,
            "other": other,
            "steps": str(found.parameters["steps"]),
            "facts": common,
        },
        data={
            "from": one,
            "to": other,
            "nodes": [{"id": id_, "name": reading.name(id_), "kind": _kind(reading, id_)} for id_ in nodes],
            "links": [
                {
                    "source": step["start"],
                    "target": step["end"],
                    "label": step["relation"].replace("_", " ").lower() + (f", {step['role']}" if step["role"] else ""),
                    "certain": step["certainty"] == "certain",
                }
                for step in edges.values()
            ],
        },
    )


def _kind(reading: Reading, id_: str) -> str:
    labels = reading.known.entities[id_].labels
    return next((kind for kind in _KINDS if kind in labels), "Entity")


VIEWS = (View("/connection", _read, ("from", "to", "steps"), called="Connections", place=6),)
