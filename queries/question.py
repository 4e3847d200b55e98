"""A question: one `.cypher` file whose first line asks it in plain words and whose header declares the rest.

    // Who belongs to a framework or organisation on a day, and since when?
    /*
    provisions = ["7"]
    tags = ["members"]

    [params.body]
    type = "body"
    about = "The framework, commission or organisation."
    example = "EAPC"

    [returns]
    id = "country"
    since = "date?"
    sources = "source[]"
    */
    MATCH ...

Two parameters need no declaration, since every question has them: `$as_of`, the day asked about, and `$known_at`, the
instant whose state of knowledge answers. A question about the record itself, in which no day plays a part, says
`any_day = true`. An unknown key, a missing or unused parameter and an undeclared column are errors.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.errors import DateError, PartnershipsError
from graph.text import cypher
from queries import cypher_text
from queries.types import COLUMN_TYPES, ENTITY_LABELS, PARAMETER_TYPES, Column, Parameter, ParameterError

CLOCKS = ("as_of", "known_at")
AT_AS_OF = "@as_of"

_SHAPE = re.compile(r"\A// (?P<title>[^\n]+\?)\n/\*\n(?P<header>.*?)\n\*/\n(?P<body>.+)\Z", re.DOTALL)
_HEADER_KEYS = {"about", "any_day", "provisions", "tags", "params", "returns"}
_PARAMETER_KEYS = {"type", "about", "example", "default", "minimum", "maximum", "choices", "not_before"}
_PARAGRAPHS = 18


class QuestionFileError(PartnershipsError):
    """A question's file is wrong. `where` names the file and the line."""


@dataclass(frozen=True)
class Question:
    """A question that can be asked. `path` is its address: `members/of_body` is `/v1/questions/members/of_body`."""

    path: str
    title: str
    about: str
    provisions: tuple[str, ...]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str
    """The whole file, which runs as it stands in Neo4j Browser."""

    @property
    def name(self) -> str:
        """Its path as one word, for Python and OpenAPI."""
        return self.path.replace("/", "_")

    @property
    def examples(self) -> Mapping[str, str]:
        """A value for every parameter, with which the question is tried."""
        return {parameter.name: parameter.example for parameter in self.parameters}

    def parse(self, given: Mapping[str, str | None], as_of: dt.date) -> dict[str, Any]:
        """The parameters of the query from text, without the two clocks. Raises `ParameterError`."""
        return parsed(self.parameters, given, as_of)

    @cached_property
    def _relations(self) -> frozenset[str] | None:
        """The types of edges that its query walks; None if it walks some of whatever type."""
        found: set[str] = set()
        for inside in re.findall(r"-\[([^\]]*)\]-", cypher_text.bare(self.query)):
            types = re.findall(r"[:|]\s*([A-Z][A-Z_]*)", inside)
            if not types:
                return None
            found.update(types)
        return frozenset(found)

    def reads(self, relation: str) -> bool:
        """Edges of that type can be in its answer."""
        return self._relations is None or relation in self._relations

    def entities_of(self, values: Mapping[str, Any]) -> frozenset[str]:
        """The ids that it is asked about, among parsed parameters."""
        return frozenset(
            values[parameter.name]
            for parameter in self.parameters
            if parameter.type in ENTITY_LABELS and values[parameter.name] is not None
        )

    @property
    def query(self) -> str:
        """The text without its header: the question as a comment, and the query."""
        return f"// {self.title}\n{self.text.split('*/', 1)[1].lstrip()}"

    @cached_property
    def assembled(self) -> str:
        """The query with the graph's revision read before and after it, in one statement and one round trip.

        Neither engine's read transaction is repeatable: an answer is of one revision only if both readings agree.
        """
        record = ", ".join(f"{column.name}: {column.name}" for column in self.columns)
        frame = cypher("graph", "cypher/at_one_revision.cypher")
        return frame.replace("/* its columns */", record).replace("/* the question */", self.text.rstrip().rstrip(";"))


def clock(name: str, text: str | None, parse: Callable[[str], Any]) -> Any:
    """A clock from its text, None if it was not given. Raises `ParameterError`."""
    if text is None:
        return None
    try:
        return parse(text)
    except DateError as error:
        raise ParameterError(name, error.what, remedy=error.remedy) from error


