"""Exports over HTTP and from the command line: names, refusals, clients that hang up."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import rdflib

from api import cli
from api.exports import all_formats
from graph.settings import Settings
from tests.api.support import Command, Said, as_environment, problem_of, wait_until

BERLIN = "2011-04-15"


@pytest.mark.parametrize("name", sorted(all_formats()))
def test_each_format_is_a_file_with_its_type_and_name(name: str, api: httpx.Client) -> None:
    answer = api.get("/v1/export", params={"format": name, "as_of": BERLIN, "framework": "ICI"}).raise_for_status()
    form = all_formats()[name]
    assert answer.headers["content-type"].partition(";")[0] == form.media_type
    assert f"-{BERLIN}-ICI.{form.ending}" in answer.headers["content-disposition"]
    assert "etag" not in answer.headers
    assert answer.content


def test_the_command_offers_every_format() -> None:
    assert {*cli._FORMATS} == {*all_formats(), cli._PACKAGE}


def test_linked_data_name_things_where_this_service_has_them(api: httpx.Client) -> None:
    answer = api.get("/v1/export", params={"format": "turtle", "as_of": BERLIN, "actor": "SWE"}).raise_for_status()
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert rdflib.URIRef(f"{api.base_url}/id/country/SWE") in set(graph.subjects())
    api.get("/v1/export/shapes.ttl").raise_for_status()


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("", 422, "parameter"),
        ("format=gml", 422, "parameter"),
        ("format=gexf&framework=nothing", 422, "unknown-entity"),
        ("format=gexf&actor=SWEDN", 422, "unknown-entity"),
        ("format=gexf&as_of=yesterday", 422, "parameter"),
        ("format=gexf&colour=blue", 422, "parameter"),
        ("format=gexf&framework=ICI&actor=USA", 404, "nothing-to-export"),
        ("format=gexf&known_at=1999-01-01", 422, "parameter"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_words(query: str, status: int, kind: str, api: httpx.Client) -> None:
    assert problem_of(api.get(f"/v1/export?{query}"), status)["type"] == f"urn:partnerships:{kind}"


def test_clients_that_hang_up_half_way_use_up_no_connection(api: httpx.Client) -> None:
    where = urlsplit(str(api.base_url))
    for _ in range(30):  # more than there are connections
        with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=30) as client:
            client.sendall(f"GET /v1/export?format=jsonld HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
            assert client.recv(100).startswith(b"HTTP/1.1 200")
    assert wait_until(lambda: api.get("/v1/countries?as_of=2011-04-15").status_code == 200, 30)
    assert api.get("/v1/export", params={"format": "gexf", "as_of": BERLIN, "actor": "SWE"}).status_code == 200


def test_the_command_writes_a_file_and_says_how_large_it_is(
    engine_settings: Settings, engine: object, tmp_path: Path
) -> None:
    file = tmp_path / "sweden.ttl"
    said = _run(
        engine_settings, tmp_path, "export", str(file), "--format", "turtle", "--as-of", BERLIN, "--actor", "Suède"
    )
    assert said.status == 0, said.err
    assert str(file.stat().st_size) in said.out
    assert len(rdflib.Graph().parse(file, format="turtle")) > 100


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nowhere/there.ttl", "--format", "turtle"], "cannot be written"),
        (["x.ttl", "--format", "turtle", "--package", "mine"], "leave --package out"),
        (["x", "--as-of", BERLIN], "written whole"),
        (["x.ttl", "--format", "turtle", "--framework", "ICI", "--actor", "USA"], "nothing in the graph is so"),
    ],
)
def test_the_command_refuses_in_words_and_leaves_no_file(
    arguments: list[str], word: str, engine_settings: Settings, engine: object, tmp_path: Path
) -> None:
    said = _run(engine_settings, tmp_path, "export", *arguments)
    assert said.status != 0
    assert word in " ".join(said.err.split())
    assert "Traceback" not in said.err
    assert list(tmp_path.iterdir()) == []


def _run(settings: Settings, folder: Path, *arguments: str) -> Said:
    return Command(list(arguments), as_environment(settings)).run(folder)
