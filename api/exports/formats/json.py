"""Cytoscape's JSON."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import to_json

from api.exports.formats.xml import of_relation, of_thing
from api.exports.taken import Taken


def cytoscape(taken: Taken) -> Iterator[bytes]:
    """Elements as Cytoscape and Cytoscape.js take them."""
    yield b'{"data":' + to_json(dict(taken.about)) + b',"directed":true,"multigraph":true,"elements":{"nodes":[\n'
    comma = b""
    for thing in taken.things():
        # What a node has of these names is its own id for those that read it.
        own = {f"own_{name}" if name in ("id", "value") else name: value for name, value in of_thing(thing).items()}
        known = {name: value for name, value in own.items() if value is not None}
        yield comma + to_json({"data": {"id": thing.id, "value": thing.id, **known}})
        comma = b",\n"
    yield b'\n],"edges":[\n'
    comma = b""
    for relation in taken.relations():
        known = {name: value for name, value in of_relation(relation).items() if value is not None}
        ends = {"id": relation.id, "key": relation.id, "source": relation.start, "target": relation.end}
        yield comma + to_json({"data": {**known, **ends}})
        comma = b",\n"
    yield b"\n]}}\n"


FORMATS = (("cytoscape", "application/json", "cyjs", "JSON, for Cytoscape and Cytoscape.js.", cytoscape),)
