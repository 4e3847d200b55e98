"""Each format read back with the library that its users use: no relation, date, doubt or source is lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyshacl
import pytest
import rdflib

from api.exports import all_formats, file_name, shapes
from api.exports.formats import rdf
from api.exports.formats.rdf import EDTF, VOCABULARY, WIKIBASE, of_thing, thing_iri, wikidata_items
from api.exports.formats.xml import of_relation
from api.exports.taken import Relation, Taken, Thing
from graph.connection import Graph
from loaders.load import load
from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.support.small_package import small_rows, write_package

ODD = "a <b> & \"c\" 'd' é 漢 \\ {x} $y\tz =1+1"


def made(name: str, taken: Taken) -> bytes:
    return b"".join(all_formats()[name].write(taken))


def _edges_of(graph: Any) -> dict[str, dict[str, Any]]:
    return {
        data.get("claim", key): {**data, "ends": (start, end)}
        for start, end, key, data in graph.edges(keys=True, data=True)
    }


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


@pytest.mark.parametrize("name", ["graphml", "gexf", "cytoscape"])
def test_networkx_reads_every_thing_and_relation_with_its_dates_and_sources(
    name: str, whole: Taken, things: list[Thing], relations: list[Relation]
) -> None:
    data = made(name, whole)
    readers: dict[str, Callable[[], Any]] = {
        "graphml": lambda: nx.read_graphml(io.BytesIO(data)),
        "gexf": lambda: nx.read_gexf(io.BytesIO(data)),
        "cytoscape": lambda: nx.cytoscape_graph(json.loads(data)),
    }
    graph = readers[name]()
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph.nodes) == {thing.id for thing in things}
    assert graph.number_of_edges() == len(relations)
    edges = {str(data["claim"]): data for _, _, data in graph.edges(data=True) if data.get("claim")}
    for relation in relations:
        if relation.claim:
            said = edges[relation.claim]
            for key, value in of_relation(relation).items():
                if value is not None:
                    assert _plain(said[key]) == _plain(value), (relation.id, key)


def test_gexf_says_when_a_claim_holds_for_certain_and_when_it_only_may(whole: Taken, relations: list[Relation]) -> None:
    name = "{http://gexf.net/1.3}"
    root = ET.fromstring(made("gexf", whole))  # noqa: S314 - we wrote it
    graph = root.find(f"{name}graph")
    assert graph is not None
    assert graph.attrib["mode"] == "dynamic"
    edges = {edge.attrib["id"]: edge for edge in graph.iter(f"{name}edge")}
    day = dt.timedelta(days=1)
    for relation in relations:
        if relation.claim:
            edge = edges[relation.claim]
            assert edge.get("start") == (relation.from_earliest.isoformat() if relation.from_earliest else None)
            assert edge.get("end") == ((relation.to_latest - day).isoformat() if relation.to_latest else None)
            spells = [one for one in edge.iter(f"{name}attvalue") if one.attrib["for"] == "holds"]
            certain = [one for one in spells if one.attrib["value"] == "certain"]
            surely = relation.from_latest is not None and (
                relation.to_earliest is None or relation.from_latest < relation.to_earliest
            )
            assert len(certain) == surely, relation.id
            if surely and relation.from_latest:
                assert certain[0].get("start") == relation.from_latest.isoformat()
                last = relation.to_earliest - day if relation.to_earliest else None
                assert certain[0].get("end") == (last.isoformat() if last else None)


def test_both_forms_of_linked_data_say_the_same_and_keep_to_the_shape(of_day: Taken) -> None:
    turtle = rdflib.Graph().parse(data=made("turtle", of_day), format="turtle")
    jsonld = rdflib.Graph().parse(data=made("jsonld", of_day), format="json-ld")
    assert set(turtle) == set(jsonld)
    assert len(turtle) > 1000
    shape = rdflib.Graph().parse(data=shapes(), format="turtle")
    conforms, _, text = pyshacl.validate(turtle, shacl_graph=shape)
    assert conforms, text


def test_countries_are_the_same_as_items_of_wikidata(things: list[Thing], whole: Taken) -> None:
    countries = {thing.id for thing in things if thing.kind == "Country"}
    items = wikidata_items()
    assert countries - set(items) == {"YUG"}
    assert set(items) <= countries
    assert len(set(items.values())) == len(items)
    assert all(re.fullmatch(r"Q[1-9]\d*", item) for item in items.values())
    (sweden,) = (thing for thing in things if thing.id == "SWE")
    assert rdflib.URIRef("http://www.wikidata.org/entity/Q34") in {one[2] for one in of_thing(whole.base, sweden)}


def test_turtle_keeps_no_address_that_it_wrote(of_day: Taken) -> None:
    """The library keeps all that it shortens: with a hundred times the claims it would take minutes more, and ever more memory."""
    written = made("turtle", of_day).decode()
    kept = vars(rdf.names())["_NamespaceManager__strie"]
    assert "pg:Claim" in written
    assert not [address for address in kept if str(address).startswith(of_day.base)]
    assert len(kept) < 500


def test_the_shape_refuses_a_claim_without_a_source(of_day: Taken) -> None:
    turtle = rdflib.Graph().parse(data=made("turtle", of_day), format="turtle")
    claim = next(iter(turtle.subjects(rdflib.RDF.type, VOCABULARY.Claim)))
    turtle.remove((claim, rdflib.PROV.wasDerivedFrom, None))
    shape = rdflib.Graph().parse(data=shapes(), format="turtle")
    assert not pyshacl.validate(turtle, shacl_graph=shape)[0]


def test_linked_data_keep_validity_rank_and_sources_of_every_claim(whole: Taken, relations: list[Relation]) -> None:
    turtle = rdflib.Graph().parse(data=made("turtle", whole), format="turtle")
    ranks = {"preferred": WIKIBASE.PreferredRank, "normal": WIKIBASE.NormalRank, "deprecated": WIKIBASE.DeprecatedRank}
    for relation in relations:
        if relation.claim is None:
            continue
        here = thing_iri(whole.base, "claim", relation.claim)
        assert turtle.value(here, rdflib.RDF.subject) == thing_iri(whole.base, relation.start_kind, relation.start)
        assert turtle.value(here, rdflib.RDF.object) == thing_iri(whole.base, relation.end_kind, relation.end)
        for name in ("since", "until"):
            value = getattr(relation, name)
            expected = rdflib.Literal(value, datatype=EDTF) if value else None
            assert turtle.value(here, VOCABULARY[name]) == expected
        assert turtle.value(here, WIKIBASE.rank) == ranks[str(relation.rank)]
        sources = set(turtle.objects(here, rdflib.PROV.wasDerivedFrom))
        assert sources == {thing_iri(whole.base, "source", source) for source in relation.sources}


def test_pandas_reads_the_csv(whole: Taken, things: list[Thing], relations: list[Relation]) -> None:
    with zipfile.ZipFile(io.BytesIO(made("csv", whole))) as archive:
        assert archive.testzip() is None
        frames = {
            name: pd.read_csv(archive.open(f"{name}.csv"), dtype=str, keep_default_na=False)
            for name in ("relations", "things", "sources")
        }
        assert f"release: {whole.about['release']}" in archive.read("about.txt").decode()
    assert list(frames["things"]["id"]) == [thing.id for thing in things]
    assert list(frames["relations"]["id"]) == [relation.id for relation in relations]
    assert list(frames["relations"]["until"]) == [relation.until or "" for relation in relations]
    assert set(frames["sources"]["id"]) == set(whole.known.sources)


def test_openpyxl_reads_the_workbook_in_which_nothing_is_a_formula(of_day: Taken) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", of_day)), read_only=True)
    assert book.sheetnames == ["about", "relations", "things", "sources"]
    head, *rows = book["relations"].iter_rows(values_only=True)
    by_name = [dict(zip(head, row, strict=True)) for row in rows]
    assert [row["id"] for row in by_name] == [one.id for one in of_day.relations()]
    assert {row["certainty"] for row in by_name if row["claim"]} == {"certain", "possible"}
    assert {cell.data_type for row in book["things"].iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_pyarrow_and_pandas_read_parquet_with_days_as_days_and_lists_as_lists(
    whole: Taken, relations: list[Relation]
) -> None:
    data = made("parquet", whole)
    table = pq.read_table(io.BytesIO(data))
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == [relation.id for relation in relations]
    for row, relation in zip(rows, relations, strict=True):
        assert row["from_earliest"] == relation.from_earliest
        assert row["sources"] == list(relation.sources)
        assert row["answers"] == relation.answers
    assert table.schema.metadata[b"release"].decode() == whole.about["release"]
    assert len(pd.read_parquet(io.BytesIO(data))) == len(relations)


def test_odd_text_comes_through_every_format(empty_graph: Graph, tmp_path: Any) -> None:
    rows = small_rows()
    rows["countries"][2]["name"] = ODD
    rows["memberships"][2]["note"] = ODD
    load(empty_graph, write_package(tmp_path / "package", rows), today=dt.date(2026, 11, 22))
    taken = Taken(Desk(empty_graph, Catalogue.read()))
    for name in ("graphml", "gexf"):
        reader = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[name]
        graph = reader(io.BytesIO(made(name, taken)))
        assert graph.nodes["CCC"]["name"] == ODD
    assert nx.cytoscape_graph(json.loads(made("cytoscape", taken))).nodes["CCC"]["name"] == ODD
    turtle = rdflib.Graph().parse(data=made("turtle", taken), format="turtle")
    jsonld = rdflib.Graph().parse(data=made("jsonld", taken), format="json-ld")
    here = thing_iri(taken.base, "Country", "CCC")
    assert str(turtle.value(here, rdflib.RDFS.label)) == str(jsonld.value(here, rdflib.RDFS.label)) == ODD
    names = pd.read_parquet(io.BytesIO(made("parquet", taken)))["start_name"]
    assert ODD in set(names)
    book = openpyxl.load_workbook(io.BytesIO(made("xlsx", taken)), read_only=True)
    assert ODD in {row[2] for row in book["things"].iter_rows(values_only=True)}


def _pieces(taken: Taken, name: str) -> Iterator[bytes]:
    yield from all_formats()[name].write(taken)


@pytest.mark.parametrize("name", sorted(set(all_formats()) - {"xlsx"}))
def test_it_is_written_piece_by_piece(name: str, whole: Taken) -> None:
    pieces = list(_pieces(whole, name))
    size = sum(map(len, pieces))
    assert len(pieces) > 3
    assert max(map(len, pieces)) < size / 2


@pytest.mark.parametrize("name", sorted(all_formats()))
def test_the_same_graph_gives_the_same_bytes(name: str, of_day: Taken) -> None:
    if name != "xlsx":  # which notes when it was made
        assert made(name, of_day) == made(name, of_day)
    assert file_name(of_day, all_formats()[name]).startswith("partnerships-release-4-2011-04-15-MD.")
