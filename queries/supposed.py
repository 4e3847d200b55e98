"""What is supposed for one question alone: facts, acts of the Council and rules that are not there, and what is set aside of those
that are. Nothing is written: the grounds of all verdicts are read, and changed in memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from graph.clocks import STILL_HOLDS, Bounds, bounds, parse_day, parse_edtf, parse_instant
from graph.errors import DateError
from graph.schema import table
from queries.cells import Grounds, asked
from queries.desk import Known
from queries.matrix import Place
from queries.told import VERBS
from queries.types import ParameterError
from queries.understanding import Given, understand
from queries.verdict import Asked

Row = Mapping[str, Any]

MOST = 50
"""Things of a kind that may be supposed, or set aside, at once."""


_ENDS = next(column.references for column in table("rule_conditions").columns if column.name == "object")
"""What a rule may ask about."""


def _holds(parse: Callable[[str], Any]) -> Callable[[str], str]:
    """A check of a text by what reads it."""

    def checked(text: str) -> str:
        try:
            parse(text)
        except DateError as error:
            raise ValueError(f"{error.what} {error.remedy}") from error
        return text

    return checked


Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Day = Annotated[str, AfterValidator(_holds(parse_day)), Field(json_schema_extra={"format": "date"})]
Instant = Annotated[str, AfterValidator(_holds(parse_instant))]
Date = Annotated[str, AfterValidator(_holds(parse_edtf))]
Until = Annotated[str, AfterValidator(_holds(lambda text: text == STILL_HOLDS or parse_edtf(text)))]

Relation = Literal[
    "MEMBER_OF", "USES", "RECOGNISED_IN", "CONTRIBUTES_TO", "CONDUCTS", "HAS_RELATIONS_WITH", "ASPIRES_TO"
]


class _Body(BaseModel):
    """A part of a request: what it does not know is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Dated(_Body):
    """Something with a beginning and an end."""

    since: Date | None = Field(
        None, description="When it begins (EDTF). The day asked about by default.", examples=["2011-04-15"]
    )
    until: Until = Field(STILL_HOLDS, description="First day on which it no longer holds (EDTF); `..` still.")

    def days(self, day: dt.date) -> Bounds:
        """Its four days. Raises `DateError`."""
        return bounds(self.since or day.isoformat(), self.until)

    @model_validator(mode="after")
    def _in_order(self) -> _Dated:
        if self.since:
            try:
                bounds(self.since, self.until)
            except DateError as error:
                raise ValueError(f"{error.what} {error.remedy}") from error
        return self


class SupposedFact(_Dated):
    """An edge that is not in the graph."""

    relation: Relation = Field(examples=["MEMBER_OF"])
    start: Name = Field(description="Whose edge it is, by id or name.", examples=["Jordan"])
    end: Name = Field(description="The other end, by id or name.", examples=["PFP"])
    role: str | None = Field(None, max_length=40, description="The role on it.", examples=["partner"])


class SupposedDecision(_Dated):
    """An act of the Council that is not in the register."""

    effect: Literal["grants", "suspends"]
    actors: list[Name] = Field(min_length=1, max_length=MOST, description="Whom it concerns, by id or name.")
    affects: list[Name] = Field(
        default_factory=list,
        max_length=MOST,
        description="Tools, frameworks, commissions or operations, by id or name: how far it reaches follows from them, as"
        " docs/decisions/0006-eligibility.md says. Empty: everything. What grants names a tool.",
    )
    strand: Literal["political", "practical", "both"] | None = Field(
        None, description="The strand of cooperation that a suspension holds back; null: both."
    )
    title: str | None = Field(None, max_length=300, description="What to call it.")


class SupposedCondition(_Body):
    """What a supposed rule asks: an edge, or something of the actor itself. As in the table `rule_conditions`."""

    asks: str = Field(
        min_length=1, max_length=300, description="In words, after the actor's name.", examples=["is a partner in PfP"]
    )
    relation: Relation | None = None
    role: str | None = Field(None, max_length=40)
    object: Name | None = Field(None, description="The other end, by id or name.")
    any_of: Literal["partnership", "operation", "commission"] | None = None
    subject: Name | None = Field(None, description="Whose edge it is, if not the actor's.")
    attribute: Literal["beyond_euro_atlantic"] | None = None
    expected: bool = True
    scope: bool = Field(False, description="It says of whom the rule speaks at all.")
    alternative: int | None = Field(None, ge=1, le=MOST)

    @model_validator(mode="after")
    def _one_thing(self) -> SupposedCondition:
        if (self.relation is None) == (self.attribute is None):
            raise ValueError("A condition asks for a relation or for an attribute: give one of the two.")
        if self.attribute and (self.role or self.object or self.any_of or self.subject):
            raise ValueError("What is asked of the actor itself has no role, object, any_of or subject.")
        if self.object and self.any_of:
            raise ValueError("Give object or any_of, not both.")
        if self.scope and self.alternative is not None:
            raise ValueError("What says of whom a rule speaks is no alternative to another condition.")
        return self


