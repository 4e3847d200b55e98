"""Frameworks, commissions and organisations, and who belongs to them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request

from api.answers import Doors, add_question
from queries.desk import Desk
from queries.types import UnknownEntityError


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1")
    members = desk.catalogue["members/of_body"]
    for kind, labels, listing, example in (
        ("frameworks", ("Framework", "Commission"), "frameworks/on_day", {"id": "EAPC", "role": "partner"}),
        ("organisations", ("Organisation", "Alliance"), "organisations/on_day", {"id": "EU", "role": "member"}),
    ):
        tag = kind.capitalize()
        add_question(routes, doors, f"/{kind}", desk.catalogue[listing], tag=tag, operation=kind)
        add_question(
            routes,
            doors,
            f"/{kind}/{{id}}/members",
            members,
            tag=tag,
            rename={"id": "body"},
            before=_sees_that_it_is(desk, labels),
            operation=f"{kind}_members",
            examples=example,
        )
    return routes


def _sees_that_it_is(desk: Desk, labels: tuple[str, ...]) -> Callable[[Request], None]:
    """Refuse an id in the path that is of another kind, with the nearest of the right one."""

    def see(request: Request) -> None:
        id_ = request.path_params["id"]
        known = desk.known()
        entity = known.entities.get(id_)
        if entity is None or not set(labels) & set(entity.labels):
            near = [found for label in labels for found in known.nearest(id_, label)][:5]
            raise UnknownEntityError(
                "id",
                f"there is no {' or '.join(labels).lower()} {id_[:60]!r}.",
                nearest=tuple(found.id for found in near),
                remedy=f"Nearest: {', '.join(f'{found.id} ({found.name})' for found in near)}." if near else "",
            )

    return see
