"""The catalogue, and every question at its own address."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.answers import Doors, add_question, refuse_parameters, respond, tagged
from api.browser_links import favourites
from queries.question import Question

TAGS = {
    "Questions": (
        "The whole catalogue: every question that the graph answers, each at its own address. The short addresses above ask"
        " some of these."
    )
}


class ParameterItem(BaseModel):
    """A parameter of a question, besides the two clocks."""

    name: str
    type: str
    required: bool
    about: str
    example: str


class QuestionItem(BaseModel):
    """A question that can be asked."""

    path: str = Field(description="Its place: `/v1/questions/{path}`, and `partnerships ask {path}`.")
    title: str
    about: str
    provisions: list[str] = Field(description="Paragraphs of the policy that it serves.")
    tags: list[str]
    parameters: list[ParameterItem]
    columns: list[str]
    cypher: str = Field(description="The query; it runs as it stands in Neo4j Browser.")


class QuestionList(BaseModel):
    """The catalogue, complete."""

    items: list[QuestionItem]
    next: str | None


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1/questions")
    catalogue = {"items": [describe(question) for question in desk.catalogue], "next": None}
    archive = favourites(desk.catalogue)

    @routes.get(
        "",
        tags=["Questions"],
        response_model=QuestionList,
        summary="Which questions can be asked?",
        operation_id="questions",
    )
    def questions(request: Request) -> Response:
        """Every question with its parameters, its columns and its Cypher."""
        refuse_parameters(request)
        return respond(catalogue)

    @routes.get(
        "/favourites.zip",
        tags=["Questions"],
        summary="All questions for Neo4j Browser",
        operation_id="favourites",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}, "description": "A zip that Neo4j Browser imports."}},
    )
    def favourites_zip(request: Request) -> Response:
        """Drag it onto the page of Neo4j Browser: the questions are then under Favourites (the star), by subject. The first of
        each subject sets the parameters of the others; run it before them."""
        refuse_parameters(request)
        return tagged(
            Response(
                archive,
                media_type="application/zip",
                headers={"Content-Disposition": 'attachment; filename="partnerships-favourites.zip"'},
            )
        )

    for question in desk.catalogue:
        add_question(routes, doors, f"/{question.path}", question, tag="Questions")

    @routes.get("/{path:path}", include_in_schema=False)
    def unknown(request: Request) -> Response:
        desk.catalogue[request.path_params["path"]]  # raises, naming the nearest
        raise AssertionError

    return routes


def describe(question: Question) -> dict[str, Any]:
    """A question as the catalogue lists it."""
    return {
        "path": question.path,
        "title": question.title,
        "about": " ".join(question.about.split()),
        "provisions": list(question.provisions),
        "tags": list(question.tags),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "required": parameter.required,
                "about": parameter.about,
                "example": parameter.example,
            }
            for parameter in question.parameters
        ],
        "columns": [column.name for column in question.columns],
        "cypher": question.text,
    }
