"""Answers over HTTP: their shape, their types for the OpenAPI document, and the endpoint of a question."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic_core import to_json

from api import lists
from api.links import links, list_body
from api.problems import LIST_RESPONSES, RESPONSES
from graph.clocks import parse_day, parse_instant, today
from queries.desk import Answer, Desk
from queries.many import Many
from queries.question import AT_AS_OF, CLOCKS, Question, clock
from queries.types import CERTAINTIES, ENTITY_LABELS, Column, Narrowed, Parameter, ParameterError


@dataclass(frozen=True)
class Doors:
    """What every endpoint needs: who answers, about one cell or many, and where Neo4j Browser is (empty: nowhere)."""

    desk: Desk
    many: Many
    seconds: float
    """After which a client is told that no answer will come."""

    browser_url: str = ""


class UnderstoodItem(BaseModel):
    """What a parameter was given by another name than its id, and what it was taken for."""

    parameter: str
    given: str = Field(examples=["Turkey"])
    id: str = Field(description="The thing that answers.", examples=["TUR"])
    name: str = Field(description="Its usual English name.")
    kind: str = Field(description="What it is.", examples=["Country"])
    spelling: str = Field(description="That name of it which the word is.", examples=["Turkey"])
    how: str = Field(
        description="What that name is: id, code, name, abbreviation, official name, former name, name in use, other name.",
        examples=["former name"],
    )
    language: str | None = None
    since: str | None = Field(None, description="First day of that name, as its source has it (EDTF).")
    until: str | None = Field(
        None, description="First day on which it no longer was its name; `..` still; null unknown."
    )
    exact: bool = Field(description="The word is that name, capitals and accents aside; false: it is a letter away.")
    likeness: float = Field(description="Of 100, of the name to the word.")
    claim: str | None = Field(None, description="The claim that it is called so, where there is one.")
    sources: list[str]
    in_use: Literal["certain", "possible", "no"] | None = Field(
        None, description="Whether that name was in use on the day asked about; null where no source gives it dates."
    )
    note: str | None = Field(None, description="What a reader must know: not in use on the day, or misspelt.")


class Clocks(BaseModel):
    """Which day was asked about, by which state of knowledge, of which state of the graph, and how names were understood."""

    as_of: dt.date = Field(
        description="The day asked about; today in UTC unless it was given.", examples=["2011-04-15"]
    )
    known_at: dt.datetime = Field(
        description="The state of knowledge that answers: that of the newest release unless it was given.",
        examples=["2026-11-22T00:00:00Z"],
    )
    release: int = Field(description="The release of the data that was the newest at `known_at`.", examples=[1])
    revision: int = Field(description="Rises with every write to the graph.", examples=[1])
    understood: list[UnderstoodItem] = Field(
        description="What was given by another name than its id, and how that was understood; empty where ids were given."
    )


class SourceItem(BaseModel):
    """A page or document that the answer rests on."""

    id: str = Field(description="The id by which rows name it.", examples=["berlin-policy-2011"])
    title: str
    publisher: str | None
    address: str | None = Field(description="Its web address, if it has one.")
    published: str | None = Field(description="When it was published, as precisely as known (EDTF).")


class RivalItem(BaseModel):
    """A claim that does not answer because another of its group is preferred to it; at most one of them is right."""

    claim: str
    of: str = Field(description="The claim of the group that answers.")
    used: bool = Field(
        description="Whether this answer rests on that one. If not, the rival would be in the answer were it preferred."
    )
    group: str
    relation: str = Field(description="Type of the edge, as in the graph.", examples=["MEMBER_OF"])
    start: str
    end: str
    value: str | None = Field(description="The number, where a figure is disputed.")
    since: str | None = Field(description="As its source has it (EDTF).")
    until: str | None = Field(description="First day on which it no longer holds; `..` still; null unknown.")
    attested_from: str | None = Field(description="First day on which a source shows it.")
    attested_to: str | None = Field(description="Last day on which a source shows it.")
    rank: str = Field(description="`normal` or `deprecated`.")
    reason: str | None = Field(description="Why it has that rank.")
    confidence: str
    note: str | None
    sources: list[str]


class Links(BaseModel):
    """Where to go from an answer."""

    question: str = Field(description="The question behind the answer, with the same parameters.")
    browser: str | None = Field(description="The same query in Neo4j Browser, where one is set up.")
    permalink: str | None = Field(
        None,
        description="Where this very answer stays: the same bytes at any later time, from every install that holds its releases.",
    )


class ListAnswer(Clocks):
    """A list, complete unless `limit` asked for parts: then `next` holds the cursor of the next one."""

    items: list[Any]
    next: str | None = Field(description="Cursor of the next part; null when the list ends here.")
    rivals: list[RivalItem] = Field(description="What other sources say where the answer rests on a disputed claim.")
    sources: list[SourceItem] = Field(description="Every source that the items and rivals name, with its address.")
    links: Links


BY_NAME = (
    "By id, or as it is called: a code, a name of any time in English or French, a short form, one letter wrong. `understood`"
    " says how it was taken; where it may be several things, all are told and none is chosen."
)
"""What a parameter that names a thing accepts."""

_LARGEST = 10**18 - 1
"""The largest whole number that a parameter takes: see `queries.types`."""

SOMETHING = r"[^\s\u001c-\u001f\u0085\ufeff]"
"""Matches a text that is more than white space, by the words of Unicode and of ECMA 262."""

_COLUMN_TYPES: Mapping[str, Any] = {
    "integer": int,
    "number": float,
    "boolean": bool,
    "day": dt.date,
    "instant": dt.datetime,
}
_ABOUT_TYPE = {
    "country": "Id of a country (ISO 3166-1 alpha-3, or a historic code).",
    "body": "Id of a framework, commission, organisation or the Alliance.",
    "tool": "Id of a tool.",
    "actor": "Id of a country, an organisation or the Alliance.",
    "operation": "Id of an operation.",
    "meeting": "Id of a meeting.",
    "entity": "Id of a country, body or contact point.",
    "date": "A date as precise as its source: 2008, 2008-02, 2008-02-15 or [a..b]; `..` still holds; null unknown.",
    "day": "A day.",
    "instant": "An instant in UTC.",
    "claim": "Id of the claim.",
    "source": "Id of a source, given in full under `sources`.",
    "certainty": "`certain`: whatever the unknown parts of dates are. `possible`: they leave it open.",
}


def row_model(name: str, columns: Sequence[Column]) -> type[BaseModel]:
    """The type of a row with these columns."""
    fields: dict[str, Any] = {}
    for column in columns:
        if column.records:
            inner = row_model(f"{name}_{column.name}", column.records)
            fields[column.name] = (list[inner], Field())  # type: ignore[valid-type]
            continue
        kind: Any = _COLUMN_TYPES.get(column.type, str)
        if column.type == "certainty":
            kind = Literal[CERTAINTIES]
        if column.many:
            kind = list[kind]
        if column.nullable:
            kind = kind | None
        fields[column.name] = (kind, Field(description=_ABOUT_TYPE.get(column.type)))
    return create_model(name, __config__=ConfigDict(title=name), **fields)


@cache
def answer_model(question: Question) -> type[BaseModel]:
    """The type of a question's answer."""
    rows: Any = list[row_model(question.name, question.columns)]  # type: ignore[misc]
    return create_model(
        f"{question.name}_answer",
        __base__=ListAnswer,
        __doc__=f"Answer to: {question.title}",
        items=(rows, Field()),
    )


