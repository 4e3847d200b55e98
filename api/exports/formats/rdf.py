"""Turtle and JSON-LD: a node for each claim (the W3C's n-ary pattern), so that no relation is told without its dates and doubts.

Mapped to schema.org, PROV, SKOS and Wikidata where they fit. Written a few triples at a time, by the library's terms.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import NamespaceManager
from rdflib.term import Node

from api.exports.taken import Relation, Taken, Thing, Value

VOCABULARY = Namespace("urn:partnerships:vocabulary:")
SCHEMA = Namespace("https://schema.org/")
WIKIDATA = Namespace("http://www.wikidata.org/prop/direct/")
WIKIDATA_ITEM = Namespace("http://www.wikidata.org/entity/")
WIKIBASE = Namespace("http://wikiba.se/ontology#")
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
"""The datatype of a date as its source has it."""

Triple = tuple[Node, Node, Node]

_RANKS = {"preferred": "PreferredRank", "normal": "NormalRank", "deprecated": "DeprecatedRank"}
_CODES = {"alpha_2": "P297", "numeric": "P299"}
"""Codes of ISO 3166-1 as Wikidata's properties have them; the id of a country of today is its alpha-3 code."""

_CLASSES = {"Country": SCHEMA.Country, "Organisation": SCHEMA.Organization, "Alliance": SCHEMA.Organization}
_LATEST_FIRST = ("from_earliest", "from_latest", "to_earliest", "to_latest")


@cache
def wikidata_items() -> Mapping[str, str]:
    """Wikidata's item of each country by id (`wikidata.csv`, from what docs/exports.md names)."""
    text = files("api.exports").joinpath("wikidata.csv").read_text(encoding="utf-8")
    return {row["country"]: row["item"] for row in csv.DictReader(text.splitlines())}


def thing_iri(base: str, kind: str, id_: str) -> URIRef:
    """Where a thing is, as `/id/{kind}/{id}` has it."""
    return URIRef(f"{base}{kind.lower()}/{quote(id_, safe=':-._~')}")


def of_thing(base: str, thing: Thing) -> Iterator[Triple]:
    """What is said of a thing itself."""
    here = thing_iri(base, thing.kind, thing.id)
    yield here, RDF.type, VOCABULARY[thing.kind]
    if same := _CLASSES.get(thing.kind):
        yield here, RDF.type, same
    yield here, RDFS.label, Literal(thing.name)
    yield here, DCTERMS.identifier, Literal(thing.id)
    if thing.kind == "Country" and "numeric" in thing.properties:
        yield here, WIKIDATA.P298, Literal(thing.id)
    if thing.kind == "Country" and (item := wikidata_items().get(thing.id)):
        yield here, SCHEMA.sameAs, WIKIDATA_ITEM[item]
    for name, value in thing.properties.items():
        if name == "name_fr":
            yield here, RDFS.label, Literal(value, lang="fr")
        elif name in _CODES:
            yield here, WIKIDATA[_CODES[name]], Literal(value)
        else:
            for one in value if isinstance(value, tuple) else (value,):
                yield here, VOCABULARY[name], Literal(one)
    for source in thing.sources:
        yield here, PROV.wasDerivedFrom, thing_iri(base, "source", source)


def of_relation(base: str, relation: Relation) -> Iterator[Triple]:
    """A claim as a node with its two ends, or an edge of structure as one triple."""
    start = thing_iri(base, relation.start_kind, relation.start)
    end = thing_iri(base, relation.end_kind, relation.end)
    if relation.claim is None:
        yield start, VOCABULARY[relation.type.lower()], end
        return
    here = thing_iri(base, "claim", relation.claim)
    yield here, RDF.type, VOCABULARY.Claim
    yield here, RDF.subject, start
    yield here, RDF.predicate, VOCABULARY[relation.type.lower()]
    yield here, RDF.object, end
    for name in ("since", "until", "attested_from", "attested_to"):
        if (value := getattr(relation, name)) is not None:
            yield here, VOCABULARY[name], Literal(value, datatype=EDTF)
    for name in _LATEST_FIRST:
        day: dt.date | None = getattr(relation, name)
        if day:
            yield here, VOCABULARY[name], Literal(day.isoformat(), datatype=XSD.date)
    if relation.certainty:
        yield here, VOCABULARY.certainty, VOCABULARY[relation.certainty]
    yield here, WIKIBASE.rank, WIKIBASE[_RANKS[str(relation.rank)]]
    yield here, VOCABULARY.answers, Literal(bool(relation.answers))
    for name in ("rank_reason", "rival_group", "confidence"):
        if (value := getattr(relation, name)) is not None:
            yield here, VOCABULARY[name], Literal(value)
    if relation.note:
        yield here, SKOS.note, Literal(relation.note)
    for name, held in relation.properties.items():
        for one in _several(held):
            yield here, VOCABULARY[name], Literal(one)
    for source in relation.sources:
        yield here, PROV.wasDerivedFrom, thing_iri(base, "source", source)


