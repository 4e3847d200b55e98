"""Answers of the running graph as examples in the OpenAPI document, and so in `/docs`.

Each is what its address answers to the parameters that the document itself gives as examples, so none is made up and none goes
stale: they are asked for when the document is, and again once the graph is at another revision. Where the graph is away or
slow the document comes without them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any
from urllib.parse import quote

import httpx
from fastapi import FastAPI
from fastapi.responses import Response
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool

from api import citing, problems
from api.answers import tagged
from api.contract import document
from api.lists import CSV, JSON, MARKDOWN, PARAMETERS
from graph.errors import PartnershipsError
from graph.text import cypher
from queries.desk import Desk
from queries.question import CLOCKS

STREAMED = "x-streamed"
"""Marks an operation whose body is sent piece by piece, and is too large for an example."""

_PATIENCE = 2.0
"""Seconds that a client waits for the examples; later ones find them there."""

_AT_ONCE = 4
"""Addresses that are asked at the same time."""

_ITEMS = 2
"""How many records of a list are shown."""

_WORDS = 12
"""How many ids or other single values of a list are shown: more than any claim has sources."""

_LONGEST_TEXT = 240
"""Characters of a text that are shown."""

_LINES = 30
"""Lines that are shown of an answer that is no JSON."""

_ATOM = "application/atom+xml"

_FORMS = {CSV: "csv", MARKDOWN: "brief"} | {one.media_type: name for name, one in citing.FORMATS.items()}
"""Forms besides JSON, and how an address is asked for them."""

_OF_EVERY_LIST = (*CLOCKS, *PARAMETERS)
"""Parameters that no question has of its own."""

_Ask = Callable[[httpx.Request], Awaitable[httpx.Response]]

_HOST = "http://127.0.0.1:8000"
"""What an example names where it names its own host."""


def install(app: FastAPI, desk: Desk) -> None:
    """Let an app give its document with examples at the address of its document."""
    app.openapi = lambda: document(app)  # type: ignore[method-assign]
    assert app.openapi_url  # noqa: S101 - we leave it as FastAPI has it
    app.router.routes[:] = [route for route in app.routes if getattr(route, "path", None) != app.openapi_url]
    app.add_api_route(app.openapi_url, _Shown(app, desk).answer, include_in_schema=False)


class _Shown:
    """The document with examples, kept for one revision of the graph."""

    def __init__(self, app: FastAPI, desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._shown: dict[str, Any] = {}
        self._revision = -1
        self._under_way: asyncio.Task[None] | None = None

    async def answer(self) -> Response:
        """The document with as many examples as there are by then; clients that ask at once wait for the same ones."""
        contract = await run_in_threadpool(lambda: self._contract)
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._refresh(contract))
        await asyncio.wait({self._under_way}, timeout=_PATIENCE)
        return tagged(Response(to_json(self._shown or contract), media_type=JSON))

    @cached_property
    def _contract(self) -> dict[str, Any]:
        return document(self._app)

    async def _refresh(self, contract: dict[str, Any]) -> None:
        """Make the examples anew if the graph has moved, also if it moved meanwhile; have none if it does not answer."""
        try:
            revision = await run_in_threadpool(self._read_revision)
            if revision != self._revision:
                self._shown, self._revision = deepcopy(contract), -1
                await _exemplify(self._shown, self._app)
                if await run_in_threadpool(self._read_revision) == revision:
                    self._revision = revision
        except PartnershipsError:
            self._shown, self._revision = {}, -1

    def _read_revision(self) -> int:
        rows = self._desk.graph.read(cypher("graph", "cypher/revision.cypher"))
        return int(rows[0]["revision"]) if rows else 0


async def _exemplify(made: dict[str, Any], app: FastAPI) -> None:
    """Give every operation of a document what its address answers."""
    # The same endpoints without what stands before them: no key is asked for, and nothing is counted.
    endpoints = FastAPI(openapi_url=None)
    endpoints.router = app.router
    problems.install(endpoints)
    transport = httpx.ASGITransport(app=endpoints, raise_app_exceptions=False)
    turns = asyncio.Semaphore(_AT_ONCE)
    async with httpx.AsyncClient(transport=transport, base_url=_HOST) as client:

        async def ask(asked: httpx.Request) -> httpx.Response:
            async with turns:
                answer = await client.send(asked)
                # A database that has just started may take too long over the first of its questions.
                return await client.send(asked) if answer.is_server_error or _left_out(answer) else answer

        places = [
            (method, path, operation)
            for path, methods in made["paths"].items()
            for method, operation in methods.items()
            if not operation.get(STREAMED)
        ]
        shown = await asyncio.gather(*(_show(ask, *place) for place in places))
        await asyncio.gather(
            *(
                _show_in_form(ask, asked, place[-1], media_type, form)
                for asked, place in zip(shown, places, strict=True)
                for media_type, form in _FORMS.items()
            )
        )


def _left_out(answer: httpx.Response) -> bool:
    """Some items of a batch had no time left."""
    if answer.request.method != "POST" or not answer.is_success:
        return False
    problems = (item.get("problem") for item in answer.json().get("items", ()))
    return any(problem and problem["status"] >= 500 for problem in problems)  # noqa: PLR2004


async def _show(ask: _Ask, method: str, path: str, operation: Mapping[str, Any]) -> httpx.Request | None:
    """Put an answer into an operation; the request that it answers."""
    content = operation["responses"]["200"].get("content", {})
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("example")
    for address in ways_to_ask(path, operation):
        asked = httpx.Request(method.upper(), address, json=body)
        answer = await ask(asked)
        if not answer.is_success:
            continue  # Not all that may be left out goes together.
        if JSON in content:
            told = answer.json()
            if told.get("items") == []:
                continue  # Without the parameters that may be left out there may be something to see.
            content[JSON]["examples"] = {"answer": example(asked, told)}
        elif _ATOM in content:
            content[_ATOM]["examples"] = {"answer": _text(asked, answer.text)}
        return asked
    return None


async def _show_in_form(
    ask: _Ask, asked: httpx.Request | None, operation: Mapping[str, Any], media_type: str, form: str
) -> None:
    """Put the same answer in another form beside it, where the address has that form."""
    content = operation["responses"]["200"].get("content", {})
    if asked and media_type in content:
        in_form = httpx.Request(asked.method, asked.url.copy_merge_params({"format": form}))
        answer = await ask(in_form)
        if answer.is_success:
            content[media_type]["examples"] = {"answer": _text(in_form, answer.text)}


def ways_to_ask(path: str, operation: Mapping[str, Any]) -> Iterator[httpx.URL]:
    """Addresses with the examples of the document: all parameters, then those that are needed on a day, then those alone."""
    parameters = {one["name"]: one for one in operation.get("parameters", ())}
    in_path = {name: quote(str(one["example"]), safe="") for name, one in parameters.items() if one["in"] == "path"}
    here = httpx.URL(_HOST).join(path.format(**in_path))
    query = {name: one for name, one in parameters.items() if one["in"] == "query"}
    part = {"limit": str(_ITEMS)} if "limit" in query else {}
    day = _shown_in([query[name] for name in query if name == "as_of"])
    needed = _shown_in([one for one in query.values() if one["required"]])
    own = _shown_in([one for name, one in query.items() if name not in _OF_EVERY_LIST and "example" in one])
    for given in (needed | own | day, needed | day, needed):
        yield here.copy_merge_params(given | part)


def _shown_in(parameters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The examples of parameters by the names that a query has; one that stands for several has each of them."""
    found: dict[str, str] = {}
    for one in parameters:
        value = one["example"]
        each = value if isinstance(value, Mapping) else {one["name"]: value}
        found |= {name: str(held) for name, held in each.items()}
    return found


