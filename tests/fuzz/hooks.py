"""What schemathesis cannot know from the document alone: which ids there are, and what parameters ask of each other.

The document says that `host` is the id of a country, in words. So that valid requests are truly valid, each such parameter gets
the ids of the table in which its example stands. Nothing here touches requests that are meant to be invalid.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any
from urllib.parse import unquote, urlencode

import schemathesis
from hypothesis import strategies as st

from api.contract import operations
from api.lists import Cursor
from graph.clocks import BEGINNING, LAST_DAY, format_instant, parse_day
from graph.errors import DateError
from queries import analytics
from queries.catalogue import Catalogue
from queries.eligibility import CHECK
from queries.worked_out import QUESTIONS
from tests.support.corrupt import DATA, read_rows

_CATALOGUE = Catalogue.read()

_FIRST_RELEASE = dt.datetime.fromisoformat(read_rows(DATA / "releases.csv")[0]["published_at"]).replace(tzinfo=None)
_LAST_INSTANT = dt.datetime.combine(LAST_DAY, dt.time()) - dt.timedelta(seconds=1)

_PERIODS = {
    (parameter.not_before, parameter.name)
    for question in (*_CATALOGUE, *QUESTIONS.values())
    for parameter in question.parameters
    if parameter.not_before
}
"""Parameters of which the second may not lie before the first."""

_BY_YEAR = (analytics.YEARS.path, analytics.OVERLAP_YEARS.path)
"""Questions about each year up to the day asked about."""

_BATCH = "/v1/eligibility/batch"

_instants = st.datetimes(_FIRST_RELEASE, _LAST_INSTANT).map(format_instant)
_days = st.dates(BEGINNING, LAST_DAY)

schemathesis.openapi.format("date", _days.map(dt.date.isoformat))
schemathesis.openapi.format("instant", _instants)
schemathesis.openapi.format(
    "cursor",
    st.builds(
        lambda position, day, instant: str(Cursor(position, day, instant.replace(microsecond=0), "0" * 18)),
        st.integers(1, 10**9 - 1),
        _days,
        st.datetimes(_FIRST_RELEASE, _LAST_INSTANT),
    ),
)


def _permalink(path: str, day: dt.date) -> str:
    """Where the answer of a question with what it needs stays."""
    question, newest = _CATALOGUE[path], read_rows(DATA / "releases.csv")[-1]
    needed = {one.name: one.example for one in question.parameters if one.required}
    clocks = {"as_of": str(day), "known_at": newest["published_at"], "release": newest["number"]}
    return f"/v1/replay/{path}?{urlencode(needed | clocks)}"


schemathesis.openapi.format(
    "permalink",
    st.builds(
        _permalink,
        st.sampled_from(sorted(_CATALOGUE.questions)),
        st.dates(dt.date(1949, 4, 4), dt.date(2026, 11, 22)),
    ),
)


@cache
def _tables() -> dict[str, list[str]]:
    """The ids of each table of our data package."""
    found = {}
    for file in sorted(DATA.glob("*.csv")):
        rows = read_rows(file)
        if rows and ("id" in rows[0] or "number" in rows[0]):
            found[file.stem] = [row.get("id") or row["number"] for row in rows]
    return found


@schemathesis.hook
def before_load_schema(_: Any, raw_schema: dict[str, Any]) -> None:
    """Say of each parameter which ids it takes."""
    for operation in operations(raw_schema):
        for parameter in operation.get("parameters", ()):
            schema = parameter["schema"]
            if parameter["name"] == "permalink":
                schema["format"] = "permalink"
            elif parameter["name"] in ("known_at", "cursor"):
                schema["format"] = "instant" if parameter["name"] == "known_at" else "cursor"
            elif schema["type"] == "string" and "enum" not in schema and "format" not in schema:
                for table, ids in _tables().items():
                    if parameter["example"] in ids:
                        schemathesis.openapi.format(f"id in {table}", st.sampled_from(ids))
                        schema["format"] = f"id in {table}"
                        break


@schemathesis.hook
def before_call(_: Any, case: Any, __: dict[str, Any]) -> None:
    """Let the parameters of a valid request fit each other: a cursor fixes both clocks, and a period ends after it begins."""
    query = case.query
    if case.meta is None:
        return
    if case.meta.generation.mode.is_negative:
        if case.path == _BATCH and isinstance(case.body, dict) and "items" in case.body:
            case.body["items"] = []  # An item that cannot be so has a problem of its own, and the others their answers.
        return
    if case.path == "/v1/eligibility/what-if":
        _name_what_there_is(case.body)
        case.body.pop("known_at", None)  # No rule had been published before release 4.
        return
    if case.path == _BATCH:
        _name_what_there_is(case.body)
        for one in (case.body, *case.body["items"]):
            one.pop("known_at", None)  # No rule had been published before release 4.
        return
    if not query:
        return
    if case.path.startswith("/v1/replay"):
        _make_it_a_permalink(case)
        return
    if "cursor" in query:
        for clock in ("as_of", "known_at"):
            query.pop(clock, None)
    if case.path.startswith("/v1/eligibility"):
        _fit_to_rules(case.path, query)
    if case.path.removeprefix("/v1/") in _BY_YEAR:
        query.pop("cursor", None)  # It fixes a day that is not seen here.
        _begin_some_years_before(query)
    _end_after_the_beginning(query)


def _end_after_the_beginning(query: dict[str, Any]) -> None:
    for first, last in _PERIODS:
        if first in query and _is_day(query[first]):
            end = query.get(last, query.get("as_of", str(dt.datetime.now(tz=dt.UTC).date())))
            query[last] = max(str(query[first]), str(end))


def _fit_to_rules(path: str, query: dict[str, Any]) -> None:
    """What is asked of a verdict could be answered."""
    # No rule had been published before release 4, and a cursor fixes an instant, too.
    for name in ("known_at", "cursor"):
        query.pop(name, None)
    if path in ("/v1/eligibility", "/v1/eligibility/timeline"):
        _fit_to_the_tool(query)
    if path == "/v1/eligibility/proposed" and query.get("effect") == "grants":
        query.setdefault("tool", "IPAP")  # What is granted is a tool.


def _make_it_a_permalink(case: Any) -> None:
    """A permalink asks a question with all that it needs, and names the newest release at its instant."""
    path = unquote(str(case.path_parameters["path"]))
    question = QUESTIONS.get(path) or _CATALOGUE.questions.get(path) or _CATALOGUE[CHECK]
    needed = {one.name: one.example for one in question.parameters if one.required}
    newest = read_rows(DATA / "releases.csv")[-1]
    clocks = {
        "as_of": case.query.get("as_of", "2011-04-15"),
        "known_at": newest["published_at"],
        "release": newest["number"],
    }
    case.query = needed | clocks
    if path in _BY_YEAR:
        _begin_some_years_before(case.query)


def _begin_some_years_before(query: dict[str, Any]) -> None:
    """The first year is not after the day asked about, nor so long before it that there are too many."""
    day = str(query.get("as_of", dt.datetime.now(tz=dt.UTC).date()))
    if _is_day(day):
        query["from_year"] = str(max(1, int(day[:4]) - 3))


_NAMED = {"start": "JOR", "end": "PFP", "tool": "IPAP", "object": "PFP", "subject": "NATO", "actor": "JOR",
          "operation": "ISAF", "commission": "NRC", "framework": "MD", "area": "POLITICAL"}  # fmt: skip


def _name_what_there_is(value: Any) -> None:
    """Names in a body are of things that there are, conditions ask one thing, and something is supposed."""
    if isinstance(value, list):
        for one in value:
            _name_what_there_is(one)
    if not isinstance(value, dict):
        return
    value |= {name: named for name, named in _NAMED.items() if value.get(name) is not None}
    for inner in value.values():
        _name_what_there_is(inner)
    if "asks" in value:
        asks = {name: value[name] for name in ("asks", "expected") if name in value}
        value.clear()
        value |= asks | {"relation": "USES", "object": "PARP"}
    if "effect" in value:
        value |= {"actors": ["JOR"], "affects": ["IPAP"]}
    if {"effect", "start", "modality"} & value.keys():
        for name in ("since", "until"):
            value.pop(name, None)
    if {"set_aside", "add"} & value.keys():
        value["set_aside"] = ["ipap-wider"]


@cache
def _ties() -> dict[str, dict[str, str]]:
    """What the rules on each tool are tied to, with an id of each; `area` where they know areas."""
    examples = {"operation": "ISAF", "commission": "NRC", "area": "POLITICAL"}
    found: dict[str, dict[str, str]] = {}
    for row in read_rows(DATA / "rules.csv"):
        names = [row["per"], "area" if row["area"] else ""]
        found.setdefault(row["tool"], {}).update({name: examples[name] for name in names if name})
    return found


def _fit_to_the_tool(query: dict[str, Any]) -> None:
    """A verdict is asked for one operation, commission or area if and only if the tool's rules are tied to one."""
    ties = _ties().get(str(query.get("tool")), {})
    for name in ("operation", "commission", "area"):
        if name not in ties:
            query.pop(name, None)
        elif name != "area":
            query.setdefault(name, ties[name])


def _is_day(text: Any) -> bool:
    try:
        parse_day(str(text))
    except DateError:
        return False
    return True
