"""Replay: an answer as it was, from its permalink: question, day, state of knowledge, and the releases on which it rests.

It is the same at any later time, and from every install that holds those releases, whatever was loaded since; or it is refused.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from graph.clocks import format_instant
from graph.errors import PartnershipsError
from graph.schema import OURS
from queries import eligibility
from queries.cells import NATIONS, PARTNERSHIPS
from queries.desk import Answer, Desk, Known, newest_at, resting_on
from queries.eligibility import VERDICT, Answered
from queries.many import AREA, Many
from queries.past import Past
from queries.question import Question
from queries.told import Wanted
from queries.types import ParameterError, UnknownEntityError
from queries.worked_out import QUESTIONS, answer

_MOST = 3
"""States of knowledge that are remembered at one time; where cells were worked out each is as large as one of `queries.many`."""

_WRITTEN_OUT = 5
"""What is to be done, as far as a sentence says it."""

_NOT_LOOKED_AT = {
    NATIONS: frozenset({"name", "kind", "sources"}),
    PARTNERSHIPS: frozenset({"name", "note", "sources"}),
}
"""What cells are worked out without, of the questions behind them."""

_RELEASES = re.compile(r"(?P<ours>[0-9]{1,9})?(?P<others>(?:(?:^|~)[a-z0-9][a-z0-9._-]{0,63}~[0-9]{1,9})*)", re.ASCII)


class OtherReleasesError(PartnershipsError):
    """The newest releases that this graph holds at that state of knowledge are not those on which the answer rests."""


class Replays:
    """Answers as they were. Safe to share between threads."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        check = desk.catalogue[eligibility.CHECK]
        self._verdict = replace(check, path=VERDICT, parameters=(*check.parameters, AREA))
        self._kept: OrderedDict[tuple[int, str], tuple[Past, Many]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def paths(self) -> list[str]:
        """Whatever can be replayed."""
        return sorted((*self.desk.catalogue.questions, *QUESTIONS, VERDICT))

    def question(self, path: str) -> Question:
        """The question at a path. Raises `UnknownQuestionError` with the nearest."""
        if path == VERDICT:
            return self._verdict
        return QUESTIONS.get(path) or self.desk.catalogue[path]

    def ask(
        self, path: str, given: Mapping[str, str | None], *, as_of: dt.date, known_at: dt.datetime, rests_on: str
    ) -> Answer | Answered:
        """An answer as it was; parameters by id. Raises `OtherReleasesError`, `ChangedSinceError`, and what `Desk.ask` raises."""
        question = self.question(path)
        parsed = question.parse(given, as_of)

        def assemble(known: Known) -> Answer | Answered:
            self.desk.see_that_it_is_of_now(known)
            _see_that_it_rests_on(known, known_at, rests_on)
            past, many = self._past(known, known_at)
            if path == VERDICT:
                return eligibility.ask(past, Wanted(**parsed), as_of=as_of, known_at=known_at)
            if path in QUESTIONS:
                return answer(many, path, given, as_of=as_of, known_at=known_at)[0]
            return past.ask(path, given, as_of=as_of, known_at=known_at)

        try:
            return self.desk.together(assemble)
        except UnknownEntityError as error:
            raise UnknownEntityError(
                error.parameter, error.what, remedy="A permalink names things by id, and those of its releases alone."
            ) from error

    def _past(self, known: Known, known_at: dt.datetime) -> tuple[Past, Many]:
        key = (known.revision, resting_on(known.releases, known_at))
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found
        past = Past(self.desk, known, known_at)
        with self._lock:
            found = self._kept.setdefault(key, (past, Many(past.overlooking(_NOT_LOOKED_AT))))
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            return found


def _see_that_it_rests_on(known: Known, known_at: dt.datetime, rests_on: str) -> None:
    asked = _parsed(rests_on)
    here = newest_at(known.releases, known_at)
    if asked == here:
        return
    if not here:
        raise ParameterError(
            "known_at",
            "no release had been published by then, so nothing was known.",
            remedy="Use a permalink as the answer has it.",
        )
    ways = [
        *(
            f"load {name} up to release {number}"
            for name, number in sorted(asked.items())
            if here.get(name, 0) < number
        ),
        *(f"unload {name}" for name in sorted(here.keys() - asked.keys())),
        *(
            f"ask an install that does not hold release {number + 1} of {name}"
            for name, number in sorted(asked.items())
            if here.get(name, 0) > number
        ),
    ]
    own = resting_on(known.releases, known_at)
    raise OtherReleasesError(
        f"the answer rests on {rests_on[:80]!r}, and the newest releases here at {format_instant(known_at)} are {own!r}.",
        where="release",
        remedy=f"To get it, {', '.join(ways[:_WRITTEN_OUT])}. With release={own} you get the answer of this install.",
    )


def _parsed(text: str) -> dict[str, int]:
    """Releases as `resting_on` writes them. Raises `ParameterError`."""
    found = _RELEASES.fullmatch(text)
    if not found or not text:
        raise ParameterError(
            "release",
            f"{text[:60]!r} names no releases.",
            remedy="Give it as the permalink has it: 4, or 4~mine~2 where a package of one's own was there.",
        )
    words = found["others"].strip("~").split("~") if found["others"] else []
    others = {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}
    return others if found["ours"] is None else {OURS: int(found["ours"]), **others}