def _several(value: Value) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def of_source(base: str, source: Mapping[str, Any]) -> Iterator[Triple]:
    """A page or document on which claims rest."""
    here = thing_iri(base, "source", source["id"])
    yield here, RDF.type, PROV.Entity
    yield here, RDF.type, SCHEMA.CreativeWork
    yield here, DCTERMS.title, Literal(source["title"])
    if source["publisher"]:
        yield here, DCTERMS.publisher, Literal(source["publisher"])
    if source["address"]:
        yield here, SCHEMA.url, Literal(source["address"], datatype=XSD.anyURI)
    if source["published"]:
        yield here, DCTERMS.issued, Literal(source["published"], datatype=EDTF)


def of_export(base: str, about: Mapping[str, str]) -> Iterator[Triple]:
    """The export itself: which release, whose licence."""
    here = URIRef(f"{base}release/{about['release']}")
    yield here, RDF.type, SCHEMA.Dataset
    yield here, DCTERMS.title, Literal(about["title"])
    yield here, DCTERMS.license, URIRef(about["licence"])
    yield here, DCTERMS.description, Literal(about["about"])
    for name in ("known_at", "as_of", "framework", "actor"):
        if name in about:
            yield here, VOCABULARY[name], Literal(about[name])


Subjects = Iterator[list[Triple]]


def whole(taken: Taken) -> Subjects:
    """All of it, the triples of a subject together."""
    yield list(of_export(taken.base, taken.about))
    for thing in taken.things():
        yield list(of_thing(taken.base, thing))
    for relation in taken.relations():
        yield list(of_relation(taken.base, relation))
    for source in taken.sources():
        yield list(of_source(taken.base, source))


def around(taken: Taken) -> Subjects:
    """One thing, or one claim: all that is said of it, of the other things what they are called, and the sources of both."""
    named: set[str] = set()
    yield list(of_export(taken.base, taken.about))
    for thing in taken.things():
        triples = list(of_thing(taken.base, thing))
        if thing.id == taken.around:
            named.update(thing.sources)
            yield triples
        else:
            yield [one for one in triples if one[1] in (RDF.type, RDFS.label)]
    for relation in taken.relations():
        named.update(relation.sources)
        yield list(of_relation(taken.base, relation))
    for id_ in sorted(named):
        yield list(of_source(taken.base, taken.known.sources[id_]))


@cache
def names() -> NamespaceManager:
    """Prefixes by the library, which keeps every address that it is given."""
    found = NamespaceManager(Graph(), bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        found.bind(prefix, namespace)
    return found


PREFIXES: Mapping[str, str] = {
    "pg": str(VOCABULARY),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "prov": str(PROV),
    "dcterms": str(DCTERMS),
    "skos": str(SKOS),
    "xsd": str(XSD),
    "wdt": str(WIKIDATA),
    "wikibase": str(WIKIBASE),
}


_VOCABULARIES = tuple(PREFIXES.values())


def turtle(subjects: Subjects) -> Iterator[bytes]:
    """Turtle."""
    yield "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()).encode()
    for triples in subjects:
        subject = triples[0][0]
        rest = " ;\n    ".join(f"{_n3(predicate)} {_n3(value)}" for _, predicate, value in triples)
        yield f"\n{_n3(subject)} {rest} .\n".encode()


def _n3(term: Node) -> str:
    """A term of a vocabulary in short, any other address whole: the library keeps all that it shortens, and gets slower."""
    if isinstance(term, URIRef) and not str(term).startswith(_VOCABULARIES):
        return term.n3()
    return _shortened(term)


@lru_cache(maxsize=10_000)
def _shortened(term: Node) -> str:
    return str(term.n3(names()))


def jsonld(subjects: Subjects) -> Iterator[bytes]:
    """JSON-LD: the same triples."""
    yield b'{"@context":' + to_json(dict(PREFIXES)) + b',"@graph":[\n'
    comma = b""
    for triples in subjects:
        yield comma + to_json(_object(triples))
        comma = b",\n"
    yield b"\n]}\n"


def _object(triples: list[Triple]) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": str(triples[0][0])}
    for _, predicate, value in triples:
        if predicate == RDF.type:
            found.setdefault("@type", []).append(str(value))
        else:
            found.setdefault(str(predicate), []).append(_value(value))
    return found


def _value(value: Node) -> dict[str, Any]:
    if isinstance(value, URIRef):
        return {"@id": str(value)}
    assert isinstance(value, Literal)  # noqa: S101 - there are no blank nodes
    if value.language:
        return {"@value": str(value), "@language": value.language}
    if value.datatype in (None, XSD.string):
        return {"@value": str(value)}
    return {"@value": str(value), "@type": str(value.datatype)}


FORMATS = (
    (
        "turtle",
        "text/turtle",
        "ttl",
        "RDF as Turtle: a node for each claim, with validity, rank and sources.",
        lambda taken: turtle(whole(taken)),
    ),
    ("jsonld", "application/ld+json", "jsonld", "The same as JSON-LD.", lambda taken: jsonld(whole(taken))),
)
