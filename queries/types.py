"""The types that a question's header may name, for its parameters and for its columns.

`country`, `body`, `commission`, `tool`, `actor`, `operation`, `meeting` and `entity` are ids that must be in the graph, of a
thing of that kind; a parameter of such a type also takes what people call the thing (`queries.understanding`). `day` is a day of
the calendar, `instant` one in UTC, `date` a date at its source's precision (EDTF); `claim` and `source` are ids with a permanent
address. `?` behind a type: may be null; `[]`: a list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import neo4j.time

from graph.clocks import format_instant, parse_day
from graph.errors import DateError, PartnershipsError

ENTITY_LABELS = {
    "actor": "Actor",
    "body": "Body",
    "commission": "Commission",
    "country": "Country",
    "entity": "Entity",
    "meeting": "Meeting",
    "operation": "Operation",
    "tool": "Tool",
}
"""The label among which an id of that type must be found."""

PARAMETER_TYPES = frozenset({*ENTITY_LABELS, "day", "integer", "text"})
COLUMN_TYPES = PARAMETER_TYPES | {"number", "date", "instant", "claim", "source", "boolean", "certainty"}

CERTAINTIES = ("certain", "possible")


class ParameterError(PartnershipsError):
    """A question was given a value that its parameter cannot have. `parameter` names it."""

    def __init__(self, parameter: str, what: str, *, remedy: str = "") -> None:
        self.parameter = parameter
        super().__init__(what, where=parameter, remedy=remedy)


class NoRulesError(ParameterError):
    """No rule was known yet at the instant whose state of knowledge is asked about."""

    def __init__(self) -> None:
        super().__init__(
            "known_at",
            "no rule had been published by then.",
            remedy="Ask for a later state of knowledge; /v1/releases says which release brought the rules.",
        )


class UnknownEntityError(ParameterError):
    """An id or a name that the graph does not know. `nearest` are the ids of those that are spelt alike."""

    def __init__(self, parameter: str, what: str, *, nearest: tuple[str, ...] = (), remedy: str = "") -> None:
        self.nearest = nearest
        super().__init__(parameter, what, remedy=remedy)


class AmbiguousNameError(ParameterError):
    """What was given may be several things. `candidates` are all of them, each with how it is called so; none is chosen."""

    def __init__(
        self, parameter: str, what: str, *, candidates: tuple[Mapping[str, Any], ...], remedy: str = ""
    ) -> None:
        self.candidates = candidates
        super().__init__(parameter, what, remedy=remedy)


@dataclass(frozen=True)
class Narrowed:
    """A parameter as an address has it: under another name, and for things with one of these labels alone."""

    called: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Parameter:
    """A declared parameter. `default` is a value in text, `@as_of` (the day asked about) or None: it must be given."""

    name: str
    type: str
    nullable: bool
    about: str
    example: str
    default: str | None
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()
    not_before: str = ""
    """Another parameter, a day that this one may not lie before."""

    @property
    def required(self) -> bool:
        """It has no default and may not be null."""
        return self.default is None and not self.nullable

    def parse(self, text: str) -> Any:
        """The value as the driver takes it. Raises `ParameterError`; ids are looked up by the caller."""
        match self.type:
            case "day":
                try:
                    return parse_day(text)
                except DateError as error:
                    raise ParameterError(self.name, error.what, remedy=error.remedy) from error
            case "integer":
                return self._integer(text)
            case _:
                if self.choices and text not in self.choices:
                    raise ParameterError(
                        self.name,
                        f"{text[:40]!r} is no choice.",
                        remedy=f"Choose from {', '.join(self.choices)}.",
                    )
                return text

    def _integer(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise ParameterError(self.name, f"{text[:40]!r} is no whole number.", remedy="Write one in digits 0 to 9.")
        number = int(text)
        low, high = self.minimum, self.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise ParameterError(self.name, f"{number} is out of range.", remedy=f"Write {low} to {high}.")
        return number


@dataclass(frozen=True)
class Column:
    """A declared column. `records` are the columns of each element where the column is a list of records."""

    name: str
    type: str
    nullable: bool = False
    many: bool = False
    records: tuple[Column, ...] = ()


def shaped(columns: tuple[Column, ...], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the driver as JSON has it, in the declared order: Neo4j's maps keep none."""
    return {
        column.name: [shaped(column.records, record) for record in row[column.name]]
        if column.records
        else as_json(row[column.name])
        for column in columns
    }


def as_json(value: Any) -> Any:
    """A value as JSON has it: days and instants as text, everything else as it is."""
    if isinstance(value, neo4j.time.DateTime):  # the driver's own
        value = value.to_native().replace(tzinfo=None)
    if isinstance(value, dt.datetime):
        return format_instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "iso_format"):  # the driver's own date
        return value.iso_format()
    return value