class SupposedRule(_Dated):
    """A rule that is not there. As in the table `rules`."""

    tool: Name = Field(description="The tool that it makes available, by id or name.")
    modality: Literal["open", "on_request", "needs_decision"]
    audience: Literal["country", "organisation"] = "country"
    wording: str = Field("supposed", max_length=300, description="How it is put.")
    decides: Literal["partner", "NAC", "NATO"] = "NAC"
    area: Literal["priority", "other", "direct_threat"] | None = None
    strand: Literal["political", "practical", "both"] = "both"
    conditions: list[SupposedCondition] = Field(default_factory=list, max_length=MOST)


class Additions(_Body):
    """What is supposed to be there."""

    facts: list[SupposedFact] = Field(default_factory=list, max_length=MOST)
    decisions: list[SupposedDecision] = Field(default_factory=list, max_length=MOST)
    rules: list[SupposedRule] = Field(default_factory=list, max_length=MOST)


class WhatIf(_Body):
    """What is supposed, for which day, and which cells are looked at."""

    as_of: Day | None = Field(
        None, description="The day asked about. Today in UTC by default.", examples=["2011-04-15"]
    )
    known_at: Instant | None = Field(None, description="The state of knowledge. The newest release by default.")
    add: Additions = Field(default_factory=Additions)
    set_aside: list[Name] = Field(
        default_factory=list,
        max_length=MOST,
        description="Ids of claims, acts of the Council and rules that are taken not to be there.",
        examples=[["D-2014-RUS"]],
    )
    actor: Name | None = Field(None, description="Only cells of this actor.")
    tool: Name | None = Field(None, description="Only cells of this tool.")
    operation: Name | None = Field(None, description="Only what is tied to this operation.")
    commission: Name | None = Field(None, description="Only what is tied to this commission.")
    kind: Literal["country", "organisation", "alliance"] | None = Field(None, description="Only actors of this kind.")
    framework: Name | None = Field(None, description="Only actors that belong to it on the day, as it is, or may.")
    area: Name | None = Field(None, description="The area that is asked about, as `/v1/eligibility` has it.")


@dataclass(frozen=True)
class Supposition:
    """One thing that is supposed. `adds` is a row of the grounds, of that kind; None where something is set aside."""

    id: str
    kind: Literal["claim", "decision", "rule"]
    adds: Row | None
    told: str

    @property
    def what(self) -> str:
        """How it stands."""
        return "is supposed" if self.adds else "is set aside"


@dataclass(frozen=True)
class Reach:
    """The cells that suppositions can touch."""

    actors: frozenset[str]
    tools: frozenset[str]
    everyone: bool

    def touches(self, place: Place) -> bool:
        """A place among them."""
        return self.everyone or place.actor in self.actors or place.column.tool in self.tools


def suppositions(
    known: Known, wanted: WhatIf, grounds: Grounds, day: dt.date
) -> tuple[list[Supposition], list[dict[str, Any]]]:
    """Everything that is supposed, by ids, and how names were understood. Raises `ParameterError` and its kinds."""
    reader = _Reader(known, grounds, day)
    return list(reader.read(wanted)), reader.understood


def new_edges(added: Iterable[Supposition], grounds: Grounds) -> list[Asked]:
    """The kinds of edges that supposed rules ask for and no other does: the facts that are one are yet to be read."""
    there = set(_edges(grounds.rules))
    rules = [one.adds for one in added if one.kind == "rule" and one.adds]
    return [edge for edge in dict.fromkeys(_edges(rules)) if edge not in there]


def supposing(grounds: Grounds, changed: Sequence[Supposition], more: Sequence[Row] = ()) -> Grounds:
    """The grounds as they would be. `more`: the facts of new kinds of edges."""
    aside = {one.id for one in changed if one.adds is None}
    rules = [row for row in grounds.rules if row["id"] not in aside]
    rules += [one.adds for one in changed if one.kind == "rule" and one.adds]
    facts = [row for row in (*grounds.facts, *more) if row["claim"] not in aside]
    edges = list(dict.fromkeys(_edges(rules)))
    for one in changed:
        if one.kind == "claim" and one.adds:
            facts += _rows_of(one.adds, edges, grounds)
    acts = [row for row in grounds.acts if row["id"] not in aside]
    acts += [one.adds for one in changed if one.kind == "decision" and one.adds]
    return replace(grounds, rules=rules, facts=facts, acts=acts)