def example(asked: httpx.Request, answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as an example that names its address, shortened where it is long, and then says so."""
    cut: set[str] = set()
    shown = {name: _shortened(value, name, cut) for name, value in answer.items() if name != "sources"}
    if "sources" in answer:
        # No source is left out on which rests what is shown, and none is shown besides.
        named = {*_texts(shown), *asked.url.path.split("/")}
        shown["sources"] = [source for source in answer["sources"] if source["id"] in named]
        if len(shown["sources"]) < len(answer["sources"]):
            cut.add("sources")
    shown = {name: shown[name] for name in answer}
    told = {"summary": _address(asked), "value": shown}
    if cut:
        told["description"] = f"Shortened here: {', '.join(sorted(cut))}. The address gives all of it."
    return told


def _shortened(value: Any, name: str, cut: set[str]) -> Any:
    """The value with the first items of its lists and the beginnings of its texts; `cut` gets the names of what was cut."""
    if isinstance(value, dict):
        return {key: _shortened(inner, key, cut) for key, inner in value.items()}
    if isinstance(value, list):
        most = _ITEMS if value and isinstance(value[0], dict) else _WORDS
        if len(value) > most:
            cut.add(name)
        return [_shortened(inner, name, cut) for inner in value[:most]]
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        cut.add(name)
        return f"{value[:_LONGEST_TEXT]} …"
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _text(asked: httpx.Request, answer: str) -> dict[str, Any]:
    lines = answer.splitlines(keepends=True)
    told = {"summary": _address(asked), "value": "".join(lines[:_LINES])}
    if len(lines) > _LINES:
        told["description"] = f"Shortened here after {_LINES} lines. The address gives all of it."
    return told


def _address(asked: httpx.Request) -> str:
    return f"{asked.method} {asked.url.raw_path.decode('ascii')}"
