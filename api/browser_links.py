"""Links into Neo4j Browser, and the favourites that it imports.

Tried with Browser 5.15: `?cmd=edit&arg=` puts one statement into the editor, before the login and after. Parameters set by a link
are gone with the next, and a text of several statements shows no rows; so a link carries the query with its values
written out, typed and escaped, for a person to read and run. We never send such a text to a database ourselves.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from queries.catalogue import Catalogue
from queries.cypher_text import literal, with_literals
from queries.desk import Answer
from queries.question import AT_AS_OF, Question

_EXAMPLE_DAY = dt.date(2011, 4, 15)
_PACKED_ON = (2011, 4, 15, 0, 0, 0)
"""A fixed date in the archive, so that the same questions give the same bytes."""


def browser_link(answer: Answer, browser_url: str) -> str | None:
    """The address that opens the query of an answer in Neo4j Browser; None where there is no Browser."""
    if not browser_url:
        return None
    values = {**answer.parameters, "as_of": answer.as_of, "known_at": answer.known_at}
    text = with_literals(answer.question.query, {name: literal(value) for name, value in values.items()})
    # Browser decodes the whole address before it takes it apart; Cypher reads the escapes.
    return f"{browser_url}?cmd=edit&arg={quote(text.replace('&', _escape('&')).replace('#', _escape('#')), safe='')}"


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}"


def favourites(catalogue: Catalogue) -> bytes:
    """A zip of every question as Neo4j Browser imports it: folders by subject, line 1 of each file its title.

    The first file of a folder sets the parameters of its questions to their examples.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for subject, questions in catalogue.subjects.items():
            folder = f"Partnerships: {subject}"
            archive.writestr(_entry(f"{folder}/0.cypher"), _parameters(subject, questions))
            for question in questions:
                archive.writestr(_entry(f"{folder}/{question.path.split('/')[1]}.cypher"), question.text)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _PACKED_ON)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _parameters(subject: str, questions: tuple[Question, ...]) -> str:
    values: dict[str, Any] = {}
    for name, value in _examples(questions):
        if value is not None or name not in values:
            values[name] = value
    fields = ", ".join(f"{literal(value)} AS {name}" for name, value in values.items())
    return (
        f"// 0. First set the parameters of the questions on {subject}\n"
        f":param [{{{', '.join((*values, 'known_at'))}}}] => {{ RETURN {fields}, localdatetime() AS known_at }}\n"
    )


def _examples(questions: tuple[Question, ...]) -> Iterator[tuple[str, Any]]:
    """The parameters of some questions with their examples; what may be null is null, so that nothing is left out."""
    yield "as_of", _EXAMPLE_DAY
    for question in questions:
        for parameter in question.parameters:
            if parameter.default == AT_AS_OF:
                yield parameter.name, _EXAMPLE_DAY
            else:
                yield parameter.name, None if parameter.nullable else parameter.parse(parameter.example)
