"""Reconciliation: names in a table become ids (Reconciliation Service API 0.2 of a W3C community group, spoken by OpenRefine)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool

from api.answers import Asked, Doors, refuse_clockless, tagged
from api.explorer import SECURITY, rendered
from api.exports.taken import KINDS
from api.lists import JSON
from graph.clocks import parse_day, today
from graph.errors import DateError
from graph.text import cypher
from queries.desk import Known
from queries.search import Found
from queries.types import ParameterError
from queries.understanding import Entity

TAGS: Mapping[str, str] = {}

_AT = "/v1/reconcile"
_LONGEST = 200
_MOST = 1_000
"""Queries or rows in one request."""


class _Query(BaseModel):
    """One name that is looked for. What else the protocol lets a client send is not looked at."""

    model_config = ConfigDict(extra="ignore")

    query: str = Field(min_length=1, max_length=_LONGEST)
    type: str | list[str] | None = None
    limit: int | None = Field(None, ge=1)


class _Property(BaseModel):
    """A column that is asked for, with its settings."""

    model_config = ConfigDict(extra="ignore")

    id: str
    settings: dict[str, Any] = {}


class _Extension(BaseModel):
    """Ids, and what is asked of each."""

    model_config = ConfigDict(extra="ignore")

    ids: list[str] = Field(max_length=_MOST)
    properties: list[_Property]


_QUERIES = TypeAdapter(dict[str, _Query])

_PROPERTIES: Mapping[str, str] = {
    "alpha_2": "ISO 3166-1 alpha-2",
    "numeric": "ISO 3166-1 numeric",
    "official_name": "Official name",
    "name_fr": "Name in French",
    "kind": "Kind",
    "status": "What it was to NATO on a day",
}
"""What a table can be extended by. `status` is of today, or of the day in its setting `as_of`."""


def router(doors: Doors) -> APIRouter:
    """The routes. They are described by their own manifest, not by the document of the API."""
    routes = APIRouter(prefix=_AT, include_in_schema=False)

    @routes.api_route("", methods=["GET", "POST"])
    async def service(request: Request) -> Response:
        """The manifest; or, with `queries`, the things that names may mean; or, with `extend`, columns of things."""
        body = (await request.body()).decode("utf-8", "replace") if request.method == "POST" else ""
        given = dict(parse_qsl(body, keep_blank_values=True)) or dict(request.query_params)
        for name in given:
            if name not in ("queries", "extend"):
                raise ParameterError(name[:60], "there is no such parameter.", remedy="There are: queries, extend.")
        if "queries" in given:
            return await run_in_threadpool(_found, doors, given["queries"])
        if "extend" in given:
            return await run_in_threadpool(_extended, doors, given["extend"])
        return _told(_manifest(str(request.base_url).rstrip("/")))

    @routes.get("/suggest/entity")
    def entities(request: Request) -> Response:
        known = doors.desk.known_now()
        word = refuse_clockless(request, "prefix", _LONGEST)
        return _told(
            {
                "result": [
                    {"id": one.spelling.id, "name": _name(known, one), "description": _described(known, one)}
                    for one in known.names.search(word)
                ]
            }
        )

    @routes.get("/suggest/type")
    def types(request: Request) -> Response:
        word = refuse_clockless(request, "prefix", _LONGEST).lower()
        return _told({"result": [_type(kind) for kind in KINDS if word in kind.lower()]})

    @routes.get("/suggest/property")
    def properties(request: Request) -> Response:
        word = refuse_clockless(request, "prefix", _LONGEST).lower()
        return _told(
            {
                "result": [
                    {"id": id_, "name": name}
                    for id_, name in _PROPERTIES.items()
                    if word in id_ or word in name.lower()
                ]
            }
        )

    @routes.get("/properties")
    def proposed(request: Request) -> Response:
        kind = Asked(request, ["type", "limit"], clocks=()).given.get("type") or ""
        offered = _PROPERTIES if kind in ("", "Country") else {"kind": _PROPERTIES["kind"]}
        found = [{"id": id_, "name": name} for id_, name in offered.items()]
        return _told({"properties": found, **({"type": kind} if kind else {})})

    @routes.get("/preview")
    def preview(request: Request) -> Response:
        id_ = refuse_clockless(request, "id", _LONGEST)
        known = doors.desk.known_now()
        entity = known.entities.get(id_)
        values: dict[str, object] = {
            "id": id_,
            "entity": entity,
            "status": _standing(doors, entity, {}) if entity else "",
        }
        return tagged(HTMLResponse(rendered("preview.html", values), headers=SECURITY | _EMBEDDED))

    return routes


_EMBEDDED = {
    "Content-Security-Policy": SECURITY["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
}
"""A preview is shown inside the page of the program that asks for it."""


def _told(found: object) -> Response:
    return tagged(Response(to_json(found), media_type=JSON))


def _manifest(base: str) -> dict[str, Any]:
    def service(path: str) -> dict[str, str]:
        return {"service_url": base, "service_path": f"{_AT}{path}"}

    return {
        "versions": ["0.2"],
        "name": "The partnership graph",
        "identifierSpace": f"{base}/id/",
        "schemaSpace": "urn:partnerships:vocabulary:",
        "documentation": f"{base}/docs",
        "defaultTypes": [_type(kind) for kind in ("Country", "Organisation", "Framework", "Tool")],
        "view": {"url": f"{base}/search?q={{{{id}}}}"},
        "preview": {"url": f"{base}{_AT}/preview?id={{{{id}}}}", "width": 400, "height": 160},
        "suggest": {
            "entity": service("/suggest/entity"),
            "type": service("/suggest/type"),
            "property": service("/suggest/property"),
        },
        "extend": {
            "propose_properties": service("/properties"),
            "property_settings": [
                {
                    "name": "as_of",
                    "label": "Day",
                    "type": "text",
                    "default": "",
                    "help_text": "Of the status: a day such as 2011-04-15; today if it is empty.",
                }
            ],
        },
    }


def _type(kind: str) -> dict[str, str]:
    return {"id": kind, "name": kind}


def _name(known: Known, found: Found) -> str:
    return known.entities[found.spelling.id].name


def _described(known: Known, found: Found) -> str:
    kind, spelling = known.entities[found.spelling.id].kind, found.spelling
    return f"{kind}; “{spelling.text}”, {spelling.how}" if spelling.text != _name(known, found) else kind


def _found(doors: Doors, text: str) -> Response:
    """All that each name may mean, nearest first. One matches if the word is a name of it, and of nothing else."""
    try:
        queries = _QUERIES.validate_json(text)
    except ValidationError as error:
        raise _bad("queries", error) from error
    if len(queries) > _MOST:
        raise ParameterError("queries", f"there are {len(queries)}.", remedy=f"Ask for at most {_MOST} at one time.")
    known = doors.desk.known_now()
    return _told({key: {"result": _candidates(known, query)} for key, query in queries.items()})


def _candidates(known: Known, query: _Query) -> list[dict[str, Any]]:
    kinds = [query.type] if isinstance(query.type, str) else query.type or []

    def wanted(id_: str) -> bool:
        return not kinds or any(kind in known.entities[id_].labels for kind in kinds)

    found = known.names.search(query.query, wanted)
    exact = [one for one in found if one.exact]
    return [
        {
            "id": one.spelling.id,
            "name": _name(known, one),
            "description": _described(known, one),
            "type": [_type(known.entities[one.spelling.id].kind)],
            "score": round(one.likeness, 1),
            "match": one.exact and len(exact) == 1,
        }
        for one in found[: query.limit]
    ]


def _extended(doors: Doors, text: str) -> Response:
    try:
        wanted = _Extension.model_validate_json(text)
    except ValidationError as error:
        raise _bad("extend", error) from error
    for one in wanted.properties:
        if one.id not in _PROPERTIES:
            raise ParameterError(
                "extend", f"there is no property {one.id[:40]!r}.", remedy=f"There are: {', '.join(_PROPERTIES)}."
            )
    known = doors.desk.known_now()
    rows = doors.desk.graph.read(cypher("api", "exports/cypher/some_things.cypher"), {"ids": wanted.ids})
    things = {row["id"]: row for row in rows}
    return _told(
        {
            "meta": [{"id": one.id, "name": _PROPERTIES[one.id]} for one in wanted.properties],
            "rows": {
                id_: {
                    one.id: _values(doors, known.entities.get(id_), things.get(id_), one) for one in wanted.properties
                }
                for id_ in wanted.ids
            },
        }
    )


def _values(
    doors: Doors, entity: Entity | None, thing: Mapping[str, Any] | None, wanted: _Property
) -> list[dict[str, Any]]:
    """What a thing has of a property; nothing where none is known."""
    if entity is None or thing is None:
        return []
    if wanted.id == "kind":
        value = entity.kind
    elif wanted.id == "status":
        value = _standing(doors, entity, wanted.settings)
    else:
        value = thing["thing"].get(wanted.id) or ""
    return [{"str": value}] if value else []


def _standing(doors: Doors, entity: Entity, settings: Mapping[str, Any]) -> str:
    """What a country was to NATO on a day, and how certain that is; empty for what is no country."""
    if "Country" not in entity.labels:
        return ""
    try:
        day = parse_day(str(settings["as_of"])) if settings.get("as_of") else today()
    except DateError as error:
        raise ParameterError("as_of", error.what, remedy=error.remedy) from error
    row = doors.desk.ask("countries/status", {"country": entity.id}, as_of=day).rows[0]
    if row["status"] == "none":
        return "none known"
    return str(row["status"] if row["certainty"] == "certain" else f"{row['status']} (possible)")


def _bad(parameter: str, error: ValidationError) -> ParameterError:
    first = error.errors()[0]
    at = ".".join(str(part) for part in first["loc"])
    return ParameterError(parameter, f"{at}: {first['msg']}." if at else f"{first['msg']}.", remedy="See the protocol.")
