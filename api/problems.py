"""Every error of the API as a problem (RFC 9457): what, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from api.exports.taken import NothingToExportError
from api.lists import ListChangedError
from graph.errors import (
    DatabaseBusyError,
    DatabaseError,
    DatabaseTooSlowError,
    DatabaseUnavailableError,
    EmptyGraphError,
    PartnershipsError,
)
from queries.catalogue import UnknownQuestionError
from queries.past import ChangedSinceError
from queries.replay import OtherReleasesError
from queries.types import AmbiguousNameError, ParameterError, UnknownEntityError

MEDIA_TYPE = "application/problem+json"

_RETRY_AFTER_SECONDS = "2"


class Candidate(BaseModel):
    """A thing that the word may mean, by the spelling that fits best."""

    id: str
    name: str
    kind: str = Field(examples=["Country"])
    spelling: str
    how: str = Field(description="What that spelling is: code, name, former name, ...")
    language: str | None
    since: str | None = Field(description="First day of that name, as its source has it.")
    until: str | None = Field(description="First day on which it no longer was its name.")
    exact: bool = Field(description="The word is that spelling, capitals and accents aside.")
    likeness: float = Field(description="Of 100, of the spelling to the word.")
    claim: str | None
    sources: list[str] = Field(description="Ids of sources; `/v1/sources/{id}` gives each in full.")


class BodyError(BaseModel):
    """One thing in a body that cannot be so."""

    pointer: str = Field(description="Where it stands in the body (JSON pointer).", examples=["/add/facts/0/since"])
    detail: str


class Problem(BaseModel):
    """What went wrong. Nothing was answered; no answer is ever half given."""

    type: str = Field(
        description="Names the kind of problem and never changes.",
        examples=["urn:partnerships:unknown-entity"],
    )
    title: str = Field(
        description="The kind of problem in plain words.", examples=["Unknown country, body or contact point"]
    )
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="This very case.", examples=["there is no country 'SWEDN'."])
    instance: str = Field(description="The path that was asked for.", examples=["/v1/countries/SWEDN"])
    parameter: str | None = Field(None, description="The parameter that is at fault, if one is.", examples=["country"])
    remedy: str | None = Field(None, description="What to do.", examples=["Nearest: SWE (Sweden)."])
    nearest: list[str] | None = Field(None, description="Ids that are spelt alike.", examples=[["SWE", "SWZ"]])
    candidates: list[Candidate] | None = Field(None, description="Everything that an ambiguous name may mean.")
    errors: list[BodyError] | None = Field(None, description="Every place of a body that cannot be so.")


class NoSuchResourceError(PartnershipsError):
    """The path names something that does not exist."""


class GoneError(PartnershipsError):
    """The path names something that was, and was withdrawn."""


AWAY = ("database-away", "The database does not answer")
TOO_SLOW = ("too-slow", "The question took too long")
NOT_LOADED = ("no-data", "The graph is not loaded")
BUSY = ("busy", "Too many questions at once")
BAD_BODY = ("body", "The body cannot be so")
"""The slug and the title of what may also be told without an error: see `api.app`."""

_KINDS: tuple[tuple[type[Exception], int, str, str], ...] = (
    (AmbiguousNameError, 422, "ambiguous-name", "A name of several things"),
    (UnknownEntityError, 422, "unknown-entity", "Unknown country, body or contact point"),
    (ParameterError, 422, "parameter", "A parameter cannot have this value"),
    (UnknownQuestionError, 404, "unknown-question", "Unknown question"),
    (ListChangedError, 409, "list-changed", "The list has changed"),
    (OtherReleasesError, 409, "other-releases", "This install holds other releases"),
    (ChangedSinceError, 409, "changed-since", "What the answer may rest on has changed since"),
    (NothingToExportError, 404, "nothing-to-export", "There is nothing to export"),
    (NoSuchResourceError, 404, "not-found", "Not found"),
    (GoneError, 410, "gone", "Withdrawn"),
    (EmptyGraphError, 503, *NOT_LOADED),
    (DatabaseUnavailableError, 503, *AWAY),
    (DatabaseTooSlowError, 504, *TOO_SLOW),
    (DatabaseBusyError, 503, *BUSY),
    (DatabaseError, 503, "database", "The database cannot be used"),
    (PartnershipsError, 500, "internal", "Something failed on our side"),
)


def install(app: FastAPI) -> None:
    """Answer every error of the app as a problem."""
    for kind, status, slug, title in _KINDS:
        app.add_exception_handler(kind, _handler(status, slug, title))
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _bad_body)


def problem(request: Request, status: int, slug: str, title: str, detail: str, **more: Any) -> Response:
    """A problem as a response. Its slug stays in the scope for the log, and so does the kind of an error."""
    request.scope["problem"] = slug
    body = body_problem(request, status, slug, title, detail, **more)
    headers = {"Retry-After": _RETRY_AFTER_SECONDS} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return Response(to_json(body), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def problem_of(request: Request, error: PartnershipsError) -> dict[str, Any]:
    """An error as a problem, for a body that holds several."""
    status, slug, title = next((status, slug, title) for kind, status, slug, title in _KINDS if isinstance(error, kind))
    return body_problem(request, status, slug, title, error.what, **_more(error))


def body_problem(request: Request, status: int, slug: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    """A problem as JSON has it."""
    return {
        "type": f"urn:partnerships:{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": quote(request.url.path[:200]),
        **{name: value for name, value in more.items() if value},
    }


def _more(error: PartnershipsError) -> dict[str, Any]:
    return {
        "parameter": getattr(error, "parameter", None),
        "remedy": error.remedy,
        "nearest": list(getattr(error, "nearest", ())),
        "candidates": list(getattr(error, "candidates", ())),
    }


def _handler(status: int, slug: str, title: str) -> Any:
    def handle(request: Request, error: PartnershipsError) -> Response:
        request.scope["error"] = type(error).__name__
        # What a path names and is not there is not found; what a query names is a parameter at fault.
        in_path = isinstance(error, UnknownEntityError) and error.parameter in request.path_params
        return problem(request, 404 if in_path else status, slug, title, error.what, **_more(error))

    return handle


def _bad_body(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the app registers this handler for nothing else
    return problem(request, 422, *BAD_BODY, **faults_of(error.errors()))


def faults_of(errors: Sequence[Any]) -> dict[str, Any]:
    """What pydantic found in a body, all of it, as parts of a problem."""
    told = [
        {
            "pointer": "".join(f"/{part}" for part in one["loc"] if part != "body"),
            "detail": one["msg"].removeprefix("Value error, "),
        }
        for one in errors
    ]
    first = told[0]
    at = f"{first['pointer']}: " if first["pointer"] else ""
    return {"detail": f"{at}{first['detail']}", "errors": told}


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the app registers this handler for nothing else
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.BAD_REQUEST and request.method == "POST":  # What is no text at all, so no JSON either.
        return problem(request, 422, *BAD_BODY, "It is no JSON.")
    detail = str(error.detail) if error.detail != status.phrase else f"{request.method} {request.url.path[:200]}"
    answer = problem(request, status, status.phrase.lower().replace(" ", "-"), status.phrase, detail)
    answer.headers.update(error.headers or {})
    return answer


def unforeseen(request: Request) -> Response:
    """What was not foreseen is our fault: the server's log says where it came from, the answer does not."""
    return problem(
        request,
        500,
        "internal",
        "Something failed on our side",
        "The failure was written to the server's log.",
    )


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status, description in (
        (404, "What the path names does not exist."),
        (414, "The address is longer than any question needs."),
        (422, "A parameter is unknown, missing, has a value that it cannot have, or a name of several things."),
        (503, "The database does not answer, is busy, or holds no data; `Retry-After` says when to try again."),
        (504, "The database took too long over this question, which was cut off."),
    )
}
"""The problems that every question may meet, for the OpenAPI document."""

LIST_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The list.", "content": {"text/csv": {"schema": {"type": "string"}}}},
    304: {"description": "Nothing has changed since the answer whose `ETag` was sent as `If-None-Match`."},
    409: {
        "description": "The list that the cursor is of has changed; begin again.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}
"""What lists may answer besides."""

REPLAY_RESPONSES: dict[int | str, dict[str, Any]] = {
    409: {
        "description": (
            "This install cannot give that very answer, and gives no other. `urn:partnerships:other-releases`: it holds other"
            " releases than the answer rests on; `remedy` says which to load or unload. `urn:partnerships:changed-since`: a later"
            " release changed something that the answer may rest on and that has no record clock; `detail` says what."
        ),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}
"""What a permalink may be answered besides."""
