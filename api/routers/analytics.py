"""Analytics: networks of countries on a day, and from year to year."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter

from api.answers import Asked, Doors, add_question
from api.links import links_behind
from queries import analytics
from queries.desk import Answer

TAGS = {
    "Analytics": (
        "Networks of countries that are linked because both take part in the same thing: how each is placed, which groups there"
        " are, what overlaps, and how that moves from year to year. Each figure has its definition and limits beside it, and is"
        " told of what holds certainly and of what may hold."
    ),
}


def router(doors: Doors) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1")

    def answered(path: str) -> Callable[[Asked], tuple[Answer, Mapping[str, str | None]]]:
        def answer(asked: Asked) -> tuple[Answer, Mapping[str, str | None]]:
            found, behind = analytics.answer(doors.desk, path, asked.given, as_of=asked.as_of, known_at=asked.known_at)
            return found, links_behind(found, behind, doors.browser_url)

        return answer

    for path, question in analytics.QUESTIONS.items():
        add_question(routes, doors, f"/{path}", question, tag="Analytics", answered=answered(path))
    return routes
