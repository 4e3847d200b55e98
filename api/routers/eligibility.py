"""Eligibility: may an actor use a tool on a day, why, why not, and what would change it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, ValidationError, create_model

from api.answers import (
    Asked,
    Clocks,
    Doors,
    Links,
    RivalItem,
    SourceItem,
    add_question,
    clock_parameters,
    query_parameter,
    respond,
    row_model,
    tagged,
)
from api.links import links_behind, links_of_verdict
from api.lists import MARKDOWN
from api.problems import BAD_BODY, RESPONSES, TOO_SLOW, Problem, body_problem, faults_of, problem_of
from graph.clocks import parse_day, parse_instant, today
from queries import what_if
from queries.brief import brief
from queries.desk import Answer, Known
from queries.eligibility import CHECK, answered, ask
from queries.many import AREA, MATRIX
from queries.supposed import Day, Instant, Name, WhatIf
from queries.told import Wanted
from queries.types import ParameterError
from queries.verdict import VERDICTS

TAGS = {
    "Eligibility": (
        "May an actor use a tool on a day, why, why not, what would change it, and how long does it hold? The verdict keeps"
        " the modality of the text; every reason names its facts, sources and paragraph."
    ),
}

_HOLDS = Literal["yes", "possibly", "no"]


class FactItem(BaseModel):
    """What meets a condition, or would on another day: a claim, an act of the Council, or the rule itself."""

    claim: str | None = Field(None, description="Id of the claim, if it is one.")
    decision: str | None = Field(None, description="Id of the act of the Council, if it is one.")
    rule: str | None = Field(None, description="Id of the rule, if it is one.")
    supposed: str | None = Field(None, description="What it is called, if it is none of these but only supposed.")
    start: str | None = None
    relation: str | None = Field(None, description="Type of the edge, as in the graph.")
    end: str | None = None
    role: str | None = None
    title: str | None = Field(None, description="What was decided.")
    body: str | None = Field(None, description="Who decided.")
    effect: str | None = None
    strand: str | None = Field(None, description="`political`, `practical`; null: not limited to one.")
    affects: list[str] | None = None
    decided_on: str | None = None
    modality: str | None = Field(None, description="`open`, `on_request` or `needs_decision`.")
    decides: str | None = Field(None, description="Who has the last word: `partner`, `NAC` or `NATO`.")
    reading: str | None = Field(None, description="`text`, `practice`, or `ours`: a reading of ours.")
    provisions: list[str] | None = Field(None, description="Statements of the policy that the rule rests on.")
    since: str | None = Field(None, description="As its source has it (EDTF); null unknown.")
    until: str | None = Field(None, description="First day on which it no longer holds; `..` still; null unknown.")
    holds: _HOLDS = Field(description="On the day asked about.")
    confidence: str | None = None
    sources: list[str]


class ReasonItem(BaseModel):
    """One thing on which the verdict rests."""

    rule: str | None = Field(description="The rule that asks it; null for an act of the Council.")
    condition: str = Field(description="What is asked, as a sentence.")
    holds: _HOLDS = Field(description="Whether it is so on the day.")
    facts: list[FactItem] = Field(
        description="The facts that are it; where none is, those of other days. Empty: no source that we know shows one."
    )
    provision: str | None = Field(
        description="The statement of the policy; null where the policy does not speak of it."
    )


class Settled(BaseModel):
    """An unknown, settled one way."""

    ids: list[str] = Field(description="Claims, acts or rules that may hold on the day; of several, any.")
    hold: Literal["yes", "no"]


class Combination(BaseModel):
    """What the verdict would be if the unknowns were settled so."""

    verdict: str
    # `if` is a word of Python's.
    if_: list[Settled] = Field(alias="if")


class NoteItem(BaseModel):
    """Something that changes no verdict and must be known."""

    kind: Literal["rule", "decision", "standing", "use", "practice", "gap"]
    id: str
    text: str
    holds: Literal["yes", "possibly"]
    claim: str | None
    provision: str | None
    sources: list[str]


class Addition(BaseModel):
    """An edge, or an act of the Council, that is not there."""

    decision: Literal["grants", "suspends"] | None = None
    actor: str | None = None
    tool: str | None = None
    relation: str | None = None
    role: str | None = None
    object: str | None = None
    any_of: str | None = None
    subject: str | None = None


class SettledOne(BaseModel):
    """An unknown that a source would settle."""

    id: str
    holds: Literal["yes", "no"]


class ChangeItem(BaseModel):
    """A single fact or act that alone would give another verdict. Each was tried; none is weighed."""

    change: str
    by: str = Field(description="Who could bring it about.")
    provision: str | None
    verdict: str = Field(description="The verdict that would then be given.")
    adds: Addition | None = Field(description="What would have to be there, if that is the change.")
    ends: str | None = Field(description="Id of what would have to end, if that is the change.")
    settles: SettledOne | None = Field(description="What a source would have to show, if that is the change.")


class Turn(BaseModel):
    """What turns the verdict at an edge of its time."""

    day: str
    id: str = Field(description="A claim, an act or a rule.")
    what: str = Field(description="`begins`, `ends`, `may begin`, `may have ended` or `holds for certain`.")


class Valid(BaseModel):
    """The days before and after the one asked about on which the verdict is the same."""

    from_: str | None = Field(alias="from", description="First such day; null: since before any date known.")
    until: str | None = Field(description="First day on which it is another; null: no end known.")
    before: str | None = Field(description="The verdict of the day before `from`.")
    after: str | None = Field(description="The verdict of `until`.")
    because: list[Turn]


class EligibilityAnswer(Clocks):
    """One verdict with its reasons."""

    actor: str
    actor_name: str
    tool: str
    tool_name: str
    operation: str | None
    commission: str | None
    area: str | None
    verdict: str = Field(
        description="`open`: made available, no further decision needed. `on_request`: NATO will consider a request."
        " `needs_decision`: case by case, on a decision of the Council that is not in the register. `granted`: by a decision in"
        " force. `suspended`: held back by one. `closed`: a rule speaks of this kind of actor and is not met. `silent`: none does."
        " `undetermined`: what holds only possibly on the day leads to different verdicts.",
        json_schema_extra={"enum": list(VERDICTS)},
    )
    summary: str = Field(description="The verdict in a sentence.")
    reasons: list[ReasonItem] = Field(description="What decides; for a no, nearest to yes first.")
    undetermined: list[Combination] = Field(description="Empty unless the verdict is `undetermined`.")
    notes: list[NoteItem]
    would_change_if: list[ChangeItem]
    valid: Valid
    rivals: list[RivalItem]
    sources: list[SourceItem]
    links: Links


class SupposedItem(BaseModel):
    """Something that is supposed."""

    id: str = Field(description="The id of what is set aside; what is added is called by its place in the request.")
    kind: Literal["claim", "decision", "rule"]
    what: Literal["is supposed", "is set aside"]
    told: str = Field(description="In words.")


_WhatIfItem = create_model(
    "WhatIfItem",
    __base__=row_model("what_if_item", what_if.WHAT_IF.columns),
    __doc__="A cell whose verdict would be another.",
    reasons=(list[ReasonItem], Field(description="What the verdict would rest on.")),
)


class WhatIfAnswer(Clocks):
    """Which verdicts would be others, with reasons."""

    supposed: list[SupposedItem]
    cells: int = Field(description="How many cells were looked at; those that are not under `items` stay as they are.")
    items: list[_WhatIfItem]
    rivals: list[RivalItem]
    sources: list[SourceItem]


class BatchItem(BaseModel):
    """One cell, as `/v1/eligibility` takes it."""

    model_config = {"extra": "forbid", "frozen": True}

    actor: Name
    tool: Name
    operation: Name | None = None
    commission: Name | None = None
    area: Name | None = None
    as_of: Day | None = Field(None, description="Instead of that of the batch.")
    known_at: Instant | None = Field(None, description="Instead of that of the batch.")


_MOST_IN_A_BATCH = 50
_SHARE_OF_TIME = 0.8
"""Of the time for an answer, that may be over when the next item of a batch is begun."""

_NO_TIME_LEFT = "The items before it took all the time that there is for an answer."


class Batch(BaseModel):
    """Several cells at once."""

    model_config = {"extra": "forbid", "frozen": True}

    as_of: Day | None = Field(
        None, description="The day asked about. Today in UTC by default.", examples=["2011-04-15"]
    )
    known_at: Instant | None = Field(None, description="The state of knowledge. The newest release by default.")
    items: list[Any] = Field(
        min_length=1,
        max_length=_MOST_IN_A_BATCH,
        description="The cells. One that cannot be answered has a problem of its own, and the others their answers.",
        json_schema_extra={"items": BatchItem.model_json_schema()},
    )


class BatchAnswerItem(BaseModel):
    """What one item of a batch was answered: one of the two."""

    answer: EligibilityAnswer | None
    problem: Problem | None


class BatchAnswer(BaseModel):
    """An answer or a problem for each item, in their order, all of one revision of the graph."""

    items: list[BatchAnswerItem]
    revision: int


_SUPPOSING = {
    "as_of": "2011-04-15",
    "add": {"facts": [{"relation": "MEMBER_OF", "start": "Jordan", "end": "PfP", "role": "partner"}]},
    "set_aside": ["ipap-wider"],
    "actor": "Jordan",
}
_SEVERAL = {
    "as_of": "2011-04-15",
    "items": [{"actor": "Jordan", "tool": "IPAP"}, {"actor": "Sweden", "tool": "IPAP"}, {"actor": "Atlantis", "tool": "IPAP"}],
}  # fmt: skip


def _taking(example: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"example": dict(example)}}}}


_FORM = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "`brief`: the same as Markdown with footnotes, to put into a note.",
    "schema": {"type": "string", "enum": ["json", "brief"], "default": "json"},
    "example": "json",
}


def router(doors: Doors) -> APIRouter:
    """The routes."""
    desk = doors.desk
    routes = APIRouter(prefix="/v1/eligibility")
    check = desk.catalogue[CHECK]
    many = doors.many
    parameters = (*check.parameters, AREA)

    @routes.get(
        "",
        tags=["Eligibility"],
        response_model=EligibilityAnswer,
        responses=RESPONSES
        | {200: {"description": "The verdict.", "content": {MARKDOWN: {"schema": {"type": "string"}}}}},
        summary="May an actor use a tool on a day, and why?",
        operation_id="eligibility",
        openapi_extra={
            "parameters": [
                *(query_parameter(one) for one in parameters),
                *clock_parameters(),
                _FORM,
            ]
        },
    )
    def eligibility(request: Request) -> Response:
        """One verdict with its reasons, each with the facts, sources and paragraph behind it; what single fact or act would change
        it and who could supply it; and from when until when it holds. Never a bare yes or no: the verdict keeps the modality of
        the text."""
        asked = Asked(request, [*(one.name for one in parameters), "format"])
        form = asked.given.pop("format", "json")
        if form not in ("json", "brief"):
            raise ParameterError(
                "format", f"{form[:20] if form else form!r} is no form.", remedy="Choose json or brief."
            )
        for one in parameters:
            if one.required and not asked.given.get(one.name):
                raise ParameterError(one.name, "a value is missing.", remedy=f"For example {one.example}.")
        given: dict[str, Any] = {name: value or None for name, value in asked.given.items()}
        found = ask(desk, Wanted(**given), as_of=asked.as_of, known_at=asked.known_at)
        if form == "brief":
            return tagged(Response(brief(found.tree), media_type=MARKDOWN))
        return respond(found.tree | {"links": links_of_verdict(found, doors.browser_url)})

    @routes.post(
        "/what-if",
        tags=["Eligibility"],
        response_model=WhatIfAnswer,
        responses=RESPONSES,
        summary=what_if.WHAT_IF.title,
        operation_id="eligibility_what_if",
        openapi_extra=_taking(_SUPPOSING),
    )
    def if_it_were_so(supposed: WhatIf) -> Response:
        """Facts, acts of the Council and rules are added or set aside for this question alone: nothing is written. The cells whose
        verdict would be another are told, from what to what, with what makes the difference and the reasons of the new verdict."""
        return respond(what_if.ask(many, supposed, today=today()).tree())

    @routes.post(
        "/batch",
        tags=["Eligibility"],
        response_model=BatchAnswer,
        responses=RESPONSES,
        summary="May each of these actors use that tool, and why?",
        operation_id="eligibility_batch",
        openapi_extra=_taking(_SEVERAL),
    )
    def several(request: Request, batch: Batch) -> Response:
        """Up to fifty questions of `/v1/eligibility` at once, each answered, or told what is wrong with it, by itself. Those for
        which no time is left have a problem with status 504; ask for them again."""
        ends = monotonic() + _SHARE_OF_TIME * doors.seconds

        def one(known: Known, item: Any) -> dict[str, Any]:
            if monotonic() > ends:
                return {"answer": None, "problem": body_problem(request, 504, *TOO_SLOW, _NO_TIME_LEFT)}
            try:
                asked = BatchItem.model_validate(item)
            except ValidationError as error:
                return {"answer": None, "problem": body_problem(request, 422, *BAD_BODY, **faults_of(error.errors()))}
            day, instant = asked.as_of or batch.as_of, asked.known_at or batch.known_at
            wanted = Wanted(asked.actor, asked.tool, asked.operation, asked.commission, asked.area)
            try:
                found = answered(
                    desk, known, wanted, parse_day(day) if day else today(), parse_instant(instant) if instant else None
                )
            except ParameterError as error:
                return {"answer": None, "problem": problem_of(request, error)}
            return {"answer": found.tree | {"links": links_of_verdict(found, doors.browser_url)}, "problem": None}

        return respond(
            desk.together(
                lambda known: {"items": [one(known, item) for item in batch.items], "revision": known.revision}
            )
        )

    def over_many(path: str) -> Callable[[Asked], tuple[Answer, Mapping[str, str | None]]]:
        def answered(asked: Asked) -> tuple[Answer, Mapping[str, str | None]]:
            answer, behind = what_if.answer(many, path, asked.given, as_of=asked.as_of, known_at=asked.known_at)
            return answer, links_behind(answer, behind, doors.browser_url)

        return answered

    def matrix(asked: Asked) -> tuple[Answer, Mapping[str, str | None], bytes]:
        answer, behind, items = many.written(asked.given, as_of=asked.as_of, known_at=asked.known_at)
        return answer, links_behind(answer, behind, doors.browser_url), items

    for path, question in what_if.QUESTIONS.items():
        add_question(
            routes,
            doors,
            f"/{path.split('/')[1]}",
            question,
            tag="Eligibility",
            answered=over_many(path),
            written=matrix if question is MATRIX else None,
        )
    return routes
