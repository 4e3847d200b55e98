"""The contract: the OpenAPI document, made from the routes and the questions.

It is the same whatever the graph holds. `docs/openapi.json` is this document as it is promised (`api/promise.py`);
`/openapi.json` is this document with answers of the running graph as examples (`api/examples.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import problems, routers

_LAST_TAGS = ("Questions", "Health")
"""What a newcomer need not see first."""

_ANSWERED = str(HTTPStatus.OK.value)

_FROM_THE_DOOR = {
    HTTPStatus.UNAUTHORIZED: (
        "A key is needed, and none that is in force was sent (`Authorization: Bearer KEY`). Only where the service asks for keys."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "A body was sent that is longer than anything that could be asked.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; `Retry-After` says when to try again. Only where the service has a limit.",
}
"""What may be answered before an endpoint is reached."""

_HEADERS = {
    "ETag": "Names this very answer. Sent back as `If-None-Match` it spares sending the same again: the answer is then 304.",
    "Cache-Control": "`no-cache`: it may be kept, and used again only after asking whether it still holds.",
    "X-Request-ID": "The id of the request: that of the same header of the request, where it was fit, else a new one.",
    "X-Understood": "Of a list as CSV: what JSON has as `understood`, percent-encoded. It is not there where ids were given.",
    "X-Next-Cursor": "Of a list as CSV: what JSON has as `next`. It is not there where the list ends.",
    "Retry-After": "Seconds after which to try again.",
    "WWW-Authenticate": "`Bearer`: how to send a key.",
}
_ALWAYS = ("X-Request-ID",)
_OF_STATUS = {
    HTTPStatus.OK: ("ETag", "Cache-Control"),
    HTTPStatus.NOT_MODIFIED: ("ETag", "Cache-Control"),
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate",),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an app, without examples of answers."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        license_info=app.license_info,
        tags=_tags(),
        routes=app.routes,
    )
    components = made["components"]
    problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs", {}) | {"Problem": problem}
    components["headers"] = {
        name: {"description": about, "schema": {"type": "string"}} for name, about in _HEADERS.items()
    }
    for operation in operations(made):
        _complete(operation)
    components["responses"] = _shared(made)
    return made


def operations(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a document."""
    for methods in made["paths"].values():
        yield from methods.values()


def _tags() -> list[dict[str, str]]:
    about = {name: text for module in routers.modules() for name, text in getattr(module, "TAGS", {}).items()}
    order = sorted(about, key=lambda name: _LAST_TAGS.index(name) if name in _LAST_TAGS else -1)
    return [{"name": name, "description": about[name]} for name in order]


def _complete(operation: dict[str, Any]) -> None:
    """Add what every address may answer, and the headers that come with it."""
    responses = operation["responses"]
    if responses[_ANSWERED]["description"] == "Successful Response":  # what FastAPI calls it
        responses[_ANSWERED]["description"] = "The answer."
    if "requestBody" not in operation:
        responses.setdefault(
            str(HTTPStatus.NOT_MODIFIED.value),
            {"description": "Nothing has changed since the answer whose `ETag` was sent as `If-None-Match`."},
        )
    for status, about in _FROM_THE_DOOR.items():
        responses.setdefault(
            str(status.value),
            {
                "description": about,
                "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
    for status, response in responses.items():
        names = (*_OF_STATUS.get(HTTPStatus(int(status)), ()), *_ALWAYS)
        if "text/csv" in response.get("content", ()):
            names = (*names, "X-Next-Cursor", "X-Understood")
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    operation["responses"] = dict(sorted(responses.items()))


def _shared(made: Mapping[str, Any]) -> dict[str, Any]:
    """Responses that are the same everywhere, written once: each is replaced by a reference to its one place."""
    found: dict[str, Any] = {}
    for operation in operations(made):
        for status, response in operation["responses"].items():
            name = HTTPStatus(int(status)).name.title().replace("_", "")
            if status == _ANSWERED:
                continue
            if found.setdefault(name, response) != response:
                name += operation["operationId"].title().replace("_", "")
                found[name] = response
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
    return found
