"""What an answer says of claims, without the descriptions beside them: names and titles have no clock of record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from queries.desk import Answer, Desk
from queries.types import Column

_KEPT = frozenset({"country", "body", "entity", "date", "day", "claim", "source", "certainty", "boolean", "integer"})
_KEPT_TEXT = frozenset({"role", "relation", "event", "status", "confidence", "rank", "change", "row", "replacement"})

Asked = Sequence[tuple[str, Mapping[str, str]]]
Said = dict[str, Any]


def claims_only(answer: Answer) -> list[str]:
    """Ids, dates and roles of each row, and the rivals beside them, in an order of their own: names order the rows."""
    rows = sorted(json.dumps(_bare(answer.question.columns, row)) for row in answer.rows)
    return rows + [json.dumps([rival["claim"], rival["of"], rival["since"]]) for rival in answer.rivals]


def ask_all(desk: Desk, asked: Asked, days: Sequence[dt.date], known_at: dt.datetime | None) -> Said:
    """What each question says of claims on each day, by a state of knowledge."""
    return {
        f"{path} {dict(given)} on {day}": claims_only(desk.ask(path, given, as_of=day, known_at=known_at))
        for path, given in asked
        for day in days
    }


def _bare(columns: Sequence[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column.name: [_bare(column.records, record) for record in row[column.name]]
        if column.records
        else row[column.name]
        for column in columns
        if column.records or column.type in _KEPT or column.name in _KEPT_TEXT
    }
