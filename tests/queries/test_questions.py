"""Every question file, as it stands: that it holds every claim to the one time predicate, and returns what it declares."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from graph.schema import edge_types, structure_names
from queries.catalogue import HOME, Catalogue
from queries.cypher_text import bare
from queries.desk import Desk
from queries.types import CERTAINTIES, Column
from tests.conftest import TODAY

QUESTIONS = sorted(Catalogue.read().questions)
CLAIM_EDGES = {edge.name for edge in edge_types()}
STRUCTURE = {"RESTS_ON", "RIVALS", *structure_names()}
NOT_HELD_TO_A_DAY = {"SERVES_IN": "where a contact point serves is asked only to name its host, whatever the day"}
OF_ANY_DAY = {
    ("countries/status", "going_on"): "whether a state was ever continued, on any day",
    ("embassies/hosts_with_none_known", "led"): "whether a contact point is known there on other days",
    ("claims/disputed", "held"): "what was ever disputed, up to the day",
    ("countries/bodies_through_time", "held"): "what has begun by the day, over or not",
    ("embassies/terms", "held"): "what has begun by the day, over or not",
    (
        "eligibility/check",
        "held",
    ): "every fact that could meet a condition, of whatever day, each marked with how it stands on the day",
    ("eligibility/grounds", "held"): "the same, for all actors",
    ("figures/of", "held"): "a number holds on the day of its count, whatever day is asked about",
    ("meetings/held", "held"): "who took part, on the days of the meeting",
    ("meetings/participants", "held"): "who took part, on the days of the meeting",
    ("meetings/participants", "partnership"): "a partnership of the day of the meeting",
    ("meetings/flexible_formats", "held"): "who took part, on the days of the meeting",
    ("meetings/flexible_formats", "partnership"): "a partnership of the day of the meeting",
    ("countries/on_day_of", "held"): "what held on the day of the event",
    ("countries/spans", "held"): "the claims of all days, each with the days between which it holds",
    ("countries/standing", "held"): "the claims of all days, cut where any begins or ends",
    ("gaps/known", "held"): "what no source tells, of any day between two",
    ("networks/ties", "held"): "the ties of all days, each with the days on which it holds",
    ("organisations/on_day", "recorded"): "whether any member was ever recorded, on any day",
}
"""Claims that a question means to ask of every day; they are held to what was known all the same."""


WITH_ROWS = [dt.date(2011, 4, 15), dt.date(2016, 1, 1), TODAY]
"""Days on one of which the examples of every question find something."""


def _body(path: str) -> str:
    """The query without its header, blanks made one."""
    text = (HOME / f"{path}.cypher").read_text(encoding="utf-8").split("*/", 1)[1]
    return re.sub(r"\s+", " ", bare(text))


def _edges(body: str) -> list[tuple[str, set[str]]]:
    """Every relationship of the query: its variable (may be empty) and its types (none: any)."""
    found = []
    for variable, types in re.findall(r"-\[(\w*)((?::[\w|]+)?)[^\]]*\]-", body):
        found.append((variable, set(types.lstrip(":").split("|")) - {""}))
    return found


def _held(path: str) -> list[str]:
    """The variables of the query's claims."""
    found = {variable for variable, types in _edges(_body(path)) if variable and not types <= STRUCTURE}
    return sorted(found or ({"held"} if "relationships(path)" in _body(path) else set()))


