"""Panels: the graph as country-years and dyad-years, for statistics."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from api.answers import Asked, Doors, clock_parameters, query_parameter
from api.examples import STREAMED
from api.panels import PANELS
from api.panels.days import RULES
from api.panels.written import FORMATS, panel
from api.problems import RESPONSES
from queries.question import parsed
from queries.types import Parameter

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
_PARAMETERS = (
    Parameter(
        "format",
        "text",
        False,
        " ".join(f"`{key}`: {one.about}" for key, one in FORMATS.items()),
        "csv",
        "csv",
        choices=tuple(FORMATS),
    ),
    Parameter(
        "rule",
        "text",
        False,
        "What a year is called by: `any_day` (so on any of its days), `first_day` (so on 1 January), `majority` (so on more than"
        " half of its days, the present year up to today).",
        "any_day",
        "any_day",
        choices=RULES,
    ),
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
                *map(query_parameter, _PARAMETERS),
                *(one for one in clock_parameters() if one["name"] == "known_at"),
            ],
        },
    )
    def answered(request: Request) -> Response:
        asked = Asked(request, [one.name for one in _PARAMETERS], clocks=("known_at",))  # A panel is of all years.
        values = parsed(_PARAMETERS, asked.given, asked.as_of)
        form, rule = FORMATS[values["format"]], values["rule"]
        made = panel(doors.desk, name, rule, asked.known_at)
        file = f"partnerships-{name}-{rule}-release-{made.about['release']}.{form.ending}"
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return StreamingResponse(form.write(made), media_type=form.media_type, headers=headers)
