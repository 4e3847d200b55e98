"""Every address of the contract, from the OpenAPI document with its own examples, and what each asks of the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
import httpx
import neo4j
from fastapi import FastAPI

from api.app import create_app
from api.examples import ways_to_ask
from benchmarks.service import NOTHING_REMEMBERED
from graph.connection import Graph, Row
from graph.settings import Settings

T = TypeVar("T")

AS_OF = "2011-04-15"


@dataclass(frozen=True)
class Statement:
    """What was sent to the database, once, for one request."""

    text: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Address:
    """One endpoint with the examples of its parameters, on the day of the policy where it takes a day."""

    route: str
    path: str
    """With its query."""

    statements: tuple[Statement, ...]
    """What the app asks the database for it; none where it answers from memory."""


class _Recording(Graph):
    """A graph that notes what is read from it."""

    noted: list[Statement] | None = None

    def read(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        if self.noted is not None:
            self.noted.append(Statement(text, dict(parameters or {})))
        return super().read(text, parameters)


def addresses(settings: Settings) -> list[Address]:
    """Every GET of the document, each tried once with its examples. Raises `RuntimeError` for one that is not answered."""
    return _recorded(settings, _tried)


def noted(settings: Settings, path: str, after: str) -> Address:
    """What the app asks for an address right after another, by which it has read what it keeps of the graph."""

    async def one(client: httpx.AsyncClient, app: FastAPI, graph: _Recording) -> Address:
        (await client.get(after)).raise_for_status()
        return await _noted(client, graph, path.partition("?")[0], path)

    return _recorded(settings, one)


def ask(driver: neo4j.Driver, database: str, statements: Iterable[Statement]) -> None:
    """The statements by the bare driver, each in a reading session of its own; every row is consumed."""
    for statement in statements:
        with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
            list(session.run(statement.text, dict(statement.parameters)))


def _recorded(settings: Settings, call: Callable[[httpx.AsyncClient, FastAPI, _Recording], Awaitable[T]]) -> T:
    patient = settings.model_copy(
        update={
            "partnerships_answer_timeout": settings.partnerships_query_timeout,
            **NOTHING_REMEMBERED,  # What is asked of the database is to be seen.
        }
    )

    async def called(app: FastAPI, graph: _Recording) -> T:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await call(client, app, graph)

    with _Recording.open(patient) as graph:
        return anyio.run(called, create_app(patient, graph), graph)


async def _tried(client: httpx.AsyncClient, app: FastAPI, graph: _Recording) -> list[Address]:
    found: list[Address] = []
    # Not its address: that makes examples in the background, whose questions would be noted among ours.
    document = app.openapi()
    for route, methods in document["paths"].items():
        if "get" in methods:
            path = await _answered(client, route, methods["get"])
            found.append(await _noted(client, graph, route, path))
    return found


async def _noted(client: httpx.AsyncClient, graph: _Recording, route: str, path: str) -> Address:
    graph.noted = []
    (await client.get(path)).raise_for_status()
    address = Address(route, path, tuple(graph.noted))
    graph.noted = None
    return address


async def _answered(client: httpx.AsyncClient, route: str, operation: Mapping[str, Any]) -> str:
    """The first way to ask with the examples of the document that is answered; what is kept between requests is there then."""
    for way in ways_to_ask(route, operation):
        given = way.params.remove("limit")
        address = way.copy_with(params=given.set("as_of", AS_OF) if "as_of" in given else given)
        path = address.raw_path.decode("ascii")
        answer = await client.get(path)
        if answer.status_code == httpx.codes.OK:
            return path
    raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
