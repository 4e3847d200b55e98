"""Contact point embassies, connections between actors, and changes between days."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import Doors, add_question


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1")
    for path, question, tag in (
        ("/embassies", "embassies/contact_points", "Contact points"),
        ("/paths", "connections/paths_between", "Connections"),
        ("/diff", "changes/between_days", "Changes"),
    ):
        add_question(routes, doors, path, desk.catalogue[question], tag=tag, operation=path.strip("/"))
    return routes
