"""The explorer: pages for people who will not learn Cypher, at `/`, from the same questions as everything else.

A page is a module under `views/` with its `VIEWS`, and a template of the same name beside it. Nothing is registered by hand: a
page is added by adding both. Whatever a page asks is told beneath it: address, query, sources, how to cite it.

Pages are made here and readable without a script. The script (`web/`, built into `static/`) draws on top of what is there.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import chain
from types import ModuleType

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic_core import to_json

from api.answers import Doors, tagged
from api.explorer import views, words
from api.explorer.places import place_of
from api.explorer.reading import FIRST_DAY, POLICY_DAY, Page, Reading, View, read
from queries.told import paragraph

STATIC = "/static/"
"""Where script and style are; each by an address of its own for each build, so that a browser keeps it for ever."""

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
}
_TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


def router(doors: Doors) -> APIRouter:
    """Every page, and what pages load."""
    routes = APIRouter(include_in_schema=False)
    for view in all_views():
        routes.add_api_route(view.path, _endpoint(view, doors), methods=["GET"])
    routes.add_api_route(f"{STATIC}{{build}}/{{name}}", _static, methods=["GET"])
    return routes


@cache
def all_views() -> tuple[View, ...]:
    """Every kind of page. The folder is walked."""
    return tuple(chain.from_iterable(module.VIEWS for module in _modules()))


def first_words() -> set[str]:
    """The first words of the paths of all pages; that of the first page is empty."""
    return {view.path.split("/")[1] for view in all_views()}


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(views.__path__):
        yield importlib.import_module(f"{views.__name__}.{module.name}")


def _endpoint(view: View, doors: Doors) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        page, reading = read(view, doors, request)
        return tagged(answered(rendered(page.template, _frame(page, reading, view))))

    return endpoint


def answered(html: str) -> Response:
    """A page as a response, which may load and send nothing elsewhere."""
    return HTMLResponse(html, headers=SECURITY)


def _frame(page: Page, reading: Reading, view: View) -> dict[str, object]:
    """What every page knows besides its own: where it is, on what it rests, and how it says things."""
    sources = sorted(reading.sources.items())
    return {
        "sources": sources,
        "number": {id_: number for number, (id_, _) in enumerate(sources, 1)},
        "permanent": f"{reading.base}{reading.here(**reading.clocks)}",
        "page": page,
        "reading": reading,
        "view": view,
        "to": reading.to,
        "here": reading.here,
        "name": reading.name,
        "data": to_json(page.data).decode().replace("<", "\\u003c") if page.data is not None else None,
        **page.values,
    }


def rendered(template: str, values: dict[str, object]) -> str:
    """A template with its values."""
    return _templates().get_template(template).render(values)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader(__name__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "day": words.day,
        "date": words.date,
        "end": words.end,
        "by_rule": words.by_rule,
        "paragraph": paragraph,
        "paragraphs": words.first_of_each_paragraph,
        "paragraph_path": words.paragraph_path,
    }
    found.globals |= {
        "span": words.span,
        "SIGNS": words.SIGNS,
        "HOLDS": words.HOLDS,
        "RELATIONS": words.RELATIONS,
        "CONFIDENCE": words.CONFIDENCE,
        "STANDING": words.STANDING,
        "FIRST_DAY": FIRST_DAY,
        "POLICY_DAY": POLICY_DAY,
        "MENU": sorted((view for view in all_views() if view.called), key=lambda view: view.place),
        "asset": _asset,
        "place_of": place_of,
    }
    return found


def _asset(name: str) -> str:
    return f"{STATIC}{_build()}/{name}"


@cache
def _build() -> str:
    """What tells one build from another: a digest of all that is in it."""
    digest = blake2b(digest_size=8)
    for name, content in sorted(_built().items()):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


@cache
def _built() -> dict[str, bytes]:
    folder = files(__name__).joinpath("static")
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.rpartition(".")[2] in _TYPES}


def _static(build: str, name: str) -> Response:
    content = _built().get(name)
    if content is None or build != _build():
        return Response("There is no such file of this build.\n", 404, media_type="text/plain")
    media_type = _TYPES[name.rpartition(".")[2]]
    return Response(content, media_type=media_type, headers={"Cache-Control": _FOR_EVER})
