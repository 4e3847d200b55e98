"""What a question reads of the graph that has no record clock, as far as its text tells.

No parser, as in `queries.cypher_text`: where the text leaves it open, more is counted as read, never less. Claims are not looked
at: every question asks of each whether it was known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from queries import cypher_text
from queries.question import Question

ANY = ""
"""Stands for the label of a variable of which the text does not say what it is."""

Property = tuple[str, str]
"""A property, with a label or a type of edge that what has it may carry."""

_CLAUSE = re.compile(r"\b(OPTIONAL MATCH|MATCH|WHERE|WITH|RETURN|UNWIND|CALL|UNION|ORDER BY)\b")
_CONDITION = re.compile(r"\bWHERE\b")
_NODE = re.compile(r"(?<!\w)\(\s*(\w*)\s*((?::[\w|]+)*)\s*(\{[^{}]*\})?\s*\)")
_EDGE = re.compile(r"-\[(\w*)([^\]]*)\]-")
_NAME_OF_KIND = re.compile(r"[:|]\s*([A-Z]\w*)")
_PROPERTY = re.compile(r"\b([A-Za-z_]\w*)\.(\w+)")
_KEY = re.compile(r"[{,]\s*(\w+):\s")
_WORD = re.compile(r"(?<![.\w$])([A-Za-z_]\w*)(?![\w.(])")
_ALIAS = re.compile(r"\bAS\s+(\w+)[\s})]*$")


@dataclass(frozen=True)
class Reads:
    """What a question reads. `kinds` are the labels and types of edges that it names.

    `shown` are properties that stand in its rows, with the id of what has them; `deciding` those on which it hangs which rows
    there are, or what is in them.
    """

    kinds: frozenset[str]
    shown: frozenset[Property]
    deciding: frozenset[Property]


@cache
def reads_of(question: Question) -> Reads:
    """What a question reads, by its text."""
    text = cypher_text.bare(question.query)
    kinds_of = _kinds_of_variables(text)
    keys_of_maps = set(_KEY.findall(text))

    def read_in(part: str) -> Iterator[Property]:
        for variable, name in _PROPERTY.findall(part):
            if variable in kinds_of:
                yield from ((kind, name) for kind in kinds_of[variable])
            elif name not in keys_of_maps:
                yield ANY, name

    shown: set[Property] = set()
    deciding = set(_in_patterns(text))
    clauses = list(_clauses(text))
    for number, (word, part) in enumerate(clauses):
        if word != "RETURN":
            deciding.update(read_in(part))
            continue
        later = {name for after, said in clauses[number + 1 :] if after == "WHERE" for name in _WORD.findall(said)}
        for item in _items(part):
            alias = _ALIAS.search(item)
            decides = alias is not None and alias[1] in later
            (deciding if decides else shown).update(read_in(item))
    return Reads(frozenset(_NAME_OF_KIND.findall(text)), frozenset(shown - deciding), frozenset(deciding))


def _kinds_of_variables(text: str) -> dict[str, set[str]]:
    """The labels of each variable for a node, and the types of each for edges; none for edges of whatever type.

    Those are claims: what they are asked for (whether they answer, and were known) no other edge has.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for variable, labels, _ in _NODE.findall(text):
        if variable and labels:
            found[variable].update(re.findall(r"\w+", labels))
    for variable, inside in _EDGE.findall(text):
        found[variable].update(_NAME_OF_KIND.findall(inside))
    return found


def _in_patterns(text: str) -> Iterator[Property]:
    """Properties by which a pattern chooses: `(framework:Framework {confers_partnership: true})`."""
    for _, labels, chosen in _NODE.findall(text):
        for name in _KEY.findall(chosen):
            yield from ((kind, name) for kind in re.findall(r"\w+", labels) or [ANY])


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each clause as its word and what follows it. The condition of a list stands for itself, before what the list is part of."""
    for found in reversed(list(_CONDITION.finditer(text))):
        if end := _end_of_list(text, found.end()):
            yield "WHERE", text[found.end() : end]
            text = text[: found.start()] + text[end:]
    parts = _CLAUSE.split(text)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _end_of_list(text: str, at: int) -> int | None:
    """Where the round or square brackets close in which a place stands; None if it stands in curly ones, or in none."""
    depth = 0
    for before in reversed(text[:at]):
        depth += (before in ")]}") - (before in "([{")
        if depth < 0:
            if before == "{":
                return None
            break
    else:
        return None
    for end, character in enumerate(text[at:], start=at):
        depth += (character in "([{") - (character in ")]}")
        if depth < -1:
            return end
    return None


def _items(part: str) -> Iterator[str]:
    """What a RETURN lists, item by item."""
    begin = depth = 0
    for at, character in enumerate(part):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield part[begin:at]
            begin = at + 1
    yield part[begin:]
