"""GraphML and GEXF, written element by element."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from api.exports.taken import Relation, Taken, Thing, flat

Value = str | int | float | bool | None

_KINDS = {bool: "boolean", int: "long", float: "double"}
_ONE_DAY = dt.timedelta(days=1)


class Columns:
    """The attributes of things or relations, in order, each of one type: text where two things differ in it."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}

    def see(self, values: Mapping[str, Value]) -> None:
        """Take in what one has."""
        for name, value in values.items():
            if value is not None:
                kind = _KINDS.get(type(value), "string")
                self.types[name] = kind if self.types.get(name, kind) == kind else "string"


_WORDS = (
    "claim", "since", "until", "attested_from", "attested_to", "certainty", "answers", "rank", "rank_reason", "rival_group",
    "confidence", "note",
)  # fmt: skip
_DAYS = ("from_earliest", "from_latest", "to_earliest", "to_latest")


def of_thing(thing: Thing) -> dict[str, Value]:
    """The attributes of a thing."""
    common = {"kind": thing.kind, "name": thing.name, "sources": "; ".join(thing.sources) or None}
    return common | _own(thing.properties, common)


def of_relation(relation: Relation) -> dict[str, Value]:
    """The attributes of a relation."""
    common: dict[str, Value] = {
        "relation": relation.type,
        **{name: getattr(relation, name) for name in _WORDS},
        **{name: day.isoformat() if (day := getattr(relation, name)) else None for name in _DAYS},
        "sources": "; ".join(relation.sources) or None,
    }
    return common | _own(relation.properties, common)


def _own(properties: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Value]:
    """Properties that only some have; one that is called as one of all is told apart."""
    return {f"own_{name}" if name in common else name: flat(value) for name, value in properties.items()}


def _columns(taken: Taken) -> tuple[Columns, Columns]:
    nodes, edges = Columns(), Columns()
    for thing in taken.things():
        nodes.see(of_thing(thing))
    for relation in taken.relations():
        edges.see(of_relation(relation))
    return nodes, edges


_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}


def _text(value: Value) -> str:
    """A value as the content of an element, without characters that XML 1.0 cannot hold in any way."""
    return escape(_allowed(value), {"\r": "&#13;"})


def _attribute(value: Value) -> str:
    """The same as the value of an attribute, with its quotes."""
    return f'"{escape(_allowed(value), _IN_ATTRIBUTES)}"'


def _allowed(value: Value) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(char for char in text if char in "\t\n\r" or char >= " ")


def graphml(taken: Taken) -> Iterator[bytes]:
    """GraphML: a directed multigraph, an edge for each relation; types are declared first, so the graph is read twice."""
    nodes, edges = _columns(taken)
    yield b"<?xml version='1.0' encoding='utf-8'?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
    for side, columns in (("graph", None), ("node", nodes), ("edge", edges)):
        types = {name: "string" for name in taken.about} if columns is None else columns.types
        for name, kind in types.items():
            key = f'id={_attribute(f"{side}_{name}")} for="{side}" attr.name={_attribute(name)} attr.type="{kind}"'
            yield f"<key {key}/>\n".encode()
    yield b'<graph edgedefault="directed">\n'
    yield "".join(_data("graph", taken.about)).encode() + b"\n"
    for thing in taken.things():
        yield f"<node id={_attribute(thing.id)}>{''.join(_data('node', of_thing(thing)))}</node>\n".encode()
    for relation in taken.relations():
        ends = f"source={_attribute(relation.start)} target={_attribute(relation.end)}"
        yield f"<edge id={_attribute(relation.id)} {ends}>{''.join(_data('edge', of_relation(relation)))}</edge>\n".encode()
    yield b"</graph>\n</graphml>\n"


