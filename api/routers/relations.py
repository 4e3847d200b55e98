"""Contact point embassies, connections between actors, and changes between days."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import add_question
from queries.desk import Desk


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1")
    for path, question, tag in (
        ("/embassies", "embassies/contact_points", "Contact points"),
        ("/paths", "connections/paths_between", "Connections"),
        ("/diff", "changes/between_days", "Changes"),
    ):
        add_question(routes, desk, path, desk.catalogue[question], tag=tag, operation=path.strip("/"))
    return routes
