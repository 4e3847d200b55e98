"""Where to go from an answer, and an answer as JSON has it: for whoever tells one, over HTTP or in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api.browser_links import browser_link
from queries.desk import Answer
from queries.eligibility import VERDICT, Answered
from queries.question import CLOCKS

REPLAY = "/v1/replay"
"""Where permalinks lead."""

RESTS_ON = "release"
"""The parameter of a permalink that says on which releases the answer rests."""

CALLED_OTHERWISE = {RESTS_ON: "of_release"}
"""Parameters of questions that a permalink calls otherwise, since it has one of that name itself."""


def list_body(answer: Answer, ways: Mapping[str, str | None]) -> dict[str, Any]:
    """A list as JSON has it, with where to go from it."""
    return {
        "items": answer.rows,
        "next": None,
        **answer.head(),
        "rivals": answer.rivals,
        "sources": answer.sources,
        "links": ways,
    }


def links(answer: Answer, browser_url: str) -> dict[str, str | None]:
    """Where to go from an answer; the address repeats the same question for ever, both clocks included."""
    return {
        "question": _address(f"/v1/questions/{answer.question.path}", answer),
        "browser": browser_link(answer, browser_url),
        "permalink": permalink(answer),
    }


def links_behind(answer: Answer, behind: Answer, browser_url: str) -> dict[str, str | None]:
    """Where to go from an answer that was worked out: to itself, and to the query that it rests on."""
    return {
        "question": _address(f"/v1/{answer.question.path}", answer),
        "browser": browser_link(behind, browser_url),
        "permalink": permalink(answer),
    }


def links_of_verdict(found: Answered, browser_url: str) -> dict[str, str | None]:
    """Where to go from one verdict: to the first of the queries that it rests on; its permalink is its own."""
    area = {"area": found.tree["area"]}
    return links(found.check, browser_url) | {"permalink": permalink(found.check, VERDICT, area)}


def _address(path: str, answer: Answer) -> str:
    """The address, at that path, of an answer: its parameters and both clocks."""
    parameters = {name: str(value) for name, value in answer.parameters.items() if value is not None}
    clocks = {name: str(answer.clocks()[name]) for name in CLOCKS}
    return f"{path}?{urlencode(parameters | clocks)}"


def permalink(answer: Answer, path: str = "", more: Mapping[str, str | None] | None = None) -> str:
    """The address at which an answer stays: its parameters and clocks, and the releases on which it rests.

    `path` and `more` parameters are those of an answer that was worked out from this one.
    """
    parameters = {
        CALLED_OTHERWISE.get(name, name): str(value)
        for name, value in (*answer.parameters.items(), *(more or {}).items())
        if value is not None
    }
    clocks = {name: str(answer.clocks()[name]) for name in CLOCKS}
    asked = urlencode(parameters | clocks | {RESTS_ON: answer.rests_on})
    return f"{REPLAY}/{path or answer.question.path}?{asked}"