def reach(grounds: Grounds, changed: Iterable[Supposition]) -> Reach:
    """Where it can make a difference; elsewhere nothing is compared."""
    actors: set[str] = set()
    tools: set[str] = set()
    everyone = False
    for one in changed:
        if one.kind == "rule":
            rows = [one.adds] if one.adds else [row for row in grounds.rules if row["id"] == one.id]
            tools |= {row["tool"] for row in rows}
        elif one.kind == "decision":
            rows = [one.adds] if one.adds else [row for row in grounds.acts if row["id"] == one.id]
            actors |= {actor for row in rows for actor in row["actors"]}
        else:
            rows = [one.adds] if one.adds else [row for row in grounds.facts if row["claim"] == one.id]
            ends = {row[end] for row in rows for end in ("start", "end")}
            actors |= ends
            # What a rule asks of another than the actor counts for all.
            everyone |= any(edge.subject in ends for edge in _edges(grounds.rules) if edge.subject)
    added_rules = [one.adds for one in changed if one.kind == "rule" and one.adds]
    everyone |= bool(actors) and any(edge.subject in actors for edge in _edges(added_rules) if edge.subject)
    return Reach(frozenset(actors), frozenset(tools), everyone)


def rule_rows(grounds: Grounds, place: Place) -> list[Row]:
    """The rules on a tool, as `queries.told` looks at them where none speaks of the actor."""
    kind = grounds.actors[place.actor]
    return [
        {
            "rule": row["id"],
            "audience": row["audience"],
            "speaks_of_its_kind": row["audience"] == kind,
            "asks": next((one["asks"] for one in row["conditions"]), None),
            "wording": row["wording"],
            "provisions": row["provisions"],
        }
        for row in grounds.rules
        if row["tool"] == place.column.tool
    ]


