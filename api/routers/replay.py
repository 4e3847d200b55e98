"""Permalinks: an answer as it was, byte for byte."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Asked, Doors, RivalItem, SourceItem, UnderstoodItem, clock_parameters, respond
from api.links import CALLED_OTHERWISE, REPLAY, RESTS_ON, list_body, permalink
from api.problems import REPLAY_RESPONSES, RESPONSES
from queries.desk import Answer
from queries.eligibility import VERDICT, Answered
from queries.question import CLOCKS
from queries.replay import Replays
from queries.types import ParameterError

TAGS = {
    "Permalinks": (
        "Answers to quote. Every answer names its permalink (`links.permalink`): the question, the day, the state of knowledge and"
        " the releases of the data behind it. There it is the same for ever, byte for byte, on this install and on any other that"
        " holds those releases, whatever is loaded later; where that cannot be, it is refused with the reason."
    )
}

_OF_ONE_INSTALL = ("revision", "links")
"""What an answer has that another install has otherwise."""


class ReplayedAnswer(BaseModel):
    """An answer as it was, with all that the answer of its question has but the `revision` and the `links` of one install."""

    model_config = ConfigDict(extra="allow")

    as_of: dt.date = Field(description="The day asked about.")
    known_at: dt.datetime = Field(description="The state of knowledge that answers.")
    release: int = Field(description="The release of the data that was the newest at `known_at`.")
    understood: list[UnderstoodItem] = Field(description="Empty: a permalink names things by id.")
    items: list[dict[str, Any]] | None = Field(
        None, description="Of a list: all of it. One verdict has its own fields instead."
    )
    rivals: list[RivalItem]
    sources: list[SourceItem]
    permalink: str = Field(description="The address of this answer.")


def router(doors: Doors) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix=REPLAY)
    replays = Replays(doors.desk)

    @routes.get(
        "/{path:path}",
        tags=["Permalinks"],
        response_model=ReplayedAnswer,
        responses=RESPONSES | REPLAY_RESPONSES,
        summary="What did an answer say, byte for byte?",
        operation_id="replay",
        openapi_extra={"parameters": _parameters(replays.paths)},
    )
    def replay(request: Request) -> Response:
        """The answer of a permalink. You need not write one: `links.permalink` of every answer is one, with all that it needs. The
        answer has no `revision` and no `links`, which are of one install; everything else is as it was, in the same order."""
        return respond(body_of(replayed(replays, request.path_params["path"], request.url.query)))

    return routes


def replayed(replays: Replays, path: str, query: str) -> Answer | Answered:
    """The answer of a permalink, by its path and what stands behind its `?`. Raises what `Replays.ask` raises."""
    question = replays.question(path)
    own_names = {CALLED_OTHERWISE.get(one.name, one.name): one.name for one in question.parameters}
    asked = Asked(Request({"type": "http", "query_string": query.encode(), "headers": []}), [*own_names, RESTS_ON])
    rests_on = asked.given.pop(RESTS_ON, None)
    for name, value in (*zip(CLOCKS, (asked.as_of_given, asked.known_at), strict=True), (RESTS_ON, rests_on)):
        if value is None:
            raise ParameterError(name, "a value is missing.", remedy="Use a permalink as the answer has it.")
    assert asked.known_at  # noqa: S101 - it was given
    given = {own_names[name]: value for name, value in asked.given.items()}
    return replays.ask(path, given, as_of=asked.as_of, known_at=asked.known_at, rests_on=rests_on or "")


def of_permalink(link: str) -> tuple[str, str]:
    """Path of the question and query of a permalink, of this install or another. Raises `ParameterError`."""
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    if not parts.path.startswith(f"{REPLAY}/") or not parts.query:
        raise ParameterError(
            "permalink", "that is no permalink.", remedy="Use `links.permalink` of an answer, percent-encoded."
        )
    return parts.path.removeprefix(f"{REPLAY}/"), parts.query


def body_of(found: Answer | Answered) -> dict[str, Any]:
    """An answer without what is of one install, with its own address."""
    if isinstance(found, Answered):
        told, address = found.tree, permalink(found.check, VERDICT, {"area": found.tree["area"]})
    else:
        told, address = list_body(found, {}), permalink(found)
    return {name: value for name, value in told.items() if name not in _OF_ONE_INSTALL} | {"permalink": address}


def _parameters(paths: list[str]) -> list[dict[str, Any]]:
    examples = {"as_of": "2011-04-15", "known_at": "2026-11-26T00:21:40Z"}
    clocks = [one | {"required": True, "example": examples[one["name"]]} for one in clock_parameters()]
    about = {"as_of": "The day asked about.", "known_at": "The state of knowledge that answers: an instant in UTC."}
    return [
        {
            "name": "path",
            "in": "path",
            "required": True,
            "description": "The question: as in `/v1/questions/{path}`, and those of `/v1/eligibility`.",
            "schema": {"type": "string", "enum": paths},
            "example": "members/of_body",
        },
        {
            "name": "parameters",
            "in": "query",
            "required": False,
            "description": (
                "The parameters of the question, each by its own name, things by their ids alone. A parameter `release` of a"
                f" question is `{CALLED_OTHERWISE[RESTS_ON]}` here."
            ),
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
            "style": "form",
            "explode": True,
            "example": {"body": "EAPC"},
        },
        *(one | {"description": about[one["name"]]} for one in clocks),
        {
            "name": RESTS_ON,
            "in": "query",
            "required": True,
            "description": (
                "The releases on which the answer rests: the number of ours; where packages of one's own had published a release by"
                " then, each with its number besides, as in `4~mine~2`."
            ),
            "schema": {"type": "string", "minLength": 1},
            "example": "4",
        },
    ]
