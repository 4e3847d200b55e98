"""The text that a link puts into Neo4j Browser: values written out, each with its type, and the same rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graph.connection import Graph
from queries.catalogue import Catalogue
from queries.cypher_text import literal, with_literals
from tests.support.thorough import part

QUESTIONS = list(Catalogue.read())
DAY = dt.date(2011, 4, 15)
KNOWN_AT = dt.datetime(2026, 11, 22, 7)


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "EAPC",
        "it's",
        'a "b"',
        "back\\slash",
        "two\nlines",
        "\\'",
        "' OR 1=1 //",
        "$as_of",
        "/* x */",
        "Türkiye",
    ],
)
def test_a_value_written_out_is_read_back_as_it_was(engine: Graph, value: Any) -> None:
    assert engine.read(f"RETURN {literal(value)} AS value") == [{"value": value}]


@pytest.mark.parametrize("instant", [KNOWN_AT, dt.datetime(999, 1, 2, 3, 4, 5)])
def test_a_day_and_an_instant_keep_their_types(engine: Graph, instant: dt.datetime) -> None:
    text = f"RETURN {literal(instant)} = $instant AS instant, {literal(instant.date())} = $day AS day"
    assert engine.read(text, {"instant": instant, "day": instant.date()}) == [{"instant": True, "day": True}]


@pytest.mark.parametrize("question", part(QUESTIONS, 3), ids=lambda question: question.path)
def test_a_question_written_out_gives_the_rows_of_the_one_with_parameters(engine: Graph, question: Any) -> None:
    values = {**question.parse(question.examples, DAY), "as_of": DAY, "known_at": KNOWN_AT}
    text = with_literals(question.query, {name: literal(value) for name, value in values.items()})
    assert engine.read(text) == engine.read(question.text, values)
