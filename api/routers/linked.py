"""Linked data: every thing, claim and source at an address of its own, as a page, as JSON-LD or as Turtle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from urllib.parse import quote

import mimeparse
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.answers import Doors, refuse_parameters, tagged
from api.explorer.places import Place, place_of
from api.exports.formats import rdf
from api.exports.taken import KINDS, Taken
from api.problems import GoneError, NoSuchResourceError
from graph.clocks import today
from queries.desk import Known, Release

TAGS: Mapping[str, str] = {}

_HTML = "text/html"
_CLAIM, _SOURCE, _RELEASE = "claim", "source", "release"
_FORMS: Mapping[str, tuple[str, Callable[[rdf.Subjects], Iterator[bytes]]]] = {
    "jsonld": ("application/ld+json", rdf.jsonld),
    "ttl": ("text/turtle", rdf.turtle),
}
_OF_KIND = {kind.lower(): kind for kind in KINDS}
"""The kinds of things, as their addresses have them."""

_RECORDS: Mapping[str, str] = {
    _CLAIM: "/v1/claims/{}",
    _SOURCE: "/v1/sources/{}",
    _RELEASE: "/v1/releases/{}/changes",
}
"""Where people read of what has no page."""


def router(doors: Doors) -> APIRouter:
    """The routes, which are no part of `/v1`: what they are is said by the W3C's notes on addresses for things."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/id/{kind}/{id_:path}")
    def thing(kind: str, id_: str, request: Request) -> Response:
        """A thing itself has no bytes: whoever asks for it is shown where to read of it, in the form that they take."""
        refuse_parameters(request)
        known = doors.desk.known_now()
        _see_that_it_is_there(doors, known, kind, id_)
        forms = [media_type for media_type, _ in _FORMS.values()]
        try:
            best = mimeparse.best_match([_HTML, *reversed(forms)], request.headers.get("accept", "*/*") or "*/*")
        except mimeparse.MimeTypeParseException:
            best = forms[0]
        if best == _HTML:
            where = _page(known, kind, id_)
        else:
            ending = next((ending for ending, (media_type, _) in _FORMS.items() if media_type == best), "jsonld")
            where = f"/doc/{kind}/{quote(id_, safe=':-._~')}.{ending}"
        headers = {"Vary": "Accept"}
        return RedirectResponse(where, HTTPStatus.SEE_OTHER, headers=headers)

    @routes.get("/doc/{kind}/{file:path}")
    def document(kind: str, file: str, request: Request) -> Response:
        """What is said of a thing, or a claim: its own, every claim that touches it, and their sources."""
        refuse_parameters(request)
        id_, _, ending = file.rpartition(".")
        if ending not in _FORMS:
            raise NoSuchResourceError("there is no such form.", remedy=f"There are: {', '.join(_FORMS)}.")
        media_type, write = _FORMS[ending]
        known = doors.desk.known_now()
        _see_that_it_is_there(doors, known, kind, id_)
        base = f"{request.base_url}id/"
        if kind == _SOURCE:
            subjects: rdf.Subjects = iter([list(rdf.of_source(base, known.sources[id_]))])
        elif kind == _RELEASE:
            taken = Taken(doors.desk, known_at=_releases(known)[id_].published_at, base=base)
            subjects = iter([list(rdf.of_export(base, taken.about))])
        else:
            subjects = rdf.around(
                Taken(doors.desk, base=base, claim=id_) if kind == _CLAIM else Taken(doors.desk, base=base, around=id_)
            )
        return tagged(Response(b"".join(write(subjects)), media_type=media_type))

    return routes


def _releases(known: Known) -> Mapping[str, Release]:
    return {str(one.number): one for one in known.own_releases}


def _see_that_it_is_there(doors: Doors, known: Known, kind: str, id_: str) -> None:
    """Raises `NoSuchResourceError` for what never was, and `GoneError` for a claim that was withdrawn or corrected."""
    if kind == _CLAIM:
        rows = doors.desk.ask("claims/one", {"claim": id_}, as_of=today()).rows if id_ else []
        if rows and not rows[0]["known"]:
            raise GoneError(
                f"the claim {id_!r} was withdrawn or corrected in release {rows[0]['until_release']}.",
                remedy=f"/v1/claims/{quote(id_)} says what it said, /v1/releases/{rows[0]['until_release']}/changes the rest.",
            )
        there = bool(rows)
    elif kind == _SOURCE:
        there = id_ in known.sources
    elif kind == _RELEASE:
        there = id_ in _releases(known)
    else:
        there = id_ in known.entities and _OF_KIND.get(kind) in known.entities[id_].labels
    if not there:
        raise NoSuchResourceError(
            f"there is no {kind[:40]!r} {id_[:80]!r}.",
            remedy="/v1/search finds the id of anything; kinds are in lower case.",
        )


def _page(known: Known, kind: str, id_: str) -> str:
    if kind in _RECORDS:
        return _RECORDS[kind].format(quote(id_, safe=":-._~"))
    place = place_of(id_, known.entities[id_].labels) or Place("/search", {"q": id_})
    return place.address
