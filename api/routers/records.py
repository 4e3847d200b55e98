"""Single records at their permanent addresses, claims and sources, and the search for everything by name."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.answers import (
    SOMETHING,
    Asked,
    Clocks,
    Doors,
    Links,
    RivalItem,
    SourceItem,
    answer_model,
    clock_parameters,
    links_from,
    refuse_clockless,
    respond,
    row_model,
)
from api.links import links, list_body
from api.problems import RESPONSES, NoSuchResourceError
from queries.desk import Known

TAGS = {
    "Search": "Find the id of anything by what people call it: today's name, a former or French one, a code, misspelt or not.",
    "Claims and sources": (
        "One claim or one source at its permanent address. A claim is a single dated statement of one or more sources, such as"
        " that Sweden joined Partnership for Peace on 9 May 1994."
    ),
}

_LONGEST_WORD = 200

_COUNTRY_FOUND = {
    "operationId": "country",
    "parameters": {"country": "$response.body#/items/0/id"},
    "description": "What it was to NATO on a day, if it is a country.",
}


class SearchItem(BaseModel):
    """Something that is called like the word."""

    id: str
    name: str = Field(description="Its usual English name.")
    kinds: list[str] = Field(description="What it is, such as `Country`, `Framework`, `Tool`.")
    spelling: str = Field(description="The spelling that fits best.", examples=["Turkey"])
    how: str = Field(description="What that spelling is: id, code, name, official name, former name, ...")
    language: str | None
    since: str | None = Field(description="First day of that name, as its source has it.")
    until: str | None = Field(description="First day on which it no longer was its name.")
    exact: bool = Field(
        description="The word is that spelling, capitals and accents aside. Several exact ones: choose."
    )
    likeness: float = Field(description="Of 100, of the spelling to the word; says nothing of the things themselves.")
    claim: str | None
    sources: list[str]


class SearchAnswer(BaseModel):
    """Everything that is called like the word, exact ones first. Nothing is chosen for you."""

    word: str
    revision: int
    items: list[SearchItem]
    next: str | None
    sources: list[SourceItem]


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1")
    one = desk.catalogue["claims/one"]
    carries = desk.catalogue["sources/carries"]
    claim_fields: Any = row_model("claim", one.columns)

    class ClaimAnswer(Clocks):
        """One claim, with its rivals, its sources and the releases that knew it."""

        claim: claim_fields
        rivals: list[RivalItem]
        sources: list[SourceItem]
        links: Links

    @routes.get(
        "/claims/{claim}",
        tags=["Claims and sources"],
        response_model=ClaimAnswer,
        responses=RESPONSES | {200: {"links": links_from(one.columns, "/claim")}},
        summary=one.title,
        operation_id="claim",
        openapi_extra={
            "parameters": [
                {
                    "name": "claim",
                    "in": "path",
                    "required": True,
                    "description": "Id of the claim.",
                    "schema": {"type": "string"},
                    "example": one.parameters[0].example,
                },
                *clock_parameters(),
            ]
        },
    )
    def claim(request: Request) -> Response:
        """Its permanent address. A claim that a later release withdrew keeps it."""
        asked = Asked(request, [])
        id_ = request.path_params["claim"]
        answer = desk.ask(one.path, {"claim": id_}, as_of=asked.as_of, known_at=asked.known_at)
        if not answer.rows:
            raise NoSuchResourceError(f"there is no claim {id_[:80]!r}.", remedy="Claims are named in every answer.")
        return respond(
            {
                "claim": answer.rows[0],
                **answer.head(),
                "rivals": answer.rivals,
                "sources": answer.sources,
                "links": links(answer, doors.browser_url),
            }
        )

    @routes.get(
        "/sources/{source}",
        tags=["Claims and sources"],
        response_model=answer_model(carries),
        responses=RESPONSES | {200: {"links": links_from(carries.columns)}},
        summary=carries.title,
        operation_id="source",
        openapi_extra={
            "parameters": [
                {
                    "name": "source",
                    "in": "path",
                    "required": True,
                    "description": "Id of the source.",
                    "schema": {"type": "string"},
                    "example": "berlin-policy-2011",
                },
                *clock_parameters(),
            ]
        },
    )
    def source(request: Request) -> Response:
        """The source stands under `sources`; the items are the claims that rest on it."""
        asked = Asked(request, [])
        id_ = request.path_params["source"]

        def assemble(known: Known) -> dict[str, Any]:
            if id_ not in known.sources:
                raise NoSuchResourceError(
                    f"there is no source {id_[:80]!r}.", remedy="Sources are named in every answer."
                )
            answer = desk.answer(known, carries.path, {"source": id_}, as_of=asked.as_of, known_at=asked.known_at)
            named = {**{one["id"]: one for one in answer.sources}, id_: known.sources[id_]}
            return list_body(answer, links(answer, doors.browser_url)) | {
                "sources": [named[one] for one in sorted(named)]
            }

        return respond(desk.together(assemble))

    @routes.get(
        "/search",
        tags=["Search"],
        response_model=SearchAnswer,
        responses=RESPONSES | {200: {"links": {"country": _COUNTRY_FOUND}}},
        summary="What is called like this?",
        operation_id="search",
        openapi_extra={
            "parameters": [
                {
                    "name": "q",
                    "in": "query",
                    "required": True,
                    "description": "A name of any time, in English or French, a short form, an id or a code; misspelt too.",
                    "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST_WORD, "pattern": SOMETHING},
                    "example": "Turkey",
                }
            ]
        },
    )
    def search(request: Request) -> Response:
        """Countries, frameworks, tools and everything else by id, code, name, former name or French name. Each thing is there
        once, by the spelling that fits best; where several are `exact`, the word is ambiguous and the choice is yours."""
        word = refuse_clockless(request, "q", _LONGEST_WORD)
        known = desk.known()
        matches = known.names.search(word)
        items = [
            {
                "id": found.spelling.id,
                "name": known.entities[found.spelling.id].name,
                "kinds": [label for label in known.entities[found.spelling.id].labels if label != "Entity"],
                "spelling": found.spelling.text,
                "how": found.spelling.how,
                "language": found.spelling.language,
                "since": found.spelling.since,
                "until": found.spelling.until,
                "exact": found.exact,
                "likeness": round(found.likeness, 1),
                "claim": found.spelling.claim,
                "sources": list(found.spelling.sources),
            }
            for found in matches
        ]
        named = sorted({id_ for found in matches for id_ in found.spelling.sources})
        return respond(
            {
                "word": word,
                "revision": known.revision,
                "items": items,
                "next": None,
                "sources": [known.sources[id_] for id_ in named],
            }
        )

    return routes