def parsed(parameters: Sequence[Parameter], given: Mapping[str, str | None], as_of: dt.date) -> dict[str, Any]:
    """Parameters from text, without the two clocks. Raises `ParameterError`."""
    known = {parameter.name for parameter in parameters}
    for name in given:
        if name not in known:
            raise ParameterError(
                name,
                "the question has no such parameter.",
                remedy=f"It has: {', '.join(sorted(known)) or 'none'}.",
            )
    values: dict[str, Any] = {}
    for parameter in parameters:
        text = given.get(parameter.name)
        if text is None or (text == "" and parameter.nullable):
            if parameter.required:
                raise ParameterError(parameter.name, "a value is missing.", remedy=f"For example {parameter.example}.")
            default = parameter.default
            values[parameter.name] = (
                as_of if default == AT_AS_OF else None if default is None else parameter.parse(default)
            )
        else:
            values[parameter.name] = parameter.parse(text)
    for parameter in parameters:
        earlier = parameter.not_before
        if earlier and values[earlier] is not None and values[parameter.name] < values[earlier]:
            raise ParameterError(
                parameter.name,
                f"{values[parameter.name]} lies before {earlier}, {values[earlier]}.",
                remedy=f"Give a day that is not before {earlier}.",
            )
    return values


def read_question(path: str, text: str, file: str) -> Question:
    """The question in a file. Raises `QuestionFileError` with the file and line of the first thing that is wrong."""
    shape = _SHAPE.match(text)
    if not shape:
        raise QuestionFileError(
            "the file has not the shape of a question.",
            where=f"{file}:1",
            remedy="Line 1: // and the question, ended by ?; then /* header */ in TOML; then the query.",
        )
    try:
        header = tomllib.loads(shape["header"])
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) + 2 if at else 3  # the header begins on line 3
        raise QuestionFileError(f"the header is no TOML: {error}.", where=f"{file}:{line}") from error
    reader = _Reader(file, text, header)
    reader.keys("the header", header, _HEADER_KEYS)
    parameters = tuple(reader.parameters())
    columns = tuple(reader.columns(header.get("returns", {})))
    reader.agree(parameters, columns, shape["body"])
    return Question(
        path=path,
        title=shape["title"],
        about=reader.text_of("about", ""),
        provisions=tuple(reader.provisions()),
        tags=tuple(reader.list_of("tags")),
        parameters=parameters,
        columns=columns,
        text=text,
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one header, and finds the line of what is wrong with it."""

    file: str
    text: str
    header: Mapping[str, Any]

    def error(self, what: str, word: str, remedy: str) -> QuestionFileError:
        at = self.text.find(word) if word else -1
        line = self.text[:at].count("\n") + 1 if at >= 0 else 2
        return QuestionFileError(what, where=f"{self.file}:{line}", remedy=remedy)

    def keys(self, where: str, found: Mapping[str, Any], known: set[str]) -> None:
        for key in found:
            if key not in known:
                raise self.error(f"{where} has an unknown key {key!r}.", key, f"Known: {', '.join(sorted(known))}.")

    def text_of(self, key: str, default: str) -> str:
        value = self.header.get(key, default)
        if not isinstance(value, str):
            raise self.error(f"{key} is no text.", key, "Write it in quotes.")
        return value

    def list_of(self, key: str) -> list[str]:
        value = self.header.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self.error(f"{key} is no list of texts.", key, f'Write {key} = ["..."].')
        return value

    def provisions(self) -> Iterator[str]:
        """Paragraphs of the policy; an empty list says that the question serves none of its own."""
        value = self.header.get("provisions")
        if not isinstance(value, list):
            raise self.error("provisions are missing.", "provisions", 'Write provisions = ["7"], or [] for none.')
        for item in value:
            number = re.fullmatch(r"([0-9]{1,2})[a-c]?", item) if isinstance(item, str) else None
            if number is None or not 1 <= int(number[1]) <= _PARAGRAPHS:
                raise self.error(f"{item!r} is no paragraph of the policy.", str(item), "Write 1 to 18, or 7a to 7c.")
            yield item

    def parameters(self) -> Iterator[Parameter]:
        for name, declared in self.header.get("params", {}).items():
            if name in CLOCKS:
                raise self.error(f"{name} needs no declaration.", name, "Every question has it; remove it.")
            self.keys(f"params.{name}", declared, _PARAMETER_KEYS)
            for key in ("type", "about", "example"):
                if not isinstance(declared.get(key), str):
                    raise self.error(f"params.{name} has no {key}.", f"params.{name}", f'Add {key} = "...".')
            kind = str(declared["type"])
            if kind.removesuffix("?") not in PARAMETER_TYPES:
                raise self.error(
                    f"params.{name} has no known type.",
                    f"params.{name}",
                    f"Known: {', '.join(sorted(PARAMETER_TYPES))}.",
                )
            default = declared.get("default")
            parameter = Parameter(
                name=name,
                type=kind.removesuffix("?"),
                nullable=kind.endswith("?"),
                about=declared["about"],
                example=declared["example"],
                default=None if default is None else str(default),
                minimum=declared.get("minimum"),
                maximum=declared.get("maximum"),
                choices=tuple(declared.get("choices", ())),
                not_before=str(declared.get("not_before", "")),
            )
            for value in (parameter.example, parameter.default):
                if value not in (None, AT_AS_OF):
                    try:
                        parameter.parse(value)
                    except ParameterError as error:
                        raise self.error(f"params.{name}: {error.what}", f"params.{name}", error.remedy) from error
            yield parameter

    def columns(self, returns: Mapping[str, Any]) -> Iterator[Column]:
        if not returns:
            raise self.error("no column is declared.", "[returns]", 'Write [returns] and name = "type" for each.')
        for name, declared in returns.items():
            if isinstance(declared, dict):
                yield Column(name, "record", many=True, records=tuple(self.columns(declared)))
                continue
            kind = str(declared)
            plain = kind.removesuffix("?").removesuffix("[]")
            if plain not in COLUMN_TYPES:
                raise self.error(
                    f"column {name} has no known type.",
                    f"{name} =",
                    f"Known: {', '.join(sorted(COLUMN_TYPES))}.",
                )
            yield Column(name, plain, nullable=kind.endswith("?"), many=kind.removesuffix("?").endswith("[]"))

    def agree(self, parameters: tuple[Parameter, ...], columns: tuple[Column, ...], body: str) -> None:
        """The query uses every parameter, returns every column, and nothing else; and it reads only."""
        if words := cypher_text.writing_words(body):
            raise self.error(f"a question only reads, and this one says {words[0]}.", words[0], "Take it out.")
        for parameter in parameters:
            if parameter.not_before and parameter.not_before not in {other.name for other in parameters}:
                raise self.error(
                    f"params.{parameter.name} may not lie before an unknown parameter.",
                    "not_before",
                    "Name another one.",
                )
        used, declared = cypher_text.parameters(body), {parameter.name for parameter in parameters}
        for name in sorted(used - declared - set(CLOCKS)):
            raise self.error(f"${name} is used and not declared.", f"${name}", f"Declare it under [params.{name}].")
        for name in sorted(declared - used):
            raise self.error(f"{name} is declared and not used.", f"params.{name}", f"Use ${name}, or remove it.")
        asks_of_a_day = "as_of" in used or any(parameter.default == AT_AS_OF for parameter in parameters)
        any_day = self.header.get("any_day", False)
        if any_day is not False and (any_day is not True or asks_of_a_day):
            raise self.error(
                "any_day is true for a query that has no use for $as_of, and is not written otherwise.",
                "any_day",
                "Remove it.",
            )
        if not (asks_of_a_day or any_day) or "known_at" not in used:
            raise self.error(
                "the query ignores a clock.",
                "",
                "Compare with $as_of (or a parameter that defaults to it) and $known_at; say any_day = true if the day asked"
                " about plays no part.",
            )
        returned = cypher_text.columns(body)
        names = [column.name for column in columns]
        for found in returned:
            if found is None:
                raise self.error("a returned column has no name.", "RETURN", "Write ... AS name.")
            if found not in names:
                raise self.error(f"column {found} is returned and not declared.", found, "Declare it under [returns].")
        for column in columns:
            if column.name not in returned:
                raise self.error(
                    f"column {column.name} is declared and not returned.",
                    f"{column.name} =",
                    "Return it, or remove it.",
                )
