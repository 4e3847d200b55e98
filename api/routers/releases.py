"""Releases of the data: what each did, and a feed of all changes by actor and by tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from feedgen.feed import FeedGenerator

from api.answers import Asked, Doors, add_question, ask, clock_parameters, query_parameter, tagged
from api.problems import RESPONSES
from graph.clocks import format_instant
from graph.schema import OURS
from queries.desk import Answer
from queries.types import UnknownEntityError

TAGS = {
    "Releases": "The releases of the data: what each added, corrected and withdrew, and why. Also as a feed to subscribe to."
}

_CHANGES = {
    "operationId": "release_changes",
    "parameters": {"number": "$response.body#/items/0/release"},
    "description": "What the newest release did.",
}

_ATOM = "application/atom+xml"


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1")
    changes = desk.catalogue["changes/of_releases"]
    releases = desk.catalogue["changes/releases"]

    def see_that_it_is(request: Request) -> None:
        number = request.path_params["number"]
        known = {str(release.number) for release in desk.known().releases}
        if number not in known:
            raise UnknownEntityError(
                "number",
                f"there is no release {number[:20]!r}.",
                remedy=f"There are: {', '.join(sorted(known, key=int))}.",
            )

    add_question(
        routes, doors, "/releases", releases, tag="Releases", operation="releases", more_links={"changes": _CHANGES}
    )
    add_question(
        routes,
        doors,
        "/releases/{number}/changes",
        changes,
        tag="Releases",
        rename={"number": "release"},
        before=see_that_it_is,
        operation="release_changes",
    )
    add_question(routes, doors, "/feed", changes, tag="Releases", operation="feed")

    @routes.get(
        "/feed.atom",
        tags=["Releases"],
        summary="The changes of every release as an Atom feed, by actor and by tool",
        operation_id="feed_atom",
        response_class=Response,
        responses=RESPONSES | {200: {"content": {_ATOM: {}}, "description": "An Atom feed (RFC 4287)."}},
        openapi_extra={"parameters": [*(query_parameter(p) for p in changes.parameters), *clock_parameters()]},
    )
    def feed_atom(request: Request) -> Response:
        """The same as `/v1/feed`, for readers of feeds: subscribe to an actor or a tool."""
        asked = Asked(request, [parameter.name for parameter in changes.parameters])
        answer = ask(desk, changes, asked)
        return tagged(Response(_atom(answer, str(request.url), str(request.base_url)), media_type=_ATOM))

    return routes


def _atom(answer: Answer, own_address: str, base: str) -> bytes:
    """An answer of changes as Atom."""
    feed = FeedGenerator()
    about = [str(answer.parameters[name]) for name in ("actor", "tool") if answer.parameters[name]]
    feed.id(own_address)
    feed.title(f"The partnership graph: changes{' of ' + ' and '.join(about) if about else ''}")
    if answer.understood:
        taken = ", ".join(f"{how['given']} as {how['id']} ({how['how']})" for how in answer.understood)
        feed.subtitle(f"Understood: {taken}")
    feed.link(href=own_address, rel="self")
    feed.author(name="The partnership graph")
    feed.updated(answer.rows[0]["published_at"] if answer.rows else format_instant(answer.known_at))
    for row in answer.rows:
        entry = feed.add_entry(order="append")
        place = f"{row['package']}/{row['release']}/{row['change']}/{row['row']}"
        entry.id(f"{base}v1/releases/{row['release']}/changes#{place}{'/' + row['column'] if row['column'] else ''}")
        entry.title(_title(row))
        entry.updated(row["published_at"])
        entry.content(row["reason"] or _title(row))
        if row["package"] == OURS:
            entry.link(href=f"{base}v1/releases/{row['release']}/changes")
    document: bytes = feed.atom_str(pretty=True)
    return document


def _title(row: Mapping[str, Any]) -> str:
    what = f"{row['start']} {row['relation']} {row['end']}" if row["relation"] else row["row"]
    instead = f", now {row['replacement']}" if row["replacement"] else ""
    column = f" ({row['column']})" if row["column"] else ""
    return f"Release {row['release']} {row['change']} {what}{column}{instead}"
