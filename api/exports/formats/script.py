"""Cypher that makes the graph anew in an empty Neo4j. It is a text for people to load; we never send one to a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import Any

from api.exports.taken import Relation, Taken, Thing
from graph.clocks import BEGINNING, OPEN_END
from graph.text import cypher
from queries.cypher_text import literal

_AT_ONCE = 200
"""Rows of a statement."""


def written(taken: Taken) -> Iterator[bytes]:
    """Statements, each on a line of its own: constraints, things, sources, relations."""
    for name, value in taken.about.items():
        yield f"// {name}: {' '.join(value.split())}\n".encode()
    yield _template("head").encode()
    for (labels,), things in _runs(taken.things(), lambda thing: (tuple(thing.labels),)):
        yield _statement("things", map(_thing, things), labels=":".join(labels))
    for _, sources in _runs(taken.sources(), lambda _: ()):
        yield _statement("sources", ({name: one for name, one in source.items() if one} for source in sources))
    for (type_,), relations in _runs(taken.relations(), lambda relation: (relation.type,)):
        yield _statement("relations", map(_relation, relations), type=type_)


def _runs(rows: Iterable[Any], key: Any) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
    """Rows that follow each other and have the same key, some at a time."""
    for common, found in groupby(rows, key):
        while some := list(islice(found, _AT_ONCE)):
            yield common, some


def _template(name: str) -> str:
    return cypher("api", f"exports/cypher/written_{name}.cypher")


def _statement(template: str, rows: Iterable[Mapping[str, Any]], **words: str) -> bytes:
    text = _template(template)
    for name, word in words.items():
        text = text.replace(f"${name}", word)
    return text.replace("$rows", _literal(list(rows))).encode()


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.id,
        "name": thing.name,
        **thing.properties,
        **({"sources": thing.sources} if thing.sources else {}),
    }


def _relation(relation: Relation) -> dict[str, Any]:
    held: dict[str, Any] = dict(relation.properties)
    if relation.claim:
        words = ("attested_from", "attested_to", "rank", "rank_reason", "rival_group", "answers", "confidence", "note")
        held |= {name: getattr(relation, name) for name in words}
        held |= {
            "claim_id": relation.claim,
            "valid_from": relation.since,
            "valid_to": relation.until,
            "from_min": relation.from_earliest or BEGINNING,
            "from_max": relation.from_latest or OPEN_END,
            "to_min": relation.to_earliest or OPEN_END,
            "to_max": relation.to_latest or OPEN_END,
            "certainty": relation.certainty,
            "sources": relation.sources,
        }
    known = {name: value for name, value in held.items() if value is not None}
    return {"start": relation.start, "end": relation.end, "held": known}


def _literal(value: Any) -> str:
    """A value as Cypher writes it, lists and maps included."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"`{name}`: {_literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value)
    return literal(value) if value is None or isinstance(value, dt.date | int) else literal(str(value))


FORMATS = (
    (
        "cypher",
        "text/plain",
        "cypher",
        "Cypher that makes the graph in an empty Neo4j (`cypher-shell < FILE`).",
        written,
    ),
)