def _data(side: str, values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        if value is not None:
            yield f"<data key={_attribute(f'{side}_{name}')}>{_text(value)}</data>"


def gexf(taken: Taken) -> Iterator[bytes]:
    """GEXF 1.3, dynamic: an edge is there while it may hold, and its attribute `holds` says in which spans it does for certain.

    Gephi keeps one edge of each kind between two things, so a second claim on the same relation is of a kind of its own.
    """
    nodes, edges = _columns(taken)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    about = "; ".join(f"{name}: {value}" for name, value in taken.about.items())
    yield f"<meta><creator>The partnership graph</creator><description>{_text(about)}</description></meta>\n".encode()
    yield b'<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">\n'
    for side, columns in (("node", nodes), ("edge", edges)):
        yield f'<attributes class="{side}" mode="static">\n'.encode()
        for name, kind in columns.types.items():
            yield f'<attribute id={_attribute(f"{side}_{name}")} title={_attribute(name)} type="{kind}"/>\n'.encode()
        yield b"</attributes>\n"
    yield b'<attributes class="edge" mode="dynamic">\n<attribute id="holds" title="holds" type="string"/>\n</attributes>\n<nodes>\n'
    for thing in taken.things():
        values = "".join(_attvalues("node", of_thing(thing)))
        yield f"<node id={_attribute(thing.id)} label={_attribute(thing.name)}><attvalues>{values}</attvalues></node>\n".encode()
    yield b"</nodes>\n<edges>\n"
    for kind, relation in _told_apart(taken.relations()):
        ends = f"source={_attribute(relation.start)} target={_attribute(relation.end)}"
        ends += f" kind={_attribute(kind)} label={_attribute(relation.type)}"
        values = "".join((*_attvalues("edge", of_relation(relation)), *_holds(relation)))
        there = _from_to(relation.from_earliest, relation.to_latest)
        yield f"<edge id={_attribute(relation.id)} {ends}{there}><attvalues>{values}</attvalues></edge>\n".encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def _told_apart(relations: Iterable[Relation]) -> Iterator[tuple[str, Relation]]:
    """Each relation with what it is, and which of several between the same two things: `MEMBER_OF`, `MEMBER_OF (2)`."""
    for _, alike in groupby(relations, lambda one: (one.start, one.type, one.end)):
        for number, relation in enumerate(alike, 1):
            yield relation.type if number == 1 else f"{relation.type} ({number})", relation


def _attvalues(side: str, values: Mapping[str, Value]) -> Iterator[str]:
    for name, value in values.items():
        if value is not None:
            yield f"<attvalue for={_attribute(f'{side}_{name}')} value={_attribute(value)}/>"


def _holds(relation: Relation) -> Iterator[str]:
    """The spans in which a claim holds for certain, and those in which it only may."""
    if relation.claim is None:
        return
    first, surely, unsure, last = relation.from_earliest, relation.from_latest, relation.to_earliest, relation.to_latest
    ends_in_doubt = unsure is not None or relation.until != ".."
    certain = surely is not None and (unsure is None or surely < unsure)
    if not certain:
        yield _spell("possible", first, last)
        return
    if first != surely:
        yield _spell("possible", first, surely)
    yield _spell("certain", surely, unsure)
    if ends_in_doubt and unsure != last:
        yield _spell("possible", unsure, last)


def _spell(word: str, first: dt.date | None, end: dt.date | None) -> str:
    return f'<attvalue for="holds" value="{word}"{_from_to(first, end)}/>'


def _from_to(first: dt.date | None, end: dt.date | None) -> str:
    """A span as GEXF has it, with the last day in it: ours end before the first day on which it no longer is so."""
    start = f' start="{first.isoformat()}"' if first else ""
    return start + (f' end="{(end - _ONE_DAY).isoformat()}"' if end else "")


FORMATS = (
    ("graphml", "application/xml", "graphml", "GraphML, for networkx, igraph and yEd.", graphml),
    ("gexf", "application/xml", "gexf", "GEXF 1.3, dynamic: Gephi opens it with its time line.", gexf),
)
