"""A whole graph as plain values, to compare two of them."""

from __future__ import annotations

import json
from typing import Any

from graph.connection import Graph
from loaders.colours import COLOURS
from queries.types import as_json

Dump = dict[str, Any]

_OF_THE_LOAD = ("loaded_at", "revision", "digest", "package", "release", "claims")
"""What a load writes of itself; two loads of the same rows may differ in it."""


def dump(graph: Graph) -> Dump:
    """Every node by its labels and key, every edge by its ends and claim, with all that they carry.

    Without the labels for colours, which follow from the day of the load and which the command puts on after it.
    """
    nodes = graph.read("MATCH (node) RETURN labels(node) AS labels, properties(node) AS held")
    edges = graph.read(
        "MATCH (one)-[edge]->(other) RETURN coalesce(one.id, one.number) AS start, type(edge) AS type,"
        " coalesce(other.id, other.number) AS end, properties(edge) AS held"
    )
    found: Dump = {}
    for node in nodes:
        held = node["held"]
        _add(found, ("node", *sorted({*node["labels"]} - {*COLOURS}), held.get("id", held.get("number"))), held)
    for edge in edges:
        _add(found, ("edge", edge["start"], edge["type"], edge["end"], edge["held"].get("claim_id")), edge["held"])
    return found


def facts(graph: Graph) -> Dump:
    """The same without what a load writes of itself."""
    return {
        key: {name: value for name, value in held.items() if name not in _OF_THE_LOAD}
        for key, held in dump(graph).items()
        if '"GraphState"' not in key and '"Package"' not in key
    }


def differences(before: Dump, after: Dump) -> tuple[set[str], set[str], set[str]]:
    """What went, what came, and what changed, by key."""
    return (
        before.keys() - after.keys(),
        after.keys() - before.keys(),
        {key for key in before.keys() & after.keys() if before[key] != after[key]},
    )


def _add(found: Dump, key: tuple[object, ...], held: dict[str, Any]) -> None:
    text = json.dumps(key)
    assert text not in found, f"twice in the graph: {text}"
    found[text] = {name: as_json(value) for name, value in sorted(held.items())}
