"""Panels: the graph as country-years and dyad-years, for statistics."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from api.answers import Asked, Doors, clock_parameters
from api.examples import STREAMED
from api.panels import PANELS
from api.panels.days import RULES
from api.panels.written import FORMATS, panel
from api.problems import RESPONSES
from queries.types import ParameterError

TAGS = {
    "Panels": (
        "A row for each country and year, or for each pair of countries and year, for statistics: with codes of ISO, of the"
        " Correlates of War project and of Gleditsch and Ward, and with a choice of what a year is called by."
    ),
}

_ABOUT = {
    "country-year": (
        "A row for each year since 1949 and each country that either list of states has in it, or that was an Ally or a partner in"
        " it: status, and each body, by the year rule; the days in each; how many of these words another rule would change; claims"
        " and sources."
    ),
    "dyad-year": (
        "A row for each year since 1949 and pair of countries that had, by the year rule, something in common, or may have: both"
        " Allies, an Ally and a partner, both in a body. A pair that is not there has nothing in common that is known."
    ),
}
_RULES = (
    "What a year is called by: `any_day` (so on any of its days), `first_day` (so on 1 January), `majority` (so on more than half"
    " of its days, the present year up to today)."
)


def router(doors: Doors) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/panels")
    for name in PANELS:
        _add(routes, doors, name)
    return routes


def _add(routes: APIRouter, doors: Doors, name: str) -> None:
    content = {form.media_type: {"schema": {"type": "string"}} for form in FORMATS.values()}

    @routes.get(
        f"/{name}",
        tags=["Panels"],
        summary=f"The {name} panel",
        description=_ABOUT[name],
        operation_id=f"panel_{name.replace('-', '_')}",
        response_class=Response,
        responses=RESPONSES
        | {200: {"description": "The file, with its name in `Content-Disposition`.", "content": content}},
        openapi_extra={
            STREAMED: True,
            "parameters": [
                _choice(
                    "format", "csv", list(FORMATS), " ".join(f"`{key}`: {one.about}" for key, one in FORMATS.items())
                ),
                _choice("rule", "any_day", list(RULES), _RULES),
                *(one for one in clock_parameters() if one["name"] == "known_at"),
            ],
        },
    )
    def answered(request: Request) -> Response:
        if "as_of" in request.query_params:
            raise ParameterError("as_of", "a panel is of all years.", remedy="Leave it out.")
        asked = Asked(request, ["format", "rule"])
        form = FORMATS[_chosen(asked, "format", list(FORMATS))]
        rule: Any = _chosen(asked, "rule", list(RULES))
        made = panel(doors.desk, name, rule, asked.known_at)
        file = f"partnerships-{name}-{rule}-release-{made.about['release']}.{form.ending}"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return StreamingResponse(form.write(made), media_type=form.media_type, headers=headers)


def _choice(name: str, default: str, choices: list[str], about: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": about,
        "schema": {"type": "string", "enum": choices, "default": default},
        "example": default,
    }


def _chosen(asked: Asked, name: str, choices: list[str]) -> str:
    """The value of a parameter, by default the first. Raises `ParameterError`."""
    value = asked.given.get(name) or choices[0]
    if value not in choices:
        raise ParameterError(name, f"{value[:40]!r} is none of them.", remedy=f"Choose from {', '.join(choices)}.")
    return value
