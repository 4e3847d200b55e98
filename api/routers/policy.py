"""The policy: its text, statement by statement, and what follows from each."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import Doors, add_question


def router(doors: Doors) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/policy")
    for name in ("provisions", "coverage"):
        question = doors.desk.catalogue[f"policy/{name}"]
        add_question(routes, doors, f"/{name}", question, tag="Policy", operation=name)
    return routes