def refuse_parameters(request: Request) -> None:
    """Refuse whatever stands behind the ?, where nothing may. Raises `ParameterError`."""
    for name in request.query_params:
        raise ParameterError(name[:60], "there is no such parameter.", remedy="This address takes none.")


def refuse_clockless(request: Request, name: str, longest: int) -> str:
    """The one parameter of an address that takes no clock. Raises `ParameterError`."""
    for other in request.query_params:
        if other != name:
            raise ParameterError(other[:60], "there is no such parameter.", remedy=f"There is: {name}.")
    values = request.query_params.getlist(name)
    if len(values) != 1 or not re.search(SOMETHING, values[0]) or len(values[0]) > longest:
        raise ParameterError(
            name, "one word or name is needed.", remedy=f"Give it once, with 1 to {longest} characters."
        )
    return values[0]


class Asked:
    """What a request asks: its parameters as text, each given once, and the two clocks."""

    def __init__(
        self, request: Request, known: Sequence[str], *, in_parts: bool = False, clocks: Sequence[str] = CLOCKS
    ) -> None:
        """Read a request; `clocks` are those that it may set.

        Raises `ParameterError` for a parameter that is unknown, empty or given twice, and for a bad clock.

        An unknown parameter is refused, not overlooked: a misspelt `as_of` would be answered for another day. So is an empty
        one: a country that a program forgot to fill in would be answered with every country.
        """
        allowed = {*known, *clocks, *(lists.PARAMETERS if in_parts else ())}
        self.given: dict[str, str | None] = {}
        for name, value in request.query_params.multi_items():
            if name not in allowed:
                raise ParameterError(
                    name[:60],
                    "there is no such parameter.",
                    remedy=f"There are: {', '.join(sorted(allowed))}.",
                )
            if name in self.given:
                raise ParameterError(name, "the parameter is given twice.", remedy="Give it once.")
            if not value:
                raise ParameterError(name, "the parameter is empty.", remedy="Give it a value, or leave it out.")
            self.given[name] = value
        self.wanted = lists.Wanted.taken_from(self.given, request) if in_parts else lists.Wanted(lists.JSON, None, None)
        as_of = clock("as_of", self.given.pop("as_of", None), parse_day)
        known_at = clock("known_at", self.given.pop("known_at", None), parse_instant)
        if cursor := self.wanted.cursor:
            # A part is of the list that the first part was of, whatever has been released since.
            for name, value, fixed in (("as_of", as_of, cursor.as_of), ("known_at", known_at, cursor.known_at)):
                if value not in (None, fixed):
                    raise ParameterError(
                        name, "the cursor is of another one.", remedy=f"Leave {name} out, or begin again."
                    )
            as_of, known_at = cursor.as_of, cursor.known_at
        self.as_of_given = as_of
        """The day, if it was given."""
        self.as_of = as_of or today()
        self.known_at = known_at


