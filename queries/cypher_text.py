"""The little that must be known of a query's text: which parameters it uses, which columns it returns, that it writes nothing.

No parser: strings, comments and quoted names are blanked, and what remains is read at the depth of the outermost brackets.
The engines stay the judges: the tests compare every declared column with what both of them return.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

_QUIET = re.compile(r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`""", re.DOTALL)
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|FOREACH|LOAD\s+CSV|CALL\s+[A-Za-z_]\w*\.)", re.IGNORECASE)
_AFTER_RETURN = re.compile(r"\b(ORDER\s+BY|SKIP|LIMIT|UNION)\b", re.IGNORECASE)
_ALIAS = re.compile(r"\bAS\s+([A-Za-z_]\w*)\s*$", re.IGNORECASE)
_NAME = re.compile(r"\s*(?:DISTINCT\s+)?([A-Za-z_]\w*)\s*$", re.IGNORECASE)


def bare(text: str) -> str:
    """The text with strings, comments and quoted names replaced by blanks of the same length."""
    return _QUIET.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def parameters(text: str) -> set[str]:
    """The names of the parameters that the query uses."""
    return set(_PARAMETER.findall(bare(text)))


def with_literals(text: str, literals: Mapping[str, str]) -> str:
    """The text with each parameter written out, for a person who has no way to bind them. Never for us to send."""
    parts, at = [], 0
    for found in _PARAMETER.finditer(bare(text)):
        parts += [text[at : found.start()], literals[found[1]]]
        at = found.end()
    return "".join([*parts, text[at:]])


def literal(value: Any) -> str:
    """A value as Cypher writes it, with its type: days, instants, numbers, text and null."""
    if value is None:
        return "null"
    if isinstance(value, dt.datetime):
        return f"localdatetime('{value.isoformat(timespec='seconds')}')"
    if isinstance(value, dt.date):
        return f"date('{value.isoformat()}')"
    if isinstance(value, int):
        return str(value)
    quoted = str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{quoted}'"


def writing_words(text: str) -> list[str]:
    """Words of the query that would write, or call a procedure."""
    return [found[0].strip() for found in _WRITES.finditer(bare(text))]


def columns(text: str) -> list[str | None]:
    """The columns of the last outermost RETURN, in order; None for one that has no name of its own."""
    outer = _outermost(bare(text))
    returns = [found.end() for found in re.finditer(r"\bRETURN\b", outer, re.IGNORECASE)]
    if not returns:
        return []
    tail = outer[returns[-1] :]
    if end := _AFTER_RETURN.search(tail):
        tail = tail[: end.start()]
    return [_column(part) for part in tail.rstrip().rstrip(";").split(",")]


def _column(part: str) -> str | None:
    found = _ALIAS.search(part) or _NAME.fullmatch(part)
    return found[1] if found else None


def _outermost(text: str) -> str:
    """The text with everything inside brackets blanked."""
    depth, out = 0, []
    for character in text:
        if character in ")]}":
            depth -= 1
        out.append(character if depth == 0 and character not in "([{)]}" else ("\n" if character == "\n" else " "))
        if character in "([{":
            depth += 1
    return "".join(out)
