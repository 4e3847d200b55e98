"""Labels by which Neo4j Browser colours countries. No question reads them: what a country is on a day, its edges tell."""

from __future__ import annotations

import datetime as dt

from graph.connection import Graph
from graph.text import cypher, statements

COLOURS = ("AllyAtLoad", "PfpPartnerAtLoad", "MdPartnerAtLoad", "IciPartnerAtLoad", "GlobalPartnerAtLoad")
"""A country has one of them at most: of several partnerships the first here."""


def colour(graph: Graph, today: dt.date) -> int:
    """Label each country by what it certainly is on the day; how many had another label, or none.

    In transactions of its own, after a load: within one, the embedded engine does not take a label off a node and put
    another one on. Should it be cut short, the next load makes good for it.
    """
    rows = graph.read(cypher("loaders", "cypher/colours_due.cypher"), {"today": today})
    if worn := [row["country"] for row in rows if row["there"]]:
        _write(graph, "colours_off", countries=worn)
    due: dict[str, list[str]] = {label: [] for label in COLOURS}
    for row in rows:
        if row["due"]:
            due[row["due"]].append(row["country"])
    if any(due.values()):
        _write(graph, "colours_on", due=due)
    return len(rows)


def _write(graph: Graph, file: str, **parameters: object) -> None:
    with graph.write() as writer:
        for statement in statements(cypher("loaders", f"cypher/{file}.cypher")):
            writer.run(statement, **parameters)