def ask(
    desk: Desk, question: Question, asked: Asked, narrowed: Mapping[str, Narrowed] | None = None, **fixed: str
) -> Answer:
    """The answer to what was asked, with some parameters fixed by the path."""
    given = {**asked.given, **fixed}
    return desk.ask(question.path, given, as_of=asked.as_of, known_at=asked.known_at, narrowed=narrowed)


def spliced(answer: Answer, ways: Mapping[str, str | None], items: bytes) -> bytes:
    """A list as JSON has it, whose rows are JSON already: the same bytes."""
    before, after = to_json(list_body(answer, ways)).split(b"[]", 1)
    return b"".join((before, items, after))


def respond(body: Mapping[str, Any]) -> Response:
    """A JSON response with an ETag over its very bytes."""
    return tagged(Response(to_json(body), media_type=lists.JSON))


def tagged(response: Response, *, by_accept: bool = False) -> Response:
    """The response with an ETag over its bytes. It may be kept, but only used after asking again: any load may change it.

    The tag is weak, since the same bytes may go out compressed. How names were understood stands beside the bytes of CSV.
    `by_accept`: another `Accept` may get another form.
    """
    etag = blake2b(
        bytes(response.body) + response.headers.get(lists.UNDERSTOOD, "").encode(), digest_size=12
    ).hexdigest()
    response.headers.update({"ETag": f'W/"{etag}"', "Cache-Control": "no-cache"})
    if by_accept:
        response.headers["Vary"] = "Accept"
    return response