class _Reader:
    """Reads what is supposed: names become ids, and each thing a row as the grounds have them."""

    def __init__(self, known: Known, grounds: Grounds, day: dt.date) -> None:
        self._known = known
        self._grounds = grounds
        self._day = day
        self.understood: list[dict[str, Any]] = []

    def read(self, wanted: WhatIf) -> Iterator[Supposition]:
        for number, fact in enumerate(wanted.add.facts):
            yield self._fact(fact, f"add.facts[{number}]", f"supposed-fact-{number + 1}")
        for number, decision in enumerate(wanted.add.decisions):
            yield self._decision(decision, f"add.decisions[{number}]", f"supposed-decision-{number + 1}")
        for number, rule in enumerate(wanted.add.rules):
            yield self._rule(rule, f"add.rules[{number}]", f"supposed-rule-{number + 1}")
        for number, id_ in enumerate(dict.fromkeys(wanted.set_aside)):
            yield self._aside(id_, f"set_aside[{number}]")

    def _id(self, text: str, at: str, labels: tuple[str, ...]) -> str:
        what = " or ".join(labels).lower()
        id_, how = understand(Given(at, text.strip(), labels, what), self._known.entities, self._known.names, self._day)
        if how:
            self.understood.append(how)
        return id_

    def _name(self, id_: str) -> str:
        return self._known.entities[id_].name

    def _dates(self, one: _Dated, at: str) -> dict[str, Any]:
        try:
            days = one.days(self._day)
        except DateError as error:
            raise ParameterError(f"{at}.until", error.what, remedy=error.remedy) from error
        return {
            "since": one.since or self._day.isoformat(),
            "until": one.until,
            "from_earliest": days.from_min.isoformat(),
            "from_latest": days.from_max.isoformat(),
            "to_earliest": days.to_min.isoformat(),
            "to_latest": days.to_max.isoformat(),
            "sources": [],
        }

    def _fact(self, fact: SupposedFact, at: str, id_: str) -> Supposition:
        start = self._id(fact.start, f"{at}.start", ("Actor",))
        end = self._id(fact.end, f"{at}.end", _ENDS)
        row = {
            "claim": id_,
            "relation": fact.relation,
            "start": start,
            "end": end,
            "held_as": fact.role,
            "confidence": "supposed",
            **self._dates(fact, at),
        }
        as_ = f" as {fact.role}" if fact.role else ""
        return Supposition(id_, "claim", row, f"{self._name(start)} {VERBS[fact.relation]} {self._name(end)}{as_}")

    def _decision(self, one: SupposedDecision, at: str, id_: str) -> Supposition:
        actors = [self._id(text, f"{at}.actors[{number}]", ("Actor",)) for number, text in enumerate(one.actors)]
        labels = ("Tool", "Framework", "Commission", "Operation")
        affects = [self._id(text, f"{at}.affects[{number}]", labels) for number, text in enumerate(one.affects)]
        of_label = {
            label: [thing for thing in affects if label in self._known.entities[thing].labels] for label in labels
        }
        if one.effect == "grants" and not of_label["Tool"]:
            raise ParameterError(f"{at}.affects", "what is granted is a tool.", remedy="Name one.")
        of_strand = "" if one.strand in (None, "both") else f"{one.strand} "
        things = ", ".join(self._name(thing) for thing in affects) or f"all {of_strand}cooperation"
        whom = ", ".join(self._name(actor) for actor in actors)
        told = one.title or f"the Council {one.effect} {things} {'to' if one.effect == 'grants' else 'with'} {whom}"
        row = {
            "id": id_,
            "title": told,
            "body": "NAC",
            "effect": one.effect,
            "strand": one.strand,
            "actors": actors,
            "frameworks": of_label["Framework"],
            "commissions": of_label["Commission"],
            "operations": of_label["Operation"],
            "tools": of_label["Tool"],
            "others": [],
            "affects": affects,
            "decided_on": None,
            "provisions": [],
            "confidence": "supposed",
            "note": None,
            **self._dates(one, at),
        }
        return Supposition(id_, "decision", row, told)

    def _rule(self, rule: SupposedRule, at: str, id_: str) -> Supposition:
        tool = self._id(rule.tool, f"{at}.tool", ("Tool",))
        row = {
            "id": id_,
            "tool": tool,
            "modality": rule.modality,
            "wording": rule.wording,
            "decides": rule.decides,
            "audience": rule.audience,
            "per": next((held["per"] for held in self._grounds.rules if held["tool"] == tool), None),
            "area": rule.area,
            "strand": rule.strand,
            "instead_of": None,
            "reading": "supposed",
            "provisions": [],
            "note": None,
            "conditions": [
                self._condition(one, f"{at}.conditions[{number}]", f"{id_}:{number + 1}")
                for number, one in enumerate(rule.conditions)
            ],
            **self._dates(rule, at),
        }
        return Supposition(id_, "rule", row, f"{self._name(tool)}: {rule.wording}")

    def _condition(self, one: SupposedCondition, at: str, id_: str) -> dict[str, Any]:
        return {
            "id": id_,
            "alternative": one.alternative,
            "scope": one.scope,
            "asks": one.asks,
            "expected": one.expected,
            "relation": one.relation,
            "role": one.role,
            "object": one.object and self._id(one.object, f"{at}.object", _ENDS),
            "any_of": one.any_of,
            "subject": one.subject and self._id(one.subject, f"{at}.subject", ("Actor",)),
            "attribute": one.attribute,
        }

    def _aside(self, id_: str, at: str) -> Supposition:
        match self._grounds.kinds.get(id_):
            case "claim" | "decision" | "rule" as kind:
                return Supposition(id_, kind, None, id_)
            case _:
                raise ParameterError(
                    at,
                    f"no verdict could rest on {id_[:60]!r}: it is no claim that a rule looks at, no act that grants or"
                    " suspends, and no rule.",
                    remedy="The reasons of /v1/eligibility name claims, acts and rules by their ids.",
                )


def _edges(rules: Iterable[Row]) -> Iterator[Asked]:
    """What the conditions of rules ask for."""
    return (asked(one) for row in rules for one in row["conditions"] if one["relation"])


def _rows_of(fact: Row, edges: Iterable[Asked], grounds: Grounds) -> Iterator[Row]:
    """A supposed fact as rows of the grounds: one for each kind of edge that it is, at either end."""
    for edge in edges:
        if edge.relation != fact["relation"] or edge.role not in (None, fact["held_as"]):
            continue
        for actor, other in ((fact["start"], fact["end"]), (fact["end"], fact["start"])):
            if actor in grounds.actors and edge.subject in (None, actor) and _will_do(edge, other, grounds):
                yield {
                    **fact,
                    "actor": actor,
                    "other": other,
                    "role": edge.role,
                    "object": edge.object,
                    "any_of": edge.any_of,
                    "subject": edge.subject,
                }


def _will_do(edge: Asked, other: str, grounds: Grounds) -> bool:
    """The other end is one that is asked for."""
    if edge.object:
        return other == edge.object
    match edge.any_of:
        case "partnership":
            return other in grounds.confers_partnership
        case "operation" | "commission" as kind:
            return kind.capitalize() in grounds.known.entities[other].labels
        case _:
            return True