def _any_day(path: str) -> bool:
    """A question about the record itself, in which no day plays a part."""
    return bool(re.search(r"^any_day = true$", (HOME / f"{path}.cypher").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_edge_that_is_a_claim_has_a_variable_to_hold_it_by(path: str) -> None:
    for variable, types in _edges(_body(path)):
        if not types or types & CLAIM_EDGES - set(NOT_HELD_TO_A_DAY):
            walked = "relationships(path)" in _body(path)
            assert variable or walked, f"an edge {types or 'of any type'} has no variable"


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_claim_is_held_to_what_was_known_and_to_what_answers(path: str) -> None:
    body = _body(path)
    for variable in _held(path):
        assert f"{variable}.answers" in body
        assert f"{variable}.known_from <= $known_at AND $known_at < {variable}.known_to" in body


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_claim_is_held_to_the_day_by_the_one_predicate(path: str) -> None:
    body = _body(path)
    if "UNWIND [ {event:" in body:
        assert re.search(r"moment\.low <= \$(as_of|to)", body)
        return
    for variable in [variable for variable in _held(path) if (path, variable) not in OF_ANY_DAY]:
        assert f"{variable}.from_min <= $as_of AND $as_of < {variable}.to_max" in body


@pytest.mark.parametrize("path", QUESTIONS)
def test_the_four_days_are_compared_in_no_other_way(path: str) -> None:
    body = _body(path)
    allowed = (
        r"(\w+)\.from_min <= \$as_of AND \$as_of < \1\.to_max",
        r"(\w+)\.from_max <= \$as_of AND \$as_of < \1\.to_min",
        r"\$as_of < \w+\.from_min",
        r"WHEN \$as_of < \w+\.to_max",
        r"(\w+)\.from_min <= held\.from_min AND held\.from_min < \1\.to_max",
        r"(\w+)\.from_min <= day AND day < \1\.to_max",
        r"(\w+)\.from_max <= day AND day < \1\.to_min",
        r"\w+\.from_max <= \$as_of",
        r"low: \w+\.from_min, high: \w+\.from_max",
        r"low: \w+\.to_min, high: \w+\.to_max",
        r"\w+\.(from_min|to_min) AS open_from, \w+\.(from_max|to_max) AS open_to",
        r"CASE WHEN (\w+\.(?:from_min|from_max|to_min|to_max)) = date\( *\) THEN NULL ELSE \1 END",
        r"ORDER BY \w+\.from_min",
        r"from_min: (\w+)\.from_min, from_max: \1\.from_max, to_min: \1\.to_min, to_max: \1\.to_max",
        r"UNWIND \[(\w+)\.from_min, \1\.from_max, \1\.to_min, \1\.to_max\] AS day",
        r"held\.from_min, claim",
    )
    for pattern in allowed:
        body = re.sub(pattern, " ", body)
    assert not re.findall(r"\w+\.(?:from|to)_(?:min|max)", body)


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_question_returns_its_rows_in_an_order(path: str) -> None:
    body = _body(path)
    assert body.rfind("ORDER BY") > body.rfind("RETURN")


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_question_is_explained_for_those_who_ask_it(path: str, catalogue: Catalogue) -> None:
    question = catalogue[path]
    assert question.about.strip()
    assert question.title.endswith("?")
    assert question.tags


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_question_with_its_examples_finds_something(path: str, desk: Desk, catalogue: Catalogue) -> None:
    assert any(desk.ask(path, dict(catalogue[path].examples), as_of=day).rows for day in WITH_ROWS)


@pytest.mark.parametrize("path", QUESTIONS)
def test_the_rows_of_the_bare_file_have_the_declared_columns(path: str, desk: Desk, catalogue: Catalogue) -> None:
    question = catalogue[path]
    known_at = desk.known().releases[-1].published_at
    for day in WITH_ROWS:
        values = question.parse(dict(question.examples), day)
        for row in desk.graph.read(question.text, {**values, "as_of": day, "known_at": known_at}):
            assert list(row) == [column.name for column in question.columns]


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(1991, 12, 20), *WITH_ROWS, dt.date(9999, 12, 30)])
@pytest.mark.parametrize("path", QUESTIONS)
def test_every_value_fits_the_declared_type_on_any_day(
    path: str, day: dt.date, desk: Desk, catalogue: Catalogue
) -> None:
    question = catalogue[path]
    for row in desk.ask(path, dict(question.examples), as_of=day).rows:
        _fits(question.columns, row)


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_source_that_a_row_names_comes_with_the_answer(path: str, desk: Desk, catalogue: Catalogue) -> None:
    for day in WITH_ROWS:
        answer = desk.ask(path, dict(catalogue[path].examples), as_of=day)
        ids = [source["id"] for source in answer.sources]
        beside = {source for rival in answer.rivals for source in rival["sources"]}
        assert ids == sorted(_sources(catalogue[path].columns, answer.rows) | beside)


def _sources(columns: tuple[Column, ...], rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Every source that a row or a record inside it names."""
    found: set[str] = set()
    for row in rows:
        for column in columns:
            value = row[column.name]
            if column.records:
                found |= _sources(column.records, value)
            elif column.type == "source" and value is not None:
                found |= set(value if column.many else [value])
    return found


_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?|\.\.|\[\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}\]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _fits(columns: tuple[Column, ...], row: object) -> None:
    assert isinstance(row, dict)
    assert list(row) == [column.name for column in columns]
    for column in columns:
        value = row[column.name]
        if value is None:
            assert column.nullable, f"{column.name} is null"
        elif column.records:
            for record in value:
                _fits(column.records, record)
        else:
            assert isinstance(value, list) == column.many, column.name
            for one in value if column.many else [value]:
                _is_of(column, one)


def _is_of(column: Column, value: object) -> None:
    match column.type:
        case "integer":
            assert type(value) is int, column.name
        case "boolean":
            assert type(value) is bool, column.name
        case "certainty":
            assert value in CERTAINTIES, column.name
        case "date":
            assert isinstance(value, str), column.name
            assert _DATE.fullmatch(value), column.name
        case "day":
            assert isinstance(value, str), column.name
            assert _DAY.fullmatch(value), column.name
        case _:
            assert isinstance(value, str), column.name
            assert value, column.name
