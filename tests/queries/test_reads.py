"""What a question reads of what has no record clock, told from its text: more than it does where that is open, never less."""

from __future__ import annotations

import re

import pytest

from graph.schema import tables
from queries.catalogue import Catalogue
from queries.cypher_text import bare
from queries.question import Question, read_question
from queries.reads import ANY, reads_of

HEADER = """\
// Who is there?
/*
provisions = []
tags = ["tests"]
any_day = true

[returns]
id = "entity"
name = "text?"
*/
"""


def _reads(body: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What a question with that query shows, and what decides in it, without its clock."""
    text = f"{HEADER}MATCH (release:Release) WHERE $known_at IS NOT NULL\n{body}"
    found = reads_of(read_question("tests/one", text, "tests/one.cypher"))
    return set(found.shown), set(found.deciding)


@pytest.mark.parametrize(
    ("body", "shown", "deciding"),
    [
        ("MATCH (c:Country) RETURN c.id AS id, c.name AS name", {"Country.id", "Country.name"}, set()),
        ("MATCH (c:Country) WHERE c.kind = 'x' RETURN c.id AS id, c.kind AS name", {"Country.id"}, {"Country.kind"}),
        (
            "MATCH (:Actor)-[:MEMBER_OF]->(c:Body {kind: 'x'}) RETURN c.id AS id, c.name AS name",
            {"Body.id", "Body.name"},
            {"Body.kind"},
        ),
        (
            "MATCH (c:Country) WITH c, c.kind AS kind WHERE kind = 'x' RETURN c.id AS id, c.name AS name",
            {"Country.id", "Country.name"},
            {"Country.kind"},
        ),
        (
            "CALL () { MATCH (c:Country) RETURN c.id AS id, c.name AS name, c.kind AS kind }\n"
            "WITH id, name, kind WHERE kind <> 'x' RETURN id, name",
            {"Country.id", "Country.name"},
            {"Country.kind"},
        ),
        (
            "MATCH (c:Country) RETURN head([one IN [c.kind] WHERE c.note = 'x' | one]) AS name, c.id AS id",
            {"Country.id", "Country.kind"},
            {"Country.note"},
        ),
        (
            "MATCH (s:Tool)-[tie:ADDRESSES]->(:Objective) RETURN s.id AS id, tie.note AS name",
            {"Tool.id", "ADDRESSES.note"},
            set(),
        ),
        (
            "MATCH (c:Country)-[held]->(b:Body) RETURN b.id AS id, held.note AS name",
            {"Body.id"},
            set(),
        ),
        (
            "MATCH (c:Country) WITH collect({id: c.id, name: c.name}) AS all UNWIND all AS one\n"
            "RETURN one.id AS id, one.name AS name",
            set(),
            {"Country.id", "Country.name"},
        ),
        ("MATCH (c) RETURN c.id AS id, c.name AS name", {".id", ".name"}, set()),
        ("MATCH (c:Country|Tool) RETURN c.id AS id, c.name AS name", {"Country.id", "Tool.id", "Country.name", "Tool.name"}, set()),
    ],
)  # fmt: skip
def test_a_property_is_shown_or_decides_by_where_it_stands(body: str, shown: set[str], deciding: set[str]) -> None:
    of_rows, that_decide = _reads(body)
    assert {".".join(one) for one in of_rows} == shown
    assert {".".join(one) for one in that_decide} == deciding


def test_a_word_in_a_text_or_a_comment_is_not_read() -> None:
    shown, deciding = _reads("MATCH (c:Country) // WHERE c.kind\nRETURN c.id AS id, 'WHERE c.note' AS name")
    assert shown | deciding == {("Country", "id")}


def test_labels_and_types_of_edges_are_told_together() -> None:
    found = reads_of(Catalogue.read()["decisions/register"])
    assert {"Decision", "Entity", "Provision", "CONCERNS", "AFFECTS", "CITES"} <= found.kinds
    assert "IN_FORMAT" not in found.kinds


@pytest.mark.parametrize("question", list(Catalogue.read()), ids=lambda question: question.path)
def test_every_question_says_of_each_variable_what_it_is(question: Question) -> None:
    """Else any change to a property of that name would be taken for one that the question reads."""
    found = reads_of(question)
    assert {name for kind, name in found.shown | found.deciding if kind == ANY} == set()


@pytest.mark.parametrize("question", list(Catalogue.read()), ids=lambda question: question.path)
def test_no_question_reads_a_property_without_its_name(question: Question) -> None:
    """By `properties(thing)`, `thing {.*}` or `thing[name]`: what it reads could not be told from its text."""
    assert re.findall(r"\b(?:properties|keys)\(|\{\s*\.|\w\[\$|\w\[\w+\.", bare(question.text.split("*/", 1)[1])) == []


def test_what_questions_show_of_things_stands_beside_the_id_of_the_thing() -> None:
    """A change to what is shown is looked for by that id."""
    without_clock = [table for table in tables() if not table.recorded and table.name not in ("releases", "changes")]
    columns = {
        (label, name)
        for table in without_clock
        for node in table.node_types
        for label in node.labels
        for name in table.column_names
    }
    without = set()
    for question in Catalogue.read():
        found = reads_of(question)
        for kind, name in found.shown & columns:
            if name != "id" and (kind, "id") not in found.shown | found.deciding:
                without.add((question.path, kind, name))
    assert without == set()