_LEADS_TO = {
    "country": ("country", "country", "The country on the same day."),
    "body": ("members_of_body", "body", "Who belongs to it on the same day."),
    "claim": ("claim", "claim", "The claim, with its rivals and its sources."),
    "source": ("source", "source", "The source, with every claim that rests on it."),
}
"""Where a value of a type leads: the operation, its parameter, and what is there."""


def links_from(columns: Sequence[Column], at: str = "/items/0") -> dict[str, dict[str, Any]]:
    """Links of the OpenAPI document from the ids in a row with these columns. `at` points to the row in the answer."""
    found: dict[str, dict[str, Any]] = {}
    for column in columns:
        place = f"{at}/{column.name}"
        if column.records:
            found |= {f"{column.name}.{name}": link for name, link in links_from(column.records, f"{place}/0").items()}
        elif column.type in _LEADS_TO:
            operation, parameter, about = _LEADS_TO[column.type]
            pointer = f"$response.body#{place}{'/0' if column.many else ''}"
            clocks = {clock: f"$response.body#/{clock}" for clock in CLOCKS}
            found[column.name] = {
                "operationId": operation,
                "parameters": {parameter: pointer} | clocks,
                "description": about,
            }
    return found


def _next_part(operation: str, parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The link of a list to its next part: the same question, with the cursor."""
    same = {
        f"{one['in']}.{one['name']}": f"$request.{one['in']}.{one['name']}"
        for one in parameters
        if one["name"] not in (*CLOCKS, "cursor")
    }
    return {
        "operationId": operation,
        "parameters": same | {"query.cursor": "$response.body#/next"},
        "description": "The next part, while `next` is not null.",
    }


def add_question(
    router: APIRouter,
    doors: Doors,
    path: str,
    question: Question,
    *,
    tag: str,
    rename: Mapping[str, str] | None = None,
    kinds: tuple[str, ...] = (),
    before: Callable[[Request], None] = lambda _: None,
    operation: str = "",
    examples: Mapping[str, str] | None = None,
    more_links: Mapping[str, Any] | None = None,
    answered: Callable[[Asked], tuple[Answer, Mapping[str, str | None]]] | None = None,
    written: Callable[[Asked], tuple[Answer, Mapping[str, str | None], bytes]] | None = None,
) -> None:
    """Add the endpoint of a question. `rename` maps names in the path to parameters of the question that they fix.

    `kinds` are labels: what the path names must have one, where the address is for fewer kinds of things than the question.
    `examples` replace those of the question in the document, for an address that is narrower than the question; `more_links`
    of the document are besides those that follow from its columns. `answered` gives the answer and where to go from it, for a
    question that is no query of its own; `written` does so with the rows as JSON apart, for one that is wanted whole.
    """
    in_path = dict(rename or {})
    free = [parameter for parameter in question.parameters if parameter.name not in in_path.values()]
    by_name = {parameter.name: parameter for parameter in question.parameters}
    narrowed = {
        parameter: Narrowed(name, kinds or (ENTITY_LABELS[by_name[parameter].type],))
        for name, parameter in in_path.items()
        if by_name[parameter].type in ENTITY_LABELS
    }

    def endpoint(request: Request) -> Response:
        before(request)
        asked = Asked(request, [parameter.name for parameter in free], in_parts=True)
        fixed = {parameter: request.path_params[name] for name, parameter in in_path.items()}
        if written and asked.wanted.whole_as_json:
            return tagged(Response(spliced(*written(asked)), media_type=lists.JSON), by_accept=True)
        if answered:
            answer, ways = answered(asked)
        else:
            answer = ask(doors.desk, question, asked, narrowed, **fixed)
            ways = links(answer, doors.browser_url)
        rows, following = asked.wanted.part_of(answer)
        if asked.wanted.media_type == lists.CSV:
            return tagged(lists.as_csv(answer, rows, following), by_accept=True)
        body = list_body(answer, ways) | {"items": rows, "next": following}
        return tagged(Response(to_json(body), media_type=lists.JSON), by_accept=True)

    instead = examples or {}
    parameters = [
        parameter | ({"example": instead[parameter["name"]]} if parameter["name"] in instead else {})
        for parameter in (
            *(path_parameter(name, by_name[parameter]) for name, parameter in in_path.items()),
            *(query_parameter(parameter) for parameter in free),
            *clock_parameters(),
            *part_parameters(),
        )
    ]
    id_ = operation or question.name
    links_ = {"next": _next_part(id_, parameters)} | links_from(question.columns) | dict(more_links or {})
    router.add_api_route(
        path,
        endpoint,
        methods=["GET"],
        operation_id=id_,
        summary=question.title,
        description=_description(question),
        tags=[tag],
        response_model=answer_model(question),
        responses=RESPONSES | LIST_RESPONSES | {200: LIST_RESPONSES[200] | {"links": links_}},
        openapi_extra={"parameters": parameters},
    )


def _description(question: Question) -> str:
    about = " ".join(question.about.split())
    if not question.provisions:
        return about
    one = len(question.provisions) == 1
    return f"{about}\n\nServes paragraph{'' if one else 's'} {', '.join(question.provisions)} of the policy."


def path_parameter(name: str, parameter: Parameter) -> dict[str, Any]:
    """A parameter in the path, for the OpenAPI document."""
    return query_parameter(parameter) | {"name": name, "in": "path", "required": True}


def query_parameter(parameter: Parameter) -> dict[str, Any]:
    """A parameter of a question, for the OpenAPI document."""
    schema: dict[str, Any] = {"type": "integer" if parameter.type == "integer" else "string"}
    if parameter.type == "day":
        schema["format"] = "date"
    elif schema["type"] == "string" and not parameter.choices:
        schema["minLength"] = 1
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.type == "integer":
        schema["minimum"] = -_LARGEST if parameter.minimum is None else parameter.minimum
        schema["maximum"] = _LARGEST if parameter.maximum is None else parameter.maximum
    if parameter.default is not None and parameter.default != AT_AS_OF:
        schema["default"] = int(parameter.default) if parameter.type == "integer" else parameter.default
    example: str | int = int(parameter.example) if parameter.type == "integer" else parameter.example
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.about} {BY_NAME}" if parameter.type in ENTITY_LABELS else parameter.about,
        "schema": schema,
        "example": example,
    }


def part_parameters() -> list[dict[str, Any]]:
    """What every list takes besides: its form, and its parts."""
    return [
        {
            "name": "limit",
            "in": "query",
            "required": False,
            "description": "At most so many items; the rest follows by the cursor in `next`. All of them by default.",
            "schema": {"type": "integer", "minimum": 1, "maximum": lists.LONGEST_PART},
            "example": 100,
        },
        {
            "name": "cursor",
            "in": "query",
            "required": False,
            "description": (
                "`next` of the part before. It fixes both clocks, so the parts fit together whatever is released meanwhile;"
                " should the list change all the same, the answer is 409."
            ),
            "schema": {"type": "string", "minLength": 1},
        },
        {
            "name": "format",
            "in": "query",
            "required": False,
            "description": "`csv` instead of JSON, as `Accept: text/csv` asks for, too.",
            "schema": {"type": "string", "enum": ["json", "csv"], "default": "json"},
            "example": "json",
        },
    ]


def clock_parameters(*, without_default: bool = False) -> list[dict[str, Any]]:
    """The two clocks, which every question takes; `without_default`: without a day, all of time is meant."""
    default = "All of time by default." if without_default else "Today in UTC by default."
    return [
        {
            "name": "as_of",
            "in": "query",
            "required": False,
            "description": f"The day asked about. {default}",
            "schema": {"type": "string", "format": "date"},
            "example": "2011-04-15",
        },
        {
            "name": "known_at",
            "in": "query",
            "required": False,
            "description": (
                "The state of knowledge that answers: what the releases published by then said. An instant in UTC, or a day,"
                " which is its first instant. The newest release by default."
            ),
            "schema": {"type": "string", "minLength": len("2026-11-23")},
            "example": "2026-11-23",
        },
    ]
