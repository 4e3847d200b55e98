"""Countries: what each is to NATO on a day, and how it came to be so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.answers import (
    Asked,
    Clocks,
    Doors,
    Links,
    RivalItem,
    SourceItem,
    add_question,
    clock_parameters,
    links_from,
    path_parameter,
    respond,
    row_model,
)
from api.links import links
from api.problems import RESPONSES
from queries.desk import Answer, Known
from queries.types import Column

TAGS = {
    "Countries": (
        "What a country was to NATO on a day (Ally, partner or neither), on what that rests, and everything that changed for it."
    )
}

_ITEM = (
    Column("id", "entity"),
    Column("name", "text"),
    Column("role", "text", nullable=True),
    Column("cycle", "text", nullable=True),
    Column("troops", "integer", nullable=True),
    Column("troops_on", "date", nullable=True),
    Column("since", "date", nullable=True),
    Column("until", "date", nullable=True),
    Column("certainty", "certainty"),
    Column("confidence", "text"),
    Column("note", "text", nullable=True),
    Column("claim", "claim"),
    Column("sources", "source", many=True),
)
Item: Any = row_model("country_relation", _ITEM)

_GROUND = (Column("body", "body"), Column("claim", "claim"), Column("sources", "source", many=True))
"""Columns of a membership on which the status rests, that lead somewhere."""

_TIMELINE = {
    "operationId": "country_timeline",
    "parameters": {"country": "$request.path.country"},
    "description": "How it came to be so.",
}

_GROUPS = {
    "Framework": "frameworks",
    "Commission": "commissions",
    "Organisation": "organisations",
    "Alliance": "organisations",
}
_RELATIONS = {"uses": "tools", "has_mission_to": "missions", "contributes_to": "operations"}
_CONTACT_POINTS = {
    "hosts_contact_point_led_by": "led_by",
    "hosts_contact_point_supported_by": "supported_by",
    "leads_contact_point_in": "leads_in",
    "supports_contact_point_in": "supports_in",
}


class ContactPoints(BaseModel):
    """Contact point embassies, as host and as Ally."""

    led_by: list[Item] = Field(description="Allies whose embassies lead the contact point in this country.")
    supported_by: list[Item] = Field(description="Allies whose embassies support it.")
    leads_in: list[Item] = Field(description="Countries in which this Ally's embassy leads the contact point.")
    supports_in: list[Item] = Field(description="Countries in which this Ally's embassy supports it.")


class Ground(BaseModel):
    """A membership on which the status rests."""

    body: str
    role: str
    since: str | None
    certainty: str
    claim: str
    sources: list[str]


class CountryAnswer(Clocks):
    """A country on a day. A kind of relation of which the data hold nothing at all is not among the fields."""

    id: str
    name: str
    also_called: list[str] = Field(description="Other names and codes, former ones included.")
    status: str = Field(
        description="`ally`, `partner` or `none`.", json_schema_extra={"enum": ["ally", "partner", "none"]}
    )
    certainty: str = Field(description="Whether the status is certain on the day, or only possible.")
    grounds: list[Ground] = Field(description="The memberships on which the status rests.")
    frameworks: list[Item]
    commissions: list[Item]
    organisations: list[Item]
    tools: list[Item] = Field(description="Programmes and tools in use; each cycle that a source tells apart is one.")
    missions: list[Item] = Field(description="Missions and liaison offices to NATO; `role` says which.")
    operations: list[Item] = Field(
        description="Operations to which it contributes; a troop figure is that of `troops_on`."
    )
    contact_points: ContactPoints
    rivals: list[RivalItem] = Field(description="What other sources say where the answer rests on a disputed claim.")
    sources: list[SourceItem]
    links: Links


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1/countries")
    catalogue = desk.catalogue
    add_question(routes, doors, "", catalogue["countries/status"], tag="Countries", operation="countries")

    @routes.get(
        "/{country}",
        tags=["Countries"],
        response_model=CountryAnswer,
        responses=RESPONSES | {200: {"links": {"timeline": _TIMELINE} | links_from(_GROUND, "/grounds/0")}},
        summary="What is a country to NATO on a day?",
        operation_id="country",
        openapi_extra={
            "parameters": [
                path_parameter("country", catalogue["countries/profile"].parameters[0]),
                *clock_parameters(),
            ]
        },
    )
    def country(request: Request) -> Response:
        """Its status with the memberships behind it; its frameworks, commissions and organisations; the tools that it uses, its
        missions, the operations to which it contributes; and contact points."""
        asked = Asked(request, [])
        given = {"country": request.path_params["country"]}

        def assemble(known: Known) -> dict[str, Any]:
            profile, status = (
                desk.answer(known, path, given, as_of=asked.as_of, known_at=asked.known_at)
                for path in ("countries/profile", "countries/status")
            )
            return _body(known, profile, status, doors.browser_url)

        return respond(desk.together(assemble))

    add_question(
        routes,
        doors,
        "/{country}/timeline",
        catalogue["countries/timeline"],
        tag="Countries",
        rename={"country": "country"},
        operation="country_timeline",
    )
    return routes


def _body(known: Known, profile: Answer, status: Answer, browser_url: str) -> dict[str, Any]:
    entity = known.entities[profile.parameters["country"]]
    standing = status.rows[0]
    groups: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("frameworks", "commissions", "organisations", *_RELATIONS.values())
    }
    points: dict[str, list[dict[str, Any]]] = {name: [] for name in _CONTACT_POINTS.values()}
    for row in profile.rows:
        item = {"id": row["other"], "name": row["other_name"]} | {column.name: row[column.name] for column in _ITEM[2:]}
        if row["relation"] == "member_of":
            groups[_GROUPS[row["other_kind"]]].append(item)
        elif row["relation"] in _RELATIONS:
            groups[_RELATIONS[row["relation"]]].append(item)
        else:
            points[_CONTACT_POINTS[row["relation"]]].append(item)
    return {
        "id": entity.id,
        "name": entity.name,
        "also_called": list(entity.also),
        "status": standing["status"],
        "certainty": standing["certainty"],
        "grounds": standing["grounds"],
        **groups,
        "contact_points": points,
        **profile.head(),
        "rivals": _merged("claim", profile.rivals, status.rivals),
        "sources": _merged("id", profile.sources, status.sources),
        "links": links(profile, browser_url),
    }


def _merged(key: str, *lists: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    by_key = {item[key]: item for items in lists for item in items}
    return [by_key[value] for value in sorted(by_key)]
