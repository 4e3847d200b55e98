"""Citations of an answer or of a release."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import citing
from api.answers import REPLAY, Doors, tagged
from api.problems import REPLAY_RESPONSES, RESPONSES
from api.routers.replay import of_permalink, replayed
from queries.replay import Replays
from queries.types import ParameterError

TAGS = {
    "Citations": (
        "How to cite an answer (by its permalink, so that whoever follows the citation gets the same bytes) or a release: as a"
        " sentence, as BibTeX or as CSL-JSON, with question, day, release and every source."
    ),
}

_EXAMPLE = f"{REPLAY}/members/of_body?body=EAPC&as_of=2011-04-15&known_at=2026-11-26T00:21:40Z&release=4"
_LONGEST = 4_000
_RELEASE = re.compile(r"(?:https?://[^/]+)?/v1/releases/([0-9]{1,9})/changes")


def router(doors: Doors) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/cite")
    replays = Replays(doors.desk)
    content: dict[str, Any] = {one.media_type: {"schema": one.schema} for one in citing.FORMATS.values()}

    @routes.get(
        "",
        tags=["Citations"],
        summary="How is an answer or a release cited?",
        operation_id="cite",
        response_class=Response,
        responses=RESPONSES | REPLAY_RESPONSES | {200: {"description": "The citation.", "content": content}},
        openapi_extra={
            "parameters": [
                {
                    "name": "permalink",
                    "in": "query",
                    "required": False,
                    "description": (
                        "`links.permalink` of an answer, or the address of a release, `/v1/releases/4/changes`. Without it the"
                        " newest release is cited."
                    ),
                    "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST},
                    "example": _EXAMPLE,
                },
                {
                    "name": "format",
                    "in": "query",
                    "required": False,
                    "description": " ".join(f"`{name}`: {one.about}" for name, one in citing.FORMATS.items()),
                    "schema": {"type": "string", "enum": list(citing.FORMATS), "default": "text"},
                    "example": "text",
                },
            ]
        },
    )
    def cite(request: Request) -> Response:
        """The citation names nothing that changes: what it is of is looked up as the permalink has it, or refused as there."""
        given = _given(request)
        form = citing.FORMATS.get(given.get("format", "text"))
        if form is None:
            raise ParameterError("format", "there is no such form.", remedy=f"Choose from {', '.join(citing.FORMATS)}.")
        base = str(request.base_url).rstrip("/")
        link = given.get("permalink")
        release = _RELEASE.fullmatch(link or "")
        if link is None or release:
            cited = citing.of_release(doors.desk, int(release[1]) if release else None, base)
        else:
            path, query = of_permalink(link)
            cited = citing.of_answer(replayed(replays, path, query), f"{base}{REPLAY}/{path}?{query}")
        media_type = form.media_type if "json" in form.media_type else f"{form.media_type}; charset=utf-8"
        return tagged(Response(form.write(cited), media_type=media_type))

    return routes


def _given(request: Request) -> dict[str, str]:
    found: dict[str, str] = {}
    names = ("format", "permalink")
    for name, value in request.query_params.multi_items():
        if name not in names:
            raise ParameterError(name[:60], "there is no such parameter.", remedy=f"There are: {', '.join(names)}.")
        if name in found or not value:
            raise ParameterError(name, "the parameter is empty or given twice.", remedy="Give it once, with a value.")
        found[name] = value
    return found
