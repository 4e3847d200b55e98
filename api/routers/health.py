"""Is the service alive, and can it answer?"""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.answers import Doors, respond
from api.problems import RESPONSES

TAGS = {"Health": "Whether the service lives and can answer, for those who run it."}


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class Ready(BaseModel):
    """The database answers and holds a loaded package."""

    status: Literal["ready"]
    database: str = Field(description="Product and version of the database.")
    revision: int
    release: int


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(tags=["Health"])

    @routes.get("/healthz", response_model=Alive, summary="Is the process alive?", operation_id="healthz")
    async def healthz() -> Response:
        """Says nothing of the database; see `/readyz`."""
        return respond({"status": "ok"})

    @routes.get(
        "/readyz",
        response_model=Ready,
        responses={503: RESPONSES[503]},
        summary="Can it answer questions?",
        operation_id="readyz",
    )
    def readyz() -> Response:
        """Asks the database each time."""
        agent = desk.graph.check()
        known = desk.refresh()
        return respond(
            {
                "status": "ready",
                "database": agent,
                "revision": known.revision,
                "release": known.own_releases[-1].number,
            }
        )

    return routes
