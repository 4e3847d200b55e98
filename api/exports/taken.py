"""What an export takes out of the graph: things and the relations between them, of one state of knowledge, one after the other.

A relation is a claim with its clocks, or an edge of structure (which statement cites what, whom a decision concerns), which has
none. Nothing is held but the ids of things; each pass reads the graph again, and all passes are of one revision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import neo4j.time

from graph.clocks import BEGINNING, OPEN_END, format_instant
from graph.connection import Row
from graph.errors import DatabaseUnavailableError, PartnershipsError
from graph.text import cypher
from queries.desk import Answer, Desk, Known, understood
from queries.question import Question
from queries.types import Parameter

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ABOUT = (
    "The partnership graph: who stands in which relation to NATO, since when and until when. No official NATO source. Data: CC BY"
    " 4.0, names of countries as iso-codes has them (LGPL 2.1)."
)

KINDS = (
    "Country", "Alliance", "Organisation", "Framework", "Commission", "ContactPointEmbassy", "Tool", "Operation", "TrustFund",
    "Centre", "Agreement", "Meeting", "Document", "Decision", "Provision", "Rule", "Condition", "RuleEvidence", "Objective",
    "PriorityArea", "Consideration", "Figure", "Gap", "Name",
)  # fmt: skip
"""Labels by which a thing is called what it is; each has one of them."""

_NARROWING = ("as_of", "framework", "actor")

_SECONDS = 600.0
"""How long one pass over the graph may take, the time in which a client takes what it is sent included."""

_OF_EVERY_CLAIM = (
    "claim_id", "valid_from", "valid_to", "attested_from", "attested_to", "from_min", "from_max", "to_min", "to_max",
    "known_from", "known_to", "rank", "rank_reason", "rival_group", "answers", "confidence", "note", "sources", "package",
)  # fmt: skip
_OURS_ALONE = (
    "loaded_at",
    "status_at_load",
    "since_release",
    "until_release",
    "package",
    "id",
    "known_from",
    "known_to",
)
"""Properties that say how a row came into the graph, and not what it is."""


Value = str | int | float | bool | tuple[str, ...]
"""What a property holds."""


def flat(value: Value) -> str | int | float | bool:
    """A value for a format without lists: their parts joined by `; `."""
    return "; ".join(value) if isinstance(value, tuple) else value


class NothingToExportError(PartnershipsError):
    """What was asked for holds no claim."""


@dataclass(frozen=True)
class Thing:
    """A node. `properties` are scalars and lists of text, those that a kind of thing has besides its name."""

    id: str
    kind: str
    labels: Sequence[str]
    name: str
    properties: Mapping[str, Value]
    sources: Sequence[str]


@dataclass(frozen=True)
class Relation:
    """An edge. `claim` and what follows from it are None for an edge of structure.

    The four days bound its two ends (see `graph.clocks.Bounds`), None where nothing is known. `certainty` is how it stands on the
    day that was asked about, None where none was. `properties` are those that only some types of relation have.
    """

    id: str
    type: str
    start: str
    start_name: str
    start_kind: str
    end: str
    end_name: str
    end_kind: str
    claim: str | None
    since: str | None
    until: str | None
    from_earliest: dt.date | None
    from_latest: dt.date | None
    to_earliest: dt.date | None
    to_latest: dt.date | None
    attested_from: str | None
    attested_to: str | None
    certainty: str | None
    answers: bool | None
    rank: str | None
    rank_reason: str | None
    rival_group: str | None
    confidence: str | None
    note: str | None
    properties: Mapping[str, Value]
    sources: Sequence[str]


_FRAMEWORK = "Only what touches it, or a country that belongs to it (on the day, if one is given)."
_ACTOR = "Only what touches this country or organisation."
PARAMETERS = (
    Parameter("framework", "body", True, _FRAMEWORK, "MD", None),
    Parameter("actor", "actor", True, _ACTOR, "SWE", None),
)
_FILTERS = Question("export", "What is exported?", "", (), ("export",), PARAMETERS, (), "")


@dataclass
class Taken:
    """One export: iterate over `things` and `relations`, as often as a format needs. Raises what `Desk.ask` raises."""

    desk: Desk
    as_of: dt.date | None = None
    known_at: dt.datetime | None = None
    filters: Mapping[str, str | None] = field(default_factory=dict)
    base: str = "urn:partnerships:id:"
    """What the addresses of things begin with in linked data."""

    around: str | None = None
    """Only what touches this thing, whatever it is; by id."""

    claim: str | None = None
    """Only this claim."""

    on_begin: Callable[[], object] = lambda: None
    on_each: Callable[[], object] = lambda: None
    """Told of each pass over the relations, and of each relation in it: for whoever shows how far it is."""

    def __post_init__(self) -> None:
        known = self._known = self.desk.known_now()
        self._bare: Answer = understood(
            known,
            _FILTERS,
            self.filters,
            as_of=self.as_of or known.releases[-1].published_at.date(),
            known_at=self.known_at,
        )

    @property
    def known(self) -> Known:
        """What is known of sources and releases."""
        return self._known

    @cached_property
    def about(self) -> Mapping[str, str]:
        """What stands at the head of every export."""
        found = {
            "title": "The partnership graph",
            "about": ABOUT,
            "licence": LICENCE,
            "release": str(self._bare.release),
            "known_at": format_instant(self._bare.known_at),
        }
        if self.as_of:
            found["as_of"] = self.as_of.isoformat()
        return found | {name: str(value) for name, value in self._bare.parameters.items() if value}

    def see_that_there_is_something(self) -> None:
        """Raises `NothingToExportError` where it holds no claim: edges of structure are there on any day."""
        rows = self._rows()
        try:
            if not any(row["held"].get("claim_id") for row in rows):
                raise NothingToExportError(
                    "nothing in the graph is so.",
                    where=", ".join(f"{name}={self.about[name]}" for name in _NARROWING if name in self.about),
                    remedy="Ask for another day, framework or actor, or for less of them.",
                )
        finally:
            rows.close()

    def count(self) -> int:
        """How many relations there are."""
        return sum(1 for _ in self._rows())

    @cached_property
    def _among(self) -> list[str] | None:
        """Ids of which every relation touches one; None for all."""
        if self.around:
            return [self.around]
        body, actor = self._bare.parameters["framework"], self._bare.parameters["actor"]
        if not (body or actor):
            return None
        among = {body} if body else set()
        if body:
            rows = self.desk.graph.read(
                cypher("api", "exports/cypher/members.cypher"),
                {"body": body, "as_of": self.as_of, "known_at": self._bare.known_at},
            )
            among |= {row["id"] for row in rows}
        if actor:
            among = {actor} if not body else among & {actor}
        return sorted(among)

    def _rows(self) -> Any:
        asked = {"known_at": self._bare.known_at, "as_of": self.as_of, "among": self._among, "claim": self.claim}
        return self.desk.graph.stream(cypher("api", "exports/cypher/relations.cypher"), asked, seconds=_SECONDS)

    def relations(self) -> Iterator[Relation]:
        """Every relation, in order of where it starts, what it is and where it ends; several claims on one stand together."""
        rows = self._rows()
        self.on_begin()
        try:
            for row in rows:
                yield self._relation(row)
                self.on_each()
        finally:
            rows.close()
        self._see_that_it_is_of_one_revision()

    def things(self) -> Iterator[Thing]:
        """Every thing, in order of its id; with a day, a framework or an actor, those at an end of a relation."""
        wanted: set[str] | None = None
        if self.as_of or self.claim or self._among is not None:
            wanted = {id_ for row in self._rows() for id_ in (row["start"], row["end"])}
            wanted |= {self.around} if self.around else set()
        asked = {"known_at": self._bare.known_at, "ids": None if wanted is None else sorted(wanted)}
        rows: Any = self.desk.graph.stream(cypher("api", "exports/cypher/things.cypher"), asked, seconds=_SECONDS)
        try:
            for row in rows:
                yield _thing(row)
        finally:
            rows.close()
        self._see_that_it_is_of_one_revision()

    def sources(self) -> Iterator[Mapping[str, Any]]:
        """Every source that a thing or a relation may name, in order of its id."""
        yield from (source for _, source in sorted(self.known.sources.items()))

    def _see_that_it_is_of_one_revision(self) -> None:
        """Raises `DatabaseUnavailableError` where the graph was written meanwhile: what was given would be of two."""
        if not self.desk.is_of_now(self._known):
            raise DatabaseUnavailableError("the graph was written while it was exported.", remedy="Export it again.")

    def _relation(self, row: Row) -> Relation:
        held = row["held"]
        claim = held.get("claim_id")
        days = [_day(held.get(name)) for name in ("from_min", "from_max", "to_min", "to_max")]
        return Relation(
            id=claim or f"{row['start']}|{row['relation']}|{row['end']}",
            type=row["relation"],
            start=row["start"],
            start_name=row["start_name"],
            start_kind=_kind(row["start_labels"]),
            end=row["end"],
            end_name=row["end_name"],
            end_kind=_kind(row["end_labels"]),
            claim=claim,
            since=held.get("valid_from"),
            until=held.get("valid_to"),
            from_earliest=days[0],
            from_latest=days[1],
            to_earliest=days[2],
            to_latest=days[3],
            attested_from=held.get("attested_from"),
            attested_to=held.get("attested_to"),
            certainty=self._certainty(held) if claim and self.as_of else None,
            answers=held.get("answers"),
            rank=held.get("rank"),
            rank_reason=held.get("rank_reason"),
            rival_group=held.get("rival_group"),
            confidence=held.get("confidence"),
            note=held.get("note"),
            properties=_values(held, (*_OF_EVERY_CLAIM, *_OURS_ALONE)),
            sources=tuple(held.get("sources") or ()),
        )

    def _certainty(self, held: Mapping[str, Any]) -> str:
        surely = held["from_max"].to_native() <= self.as_of < held["to_min"].to_native()
        return "certain" if surely else "possible"


def _thing(row: Row) -> Thing:
    held = row["thing"]
    name = next((held[key] for key in ("name", "title", "text") if held.get(key)), row["id"])
    labels = sorted(label for label in row["labels"] if not label.endswith("AtLoad"))
    properties, sources = _values(held, ("name", "sources", *_OURS_ALONE)), tuple(held.get("sources") or ())
    return Thing(row["id"], _kind(labels), labels, name, properties, sources)


def _kind(labels: Sequence[str]) -> str:
    return next(kind for kind in KINDS if kind in labels)


def _values(held: Mapping[str, Any], leave_out: Sequence[str]) -> dict[str, Value]:
    return {name: _value(value) for name, value in sorted(held.items()) if value is not None and name not in leave_out}


def _value(value: Any) -> Value:
    if isinstance(value, list | tuple):
        return tuple(str(_value(one)) for one in value)
    if isinstance(value, str | int | float | bool):
        return value
    return str(value.iso_format() if isinstance(value, neo4j.time.Date | neo4j.time.DateTime) else value)


def _day(value: Any) -> dt.date | None:
    """A bound as a day; None where it stands for no bound at all."""
    if value is None:
        return None
    day: dt.date = value.to_native()
    return None if day in (BEGINNING, OPEN_END) else day
