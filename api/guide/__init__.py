"""The guide that Neo4j Browser plays: chapters of pictures, each one a query that runs on a click.

A chapter is a folder beside this file, `1_policy` the first. Its `chapter.md` has the title and what it is about; each other file
is a step: line 1 `// ` and its title, then what is to be seen in a block comment, then a query that returns paths. Nothing is
registered by hand, and a step is added by adding a file.

The pages are HTML as Neo4j Browser 5 takes it (`:play ADDRESS`, `:guide ADDRESS`): a deck of slides, whose `pre.runnable` it runs.
They hold no data, only text and queries, so that whoever may open a page of ours may read them, from Browser's origin too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import PartnershipsError
from queries.cypher_text import writing_words

PREFIX = "/browser/"
"""Where the guide and the style are served."""

GUIDE = f"{PREFIX}guide"
STYLE = f"{PREFIX}style.grass"

_STEP = re.compile(r"\A// (?P<title>[^\n]+)\n/\*\n(?P<about>.*?)\n\*/\n(?P<query>.+)\Z", re.DOTALL)
_CHAPTER = re.compile(r"\A# (?P<title>[^\n]+)\n+(?P<about>.+)\Z", re.DOTALL)


class GuideFileError(PartnershipsError):
    """A file of the guide is wrong. `where` names it."""


@dataclass(frozen=True)
class Step:
    """A picture: what it shows, what is to be seen, and the query that draws it."""

    name: str
    title: str
    about: str
    query: str


@dataclass(frozen=True)
class Chapter:
    """Some pictures on one subject, in order."""

    name: str
    title: str
    about: str
    steps: Sequence[Step]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter, in order. Raises `GuideFileError` for the first file that is wrong."""
    folders = sorted(
        (one for one in files(__name__).iterdir() if re.match(r"\d+_", one.name)), key=lambda one: one.name
    )
    return tuple(_chapter(folder) for folder in folders)


def _chapter(folder: Traversable) -> Chapter:
    written = _CHAPTER.match(folder.joinpath("chapter.md").read_text(encoding="utf-8"))
    if not written:
        raise GuideFileError(
            "the chapter has no title.", where=f"api/guide/{folder.name}/chapter.md", remedy="Line 1: # and the title."
        )
    steps = sorted((one for one in folder.iterdir() if one.name.endswith(".cypher")), key=lambda one: one.name)
    return Chapter(
        folder.name.partition("_")[2],
        written["title"],
        written["about"],
        [_step(f"{folder.name}/{step.name}", step.read_text(encoding="utf-8")) for step in steps],
    )


def _step(name: str, text: str) -> Step:
    where = f"api/guide/{name}"
    shape = _STEP.match(text)
    if not shape:
        raise GuideFileError(
            "the file has not the shape of a step.",
            where=where,
            remedy="Line 1: // and the title; then /* what is to be seen */; then the query.",
        )
    if words := writing_words(shape["query"]):
        raise GuideFileError(f"a step only reads, and this one says {words[0]}.", where=where, remedy="Take it out.")
    query = f"// {shape['title']}\n{shape['query'].strip()}"
    return Step(name.removesuffix(".cypher"), shape["title"], shape["about"], query)


def style() -> str:
    """The graph style, as `:style` takes it."""
    return files(__name__).joinpath("style.grass").read_text(encoding="utf-8")


def commands(address: str) -> list[str]:
    """What Browser is to run once it is connected, without their colons, where the API answers at `address`."""
    # Else it draws every edge between two nodes of a picture, those of other days too.
    return ['config {"autoComplete": false}', f"style {address}{STYLE}", f"guide {address}{GUIDE}"]


def _rendered(template: str, **values: object) -> str:
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
    prose = MarkdownIt("commonmark", {"html": False})
    found.filters["prose"] = lambda text: Markup(prose.render(text))  # noqa: S704 - of our own files, and without HTML
    return found


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def _contents(request: Request) -> Response:
    return HTMLResponse(
        _rendered("contents.html", chapters=chapters(), address=_address(request), guide=GUIDE, style=STYLE)
    )


async def _one(request: Request) -> Response:
    name = request.path_params["chapter"]
    every = chapters()
    for number, chapter in enumerate(every):
        if chapter.name == name:
            following = every[number + 1] if number + 1 < len(every) else None
            page = _rendered(
                "chapter.html", chapter=chapter, following=following, address=_address(request), guide=GUIDE
            )
            return HTMLResponse(page)
    known = ", ".join(chapter.name for chapter in every)
    return PlainTextResponse(f"There is no such chapter. There are: {known}.\n", 404)


async def _style(_: Request) -> Response:
    return PlainTextResponse(style())


class Guided:
    """Middleware: serves the guide to Browser, whatever its origin, and everything else as ever."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        routes = [Route(GUIDE, _contents), Route(f"{GUIDE}/{{chapter}}", _one), Route(STYLE, _style)]
        # Browser asks before it fetches, and with headers of its own.
        self._guide = CORSMiddleware(
            Starlette(routes=routes), allow_origins=["*"], allow_methods=["GET"], allow_headers=["*"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        is_ours = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (self._guide if is_ours else self._app)(scope, receive, send)
