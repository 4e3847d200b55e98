"""The two engines that are measured, each started for the run in a folder of its own, on loopback, and ended with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import neo4j
from pydantic import SecretStr

from graph.connection import Graph
from graph.engine import Engine
from graph.neo4j_server import free_ports, neo4j_server
from graph.settings import Settings
from loaders.load import load
from loaders.package import default_folder

EMBEDDED, NEO4J = "embedded", "Neo4j"
_QUERY_TIMEOUT = 60.0
TODAY = dt.date(2026, 11, 22)
"""Given to the loader, which asks no clock."""


@contextmanager
def embedded(folder: Path, memory: str = "1g", timeout: float = _QUERY_TIMEOUT) -> Iterator[Settings]:
    """Settings of a running embedded engine, with the memory that it has by default unless more is given."""
    settings = Settings(
        neo4j_uri="",
        partnerships_home=folder,
        partnerships_bolt_port=free_ports(1)[0],
        partnerships_engine_memory=memory,
        partnerships_browser_url="",
        partnerships_query_timeout=timeout,
    )
    engine = Engine(settings)
    engine.start(stay=False)
    try:
        yield settings
    finally:
        engine.stop()


@contextmanager
def real_neo4j(folder: Path, memory: str = "", timeout: float = _QUERY_TIMEOUT) -> Iterator[Settings]:
    """Settings of a running Neo4j, the one that the tests start; if memory is given, with that heap and as much page cache."""
    with (
        neo4j_server(folder, memory=memory, config={"server.memory.pagecache.size": memory})
        if memory
        else neo4j_server(folder)
    ) as server:
        yield Settings(
            neo4j_uri=server.uri,
            neo4j_user=server.user,
            neo4j_password=SecretStr(server.password),
            neo4j_database="neo4j",
            partnerships_home=folder,
            partnerships_browser_url="",
            partnerships_query_timeout=timeout,
        )


ENGINES: Mapping[str, Callable[..., AbstractContextManager[Settings]]] = {EMBEDDED: embedded, NEO4J: real_neo4j}


@contextmanager
def loaded(name: str, folder: Path) -> Iterator[Settings]:
    """One of the engines, with our data package in it."""
    folder.mkdir(parents=True)
    with ENGINES[name](folder) as settings:
        with Graph.open(settings) as graph:
            graph.check()
            load(graph, default_folder(), today=TODAY)
        yield settings


def bare_driver(settings: Settings) -> tuple[neo4j.Driver, str]:
    """The official driver as anybody would open it, as the user that our own reads go through, and the database."""
    if settings.embedded:
        state = Engine(settings).joined()
        return neo4j.GraphDatabase.driver(state.uri, auth=(state.reader, state.reader_password)), state.database
    auth = (settings.neo4j_user, settings.neo4j_password.get_secret_value())
    return neo4j.GraphDatabase.driver(settings.neo4j_uri, auth=auth), settings.neo4j_database


def empty(graph: Graph) -> None:
    """Take everything out of a graph; its constraints stay."""
    with graph.write() as writer:
        writer.run("MATCH (node) DETACH DELETE node")


def versions(settings: Settings) -> str:
    """What the database says that it is."""
    with Graph.open(settings) as graph:
        return graph.check()
