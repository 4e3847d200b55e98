"""A question's file that is wrong is named, with its line and what to do; nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from queries.catalogue import Catalogue, UnknownQuestionError
from queries.question import QuestionFileError, read_question
from queries.types import Parameter, ParameterError
from tests.queries.support import GOOD, line_with

FILE = "queries/members/test.cypher"

WRONG = [
    # (what is wrong, the text that goes, the text that comes, a word of the line, a part of the message)
    ("no question mark", "on a day?", "on a day.", "", "shape"),
    ("no first line", "// Who is there on a day?\n", "", "", "shape"),
    ("no header", "/*\n", "", "", "shape"),
    ("no TOML", 'tags = ["members"]', "tags = [members", "tags = [members", "TOML"),
    ("an unknown key", 'tags = ["members"]', 'tags = ["members"]\nlimit = "5"', "limit", "unknown key 'limit'"),
    (
        "an unknown key of a parameter",
        'example = "EAPC"',
        'example = "EAPC"\nsample = "PFP"',
        "sample",
        "unknown key 'sample'",
    ),
    ("no tags", 'tags = ["members"]\n', "", "", "tags"),
    ("no provisions", 'provisions = ["7"]\n', "", "", "provisions"),
    ("a paragraph that the policy lacks", '["7"]', '["19"]', "provisions", "'19'"),
    ("a paragraph 0", '["7"]', '["0"]', "provisions", "'0'"),
    ("an about that is no text", '"A question for tests."', "5", "about", "about"),
    ("a parameter without a type", 'type = "body"\n', "", "[params.body]", "no type"),
    ("a parameter without an example", 'example = "EAPC"\n', "", "[params.body]", "no example"),
    ("a parameter that nothing explains", 'about = "The body."\n', "", "[params.body]", "no about"),
    ("a parameter of unknown type", 'type = "body"', 'type = "bodies"', "[params.body]", "no known type"),
    ("a declared clock", "[params.body]", "[params.as_of]", "as_of", "as_of needs no declaration"),
    ("an unused parameter", "{id: $body}", "{id: 'EAPC'}", "[params.body]", "declared and not used"),
    ("an undeclared parameter", "{id: $body}", "{id: $body, kind: $kind}", "$kind", "$kind is used and not declared"),
    ("a column that is not declared", 'since = "date?"\n', "", "since", "column since is returned and not declared"),
    (
        "a column that is not returned",
        "held.valid_from AS since, ",
        "",
        "since =",
        "column since is declared and not returned",
    ),
    ("a column of unknown type", '"date?"', '"moment"', "since =", "no known type"),
    ("a column without a name", "country.id AS id", "country.id", "RETURN", "no name"),
    ("no columns", 'id = "country"\nsince = "date?"\nsources = "source[]"\n', "", "[returns]", "no column"),
    (
        "a write",
        "WHERE held.answers",
        "SET held.answers = true\nWITH country, held WHERE held.answers",
        "SET held",
        "says SET",
    ),
    (
        "a hidden write",
        "WHERE held.answers",
        "/* fine */ DETACH DELETE country\nWITH 1 AS one",
        "DELETE",
        "says DELETE",
    ),
    ("a procedure", "MATCH (country", "CALL db.labels() YIELD label\nMATCH (country", "CALL db", "says CALL"),
    (
        "a clock that is ignored",
        "AND held.known_from <= $known_at AND $known_at < held.known_to",
        "",
        "",
        "ignores a clock",
    ),
    ("a day that is ignored", " AND held.from_min <= $as_of AND $as_of < held.to_max", "", "", "ignores a clock"),
]


def test_the_file_that_the_cases_spoil_is_sound() -> None:
    question = read_question("members/test", GOOD, FILE)
    assert question.title == "Who is there on a day?"
    assert question.provisions == ("7",)
    assert [column.name for column in question.columns] == ["id", "since", "sources"]
    assert question.examples == {"body": "EAPC"}


@pytest.mark.parametrize(
    ("old", "new", "word", "message"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_a_wrong_file_is_named_with_its_line(old: str, new: str, word: str, message: str) -> None:
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    with pytest.raises(QuestionFileError) as refused:
        read_question("members/test", text, FILE)
    file, _, line = refused.value.where.rpartition(":")
    assert file == FILE
    assert message in str(refused.value)
    if word:
        assert int(line) == line_with(text, word)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ('type = "day"\nexample = "2011-02-31"', "no.* day"),
        ('type = "integer"\nexample = "many"', "no whole number"),
        ('type = "integer"\nexample = "9"\nminimum = 1\nmaximum = 3', "out of range"),
        ('type = "text"\nexample = "c"\nchoices = ["a", "b"]', "no choice"),
        ('type = "integer"\nexample = "2"\ndefault = "many"', "no whole number"),
    ],
)
def test_an_example_that_the_parameter_could_not_have_is_refused(declared: str, message: str) -> None:
    text = GOOD.replace('type = "body"', declared, 1).replace('example = "EAPC"\n', "", 1)
    with pytest.raises(QuestionFileError, match=message):
        read_question("members/test", text, FILE)


@pytest.mark.parametrize(
    "text",
    ["// SET the table: CREATE, MERGE, DELETE", "/* LOAD CSV */", "WHERE country.name <> 'SET DELETE'"],
)
def test_words_that_write_are_no_fault_in_comments_and_strings(text: str) -> None:
    replaced = f"{text}\nWHERE held.answers" if text.startswith("/") else f"{text} AND held.answers"
    changed = GOOD.replace("WHERE held.answers", replaced, 1)
    assert read_question("members/test", changed, FILE).path == "members/test"


@pytest.mark.parametrize("path", ["flat", "a/b/c", "Members/of_body", "members/of body", "members/of-body"])
def test_a_question_in_the_wrong_place_is_named(path: str, tmp_path: Path) -> None:
    file = tmp_path / f"{path}.cypher"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(GOOD, encoding="utf-8")
    with pytest.raises(QuestionFileError, match="folder of its subject") as refused:
        Catalogue.read(tmp_path)
    assert path in refused.value.where


def test_a_question_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "broken.cypher").write_bytes(GOOD.replace("Who", "Qui ét").encode("latin-1"))
    with pytest.raises(QuestionFileError, match="not UTF-8") as refused:
        Catalogue.read(tmp_path)
    assert "members/broken.cypher" in refused.value.where


def test_one_wrong_file_stops_the_reading_of_all(tmp_path: Path) -> None:
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "good.cypher").write_text(GOOD, encoding="utf-8")
    (tmp_path / "members" / "wrong.cypher").write_text(GOOD.replace("tags", "tag"), encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"members/wrong\.cypher"):
        Catalogue.read(tmp_path)


def test_a_question_that_is_not_there_is_told_with_the_nearest(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownQuestionError, match="members/of_body"):
        catalogue["members/of_bodies"]


def test_every_question_is_found_by_its_subject(catalogue: Catalogue) -> None:
    assert {question.path for found in catalogue.subjects.values() for question in found} == set(catalogue.questions)


@pytest.mark.parametrize("text", ["1", "2", "3"])
def test_a_whole_number_within_its_bounds_is_taken(text: str) -> None:
    assert Parameter("steps", "integer", False, "", "1", None, minimum=1, maximum=3).parse(text) == int(text)


@pytest.mark.parametrize("number", ["0", "4", "1.5", "", "10000000000000000000000000", "\uff12", "1_0", " 2"])
def test_any_other_number_is_refused(number: str) -> None:
    parameter = Parameter("steps", "integer", False, "", "1", None, minimum=1, maximum=3)
    with pytest.raises(ParameterError, match="steps"):
        parameter.parse(number)
