"""Operations, tools, contact point embassies, connections between actors, and changes between days."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import Doors, add_question

TAGS = {
    "Contact points": "Embassies of Allies that stand for NATO in a partner country.",
    "Tools": "The partnership programmes and tools, such as the Planning and Review Process, and who takes part in each.",
    "Operations": "NATO-led operations, and which Allies and partners contributed to each, with how many troops.",
    "Policy": "The partnership policy agreed in Berlin on 15 April 2011, statement by statement.",
    "Connections": "How two actors were connected: through which frameworks, organisations and contact points.",
    "Changes": "What began and what ended between two days.",
}


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1")
    for path, question, tag, name, example in (
        ("operations/{id}/contributors", "operations/contributors", "Operations", "Operation", "ISAF"),
        ("tools/{id}/participants", "tools/participants", "Tools", "Tool", "PARP"),
    ):
        add_question(
            routes,
            doors,
            f"/{path}",
            desk.catalogue[question],
            tag=tag,
            rename={"id": name.lower()},
            operation=f"{name.lower()}_{question.split('/')[1]}",
            examples={"id": example},
        )
    for path, question, tag in (
        ("/operations", "operations/on_day", "Operations"),
        ("/tools", "tools/on_day", "Tools"),
        ("/embassies", "embassies/contact_points", "Contact points"),
        ("/paths", "connections/paths_between", "Connections"),
        ("/diff", "changes/between_days", "Changes"),
    ):
        add_question(routes, doors, path, desk.catalogue[question], tag=tag, operation=path.strip("/").split("/")[0])
    return routes
