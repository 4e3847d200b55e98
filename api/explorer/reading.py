"""What a page is read from: answers of one revision, each of which is told beneath the page with its address, query and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request

from api.answers import Asked, Doors
from api.links import links, links_behind, links_of_verdict
from graph.clocks import format_instant, today
from graph.errors import DatabaseUnavailableError
from queries import what_if
from queries.desk import Answer, Known
from queries.eligibility import Answered
from queries.eligibility import ask as ask_verdict
from queries.supposed import WhatIf
from queries.told import Wanted
from queries.types import Narrowed, ParameterError

FIRST_DAY = dt.date(1949, 4, 4)
"""The North Atlantic Treaty was signed: before it there was nobody to stand in a relation to."""

POLICY_DAY = dt.date(2011, 4, 15)

_TRIES = 5
"""How often a page is read anew because the graph was written meanwhile."""


@dataclass(frozen=True)
class Rest:
    """One answer on which a page rests: where it is as JSON and as CSV, where it stays, and the query behind it."""

    title: str
    json: str
    csv: str | None
    permalink: str | None
    browser: str | None
    cypher: str


@dataclass(frozen=True)
class Page:
    """A page: what its template is given. `title` stands in the tab, in the heading and in its citation."""

    template: str
    title: str
    values: Mapping[str, Any]
    data: Any = None
    """What its script draws from, as JSON."""

    of_a_day: bool = True
    """A day plays a part in it."""


@dataclass(frozen=True)
class View:
    """Pages of one kind: where they are, the parameters behind the `?` of their address, and how one is read."""

    path: str
    read: Callable[[Reading], Page]
    parameters: Sequence[str] = ()
    called: str | None = None
    """Its name in the menu, if it stands there."""

    place: int = 0
    """Where in the menu it stands."""


@dataclass
class Reading:
    """One request for a page. Raises what the desk raises, from whatever is asked of it."""

    doors: Doors
    asked: Asked
    in_path: Mapping[str, str]
    base: str
    """Where the service is, without a slash at the end."""

    today: dt.date
    rests: list[Rest] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    sources: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def given(self) -> Mapping[str, str]:
        """What stands behind the `?`, without the clocks; what was left empty is not there."""
        return {name: value for name, value in self.asked.given.items() if value is not None}

    @property
    def day(self) -> dt.date:
        """The day asked about."""
        return self.asked.as_of

    def see_that_pages_show(self, parameter: str, day: dt.date) -> None:
        """Raises `DayOutOfRangeError` for a day before the treaty or after today."""
        if not FIRST_DAY <= day <= self.today:
            raise DayOutOfRangeError(parameter, day, self.today)

    @property
    def known(self) -> Known:
        """What is known besides the rows of answers."""
        return self.doors.desk.known()

    @property
    def known_at(self) -> dt.datetime:
        """The state of knowledge that answers."""
        return self.asked.known_at or self.known.releases[-1].published_at

    def name(self, id_: str) -> str:
        """What a thing is called; its id where it has no name."""
        entity = self.known.entities.get(id_)
        return entity.name if entity else id_

    def ask(
        self,
        path: str,
        given: Mapping[str, str | None] | None = None,
        *,
        day: dt.date | None = None,
        narrowed: Mapping[str, Narrowed] | None = None,
    ) -> Answer:
        """The answer to a question of the catalogue; `narrowed` as `Desk.ask` has it."""
        answer = self.doors.desk.ask(
            path, given or {}, as_of=day or self.day, known_at=self.asked.known_at, narrowed=narrowed
        )
        return self._resting_on(answer, links(answer, self.doors.browser_url), answer.question.text)

    def many(self, path: str, given: Mapping[str, str | None], *, day: dt.date | None = None) -> Answer:
        """The answer to a question over many cells."""
        answer, behind = what_if.answer(
            self.doors.many, path, given, as_of=day or self.day, known_at=self.asked.known_at
        )
        return self._resting_on(answer, links_behind(answer, behind, self.doors.browser_url), behind.question.text)

    def verdict(self, wanted: Wanted) -> Answered:
        """One verdict with its reasons."""
        found = ask_verdict(self.doors.desk, wanted, as_of=self.day, known_at=self.asked.known_at)
        ways = links_of_verdict(found, self.doors.browser_url)
        asks = {name: value for name, value in vars(wanted).items() if value} | self.clocks
        address = f"/v1/eligibility?{urlencode(asks)}"
        title = "May an actor use a tool on a day, and why?"
        self.rests.append(Rest(title, address, None, ways["permalink"], ways["browser"], found.check.question.text))
        for behind in found.behind:
            self._tell(behind, links(behind, self.doors.browser_url), behind.question.text)
        self.sources |= {source["id"]: source for source in found.tree["sources"]}
        # Rivals stand beside the verdict as it tells them, not beside each question that it is worked out from.
        self.answers.append(replace(found.check, rivals=found.tree["rivals"]))
        return found

    def supposing(self, wanted: WhatIf) -> what_if.Supposed:
        """Which verdicts would be others if something were so."""
        found = what_if.ask(self.doors.many, wanted, today=self.today)
        self.sources |= {source["id"]: source for source in found.answer.sources}
        self.answers.append(found.answer)
        return found

    @property
    def clocks(self) -> dict[str, str]:
        """The day and the state of knowledge, as parameters."""
        return {"as_of": self.day.isoformat(), "known_at": format_instant(self.known_at)}

    def _resting_on(self, answer: Answer, ways: Mapping[str, str | None], cypher: str) -> Answer:
        self._tell(answer, ways, cypher)
        self.answers.append(answer)
        return answer

    def _tell(self, answer: Answer, ways: Mapping[str, str | None], cypher: str) -> None:
        address = str(ways["question"])
        self.rests.append(
            Rest(answer.question.title, address, f"{address}&format=csv", ways["permalink"], ways["browser"], cypher)
        )
        self.sources |= {source["id"]: source for source in answer.sources}

    @property
    def rivals(self) -> list[Mapping[str, Any]]:
        """What other sources say where an answer of the page rests on a disputed claim."""
        found = {rival["claim"]: rival for answer in self.answers for rival in answer.rivals}
        return [rival for _, rival in sorted(found.items())]

    @property
    def understood(self) -> list[Mapping[str, Any]]:
        """How names were understood that were given instead of ids."""
        found = {(how["given"], how["id"]): how for answer in self.answers for how in answer.understood}
        return list(found.values())

    def to(self, path: str, part: str = "", /, **parameters: str | dt.date | None) -> str:
        """The address of a page of the same clocks, as far as they were given; a parameter that is None is left out.

        `part` is what stands behind the `#`.
        """
        clocks = {
            "as_of": self.day.isoformat() if self.day != self.today else None,
            "known_at": format_instant(self.asked.known_at) if self.asked.known_at else None,
        }
        wanted = {name: str(value) for name, value in (clocks | parameters).items() if value}
        return quote(path) + (f"?{urlencode(wanted)}" if wanted else "") + (f"#{quote(part)}" if part else "")

    def here(self, **parameters: str | dt.date | None) -> str:
        """The address of this page with some parameters changed."""
        return self.to(self.in_path["path"], **{**self.given, **parameters})


def read(view: View, doors: Doors, request: Request) -> tuple[Page, Reading]:
    """A page and what it was read from, all of one revision. Raises what the desk raises, `ParameterError` for a day out of
    range, and `DatabaseUnavailableError` where the graph is written faster than it can be read."""
    for _ in range(_TRIES):
        reading = Reading(
            doors,
            Asked(_without_empty(request), view.parameters),
            {**request.path_params, "path": request.url.path},
            str(request.base_url).rstrip("/"),
            today(),
        )
        reading.see_that_pages_show("as_of", reading.day)
        page = view.read(reading)
        if len({answer.revision for answer in reading.answers}) <= 1:
            return page, reading
    raise DatabaseUnavailableError("the graph is being written; no page of one revision could be read.")


class DayOutOfRangeError(ParameterError):
    """A day before the treaty, or one that is yet to come. `nearest` is the nearest day that pages show."""

    def __init__(self, parameter: str, day: dt.date, today: dt.date) -> None:
        self.nearest = (str(FIRST_DAY if day < FIRST_DAY else today),)
        super().__init__(
            parameter,
            f"{day} lies outside the days that the pages show.",
            remedy=f"They show {FIRST_DAY} (the signature of the treaty) to {today} (today).",
        )


def _without_empty(request: Request) -> Request:
    """The request as it would be had fields of a form that were left empty not been sent."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if value.strip()]
    return Request({**request.scope, "query_string": urlencode(kept).encode()})
