"""Exports: the graph, or a part of it, as a file for other programs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from itertools import chain
from typing import Any, cast

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from api.answers import Asked, Doors, clock_parameters, query_parameter, tagged
from api.examples import STREAMED
from api.exports import all_formats, file_name, shapes
from api.exports.taken import PARAMETERS, Taken
from api.problems import RESPONSES
from queries.question import parsed
from queries.types import Parameter

TAGS = {
    "Export": (
        "The graph, or what touches a framework or an actor, on a day or through all of time, as a file for other programs: with"
        " its dates, doubts, ranks and sources. It is read and sent piece by piece, so it has no `ETag`; a graph that is written"
        " meanwhile ends it half-way, which a client sees. `/v1/export/shapes.ttl` is the SHACL shape that linked data keep to."
    ),
}


def router(doors: Doors) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/export")
    formats = all_formats()
    about = " ".join(f"`{form.name}`: {form.about}" for form in formats.values())
    chosen = Parameter("format", "text", False, about, "turtle", None, choices=tuple(formats))
    content: dict[str, Any] = {
        form.media_type: {"schema": {"type": "object"} if form.media_type.endswith("json") else {"type": "string"}}
        for form in formats.values()
    }

    @routes.get(
        "",
        tags=["Export"],
        summary="The graph as a file",
        operation_id="export",
        response_class=Response,
        responses=RESPONSES
        | {200: {"description": "The file, with its name in `Content-Disposition`.", "content": content}},
        openapi_extra={
            STREAMED: True,
            "parameters": [
                *map(query_parameter, (chosen, *PARAMETERS)),
                *clock_parameters(without_default=True),
            ],
        },
    )
    def export(request: Request) -> Response:
        """Claims with their two ends, bounds of both their dates, rank, confidence and sources, and edges of structure. With a day:
        what holds on it, or may (`certainty`). Without one: everything, each claim with the days between which its ends lie."""
        asked = Asked(request, ["format", *(parameter.name for parameter in PARAMETERS)])
        name = parsed([chosen], {"format": asked.given.pop("format", None)}, asked.as_of)["format"]
        form = formats[name]
        taken = Taken(
            doors.desk,
            asked.as_of if "as_of" in request.query_params else None,
            asked.known_at,
            asked.given,
            f"{request.base_url}id/",
        )
        taken.see_that_there_is_something()
        pieces = cast("Generator[bytes, None, None]", form.write(taken))
        # What fails at once is a problem; what fails later ends the connection.
        whole = chain([next(pieces, b"")], pieces)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(taken, form)}"'}
        return StreamingResponse(_closing(pieces, whole), media_type=form.media_type, headers=headers)

    @routes.get("/shapes.ttl", include_in_schema=False)
    def shape() -> Response:
        return tagged(Response(shapes(), media_type="text/turtle"))

    return routes


async def _closing(pieces: Generator[bytes, None, None], whole: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces; whatever becomes of the client, the connection to the database is given back."""
    try:
        async for piece in iterate_in_threadpool(whole):
            yield piece
    finally:
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(pieces.close)
