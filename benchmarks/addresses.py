"""Every address of the contract, from the OpenAPI document with its own examples, and what each asks of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
from fastapi import FastAPI

from api.app import create_app
from api.examples import ways_to_ask
from benchmarks.service import NOTHING_REMEMBERED
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
    patient = settings.model_copy(
        update={
            "partnerships_answer_timeout": settings.partnerships_query_timeout,
            **NOTHING_REMEMBERED,  # What is asked of the database is to be seen.
        }
    )
    with _Recording.open(patient) as graph:
        return anyio.run(_tried, create_app(patient, graph), graph)


async def _tried(app: FastAPI, graph: _Recording) -> list[Address]:
    found: list[Address] = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        # Not its address: that makes examples in the background, whose questions would be noted among ours.
        document = app.openapi()
        for route, methods in document["paths"].items():
            if "get" not in methods:
                continue
            path = await _answered(client, route, methods["get"])
            graph.noted = []
            (await client.get(path)).raise_for_status()
            found.append(Address(route, path, tuple(graph.noted)))
            graph.noted = None
    return found


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
