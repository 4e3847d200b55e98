"""A question's file, made from parts that a test may replace."""

from __future__ import annotations

GOOD = """\
// Who is there on a day?
/*
about = "A question for tests."
provisions = ["7"]
tags = ["members"]

[params.body]
type = "body"
about = "The body."
example = "EAPC"

[returns]
id = "country"
since = "date?"
sources = "source[]"
*/
MATCH (country:Country)-[held:MEMBER_OF]->(:Body {id: $body})
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN country.id AS id, held.valid_from AS since, held.sources AS sources
ORDER BY id
"""


def line_with(text: str, word: str) -> int:
    """The first line that holds the word."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if word in line)
