"""Every address of the contract, from the OpenAPI document with its own examples, and what each asks of the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import anyio
import httpx
from fastapi import FastAPI

from api.app import create_app
from graph.connection import Graph, Row
from graph.settings import Settings

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
    patient = settings.model_copy(update={"partnerships_answer_timeout": settings.partnerships_query_timeout})
    with _Recording.open(patient) as graph:
        return anyio.run(_tried, create_app(patient, graph), graph)


async def _tried(app: FastAPI, graph: _Recording) -> list[Address]:
    found: list[Address] = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        for route, path in _written_out((await client.get("/openapi.json")).json()):
            await client.get(path)  # What is kept in memory between requests is not asked for in the one that is noted.
            graph.noted = []
            answer = await client.get(path)
            if answer.status_code != httpx.codes.OK:
                raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
            found.append(Address(route, path, tuple(graph.noted)))
            graph.noted = None
    return found


def _written_out(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each route with the address that its examples make."""
    for route, methods in document["paths"].items():
        if "get" not in methods:
            continue
        path, query = route, {}
        for parameter in methods["get"].get("parameters", ()):
            name = parameter["name"]
            value = AS_OF if name == "as_of" else parameter.get("example")
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
            elif (
                name not in {"known_at", "limit", "cursor", "format"}
                and value is not None
                and parameter["in"] == "query"
            ):
                query[name] = value
        yield route, f"{path}?{urlencode(query)}" if query else path
