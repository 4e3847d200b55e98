"""Citations of an answer or of a release."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import citing
from api.answers import Asked, Doors, query_parameter, tagged
from api.links import REPLAY
from api.problems import REPLAY_RESPONSES, RESPONSES
from api.routers.replay import of_permalink, replayed
from queries.question import parsed
from queries.replay import Replays
from queries.types import Parameter

TAGS = {
    "Citations": (
        "How to cite an answer (by its permalink, so that whoever follows the citation gets the same bytes) or a release: as a"
        " sentence, as BibTeX or as CSL-JSON, with question, day, release and every source."
    ),
}

_EXAMPLE = f"{REPLAY}/members/of_body?body=EAPC&as_of=2011-04-15&known_at=2026-11-26T00:21:40Z&release=4"
_PARAMETERS = (
    Parameter(
        "permalink",
        "text",
        True,
        "`links.permalink` of an answer, or the address of a release, `/v1/releases/4/changes`. Without it the newest release is"
        " cited.",
        _EXAMPLE,
        None,
    ),
    Parameter(
        "format",
        "text",
        False,
        " ".join(f"`{name}`: {one.about}" for name, one in citing.FORMATS.items()),
        "text",
        "text",
        choices=tuple(citing.FORMATS),
    ),
)
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
        openapi_extra={"parameters": [query_parameter(one) for one in _PARAMETERS]},
    )
    def cite(request: Request) -> Response:
        """The citation names nothing that changes: what it is of is looked up as the permalink has it, or refused as there."""
        asked = Asked(request, [one.name for one in _PARAMETERS], clocks=())
        values = parsed(_PARAMETERS, asked.given, asked.as_of)
        form, link = citing.FORMATS[values["format"]], values["permalink"]
        base = str(request.base_url).rstrip("/")
        release = _RELEASE.fullmatch(link or "")
        if link is None or release:
            cited = citing.of_release(doors.desk, int(release[1]) if release else None, base)
        else:
            path, query = of_permalink(link)
            cited = citing.of_answer(replayed(replays, path, query), f"{base}{REPLAY}/{path}?{query}")
        media_type = form.media_type if "json" in form.media_type else f"{form.media_type}; charset=utf-8"
        return tagged(Response(form.write(cited), media_type=media_type))

    return routes
