"""Frameworks, commissions and organisations, and who belongs to them."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import Doors, add_question

TAGS = {
    "Frameworks": (
        "The Alliance's partnership frameworks, such as Partnership for Peace and the Mediterranean Dialogue, and its councils and"
        " commissions with partners: which there were on a day, and who belonged to each."
    ),
    "Organisations": "International organisations, and NATO itself: who belonged to each on a day.",
}


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
            kinds=labels,
            operation=f"{kind}_members",
            examples=example,
        )
    return routes
