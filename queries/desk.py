"""The desk: questions in, answers out, each of one revision, with its clocks and its sources.

What every answer needs besides its rows (the releases, the sources, the ids that can be asked about) is kept in memory
for one revision of the graph. Each answer carries the revision before and after its rows were read; when the two, or
the one in memory, differ, everything is read anew.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from graph.clocks import LAST_DAY, format_instant
from graph.connection import Graph, Row
from graph.errors import DatabaseUnavailableError, EmptyGraphError
from graph.schema import OURS
from graph.text import cypher
from queries.catalogue import Catalogue
from queries.question import Question
from queries.rivals import Rivals, contested, named
from queries.search import Names, spellings
from queries.types import ENTITY_LABELS, Narrowed, ParameterError, shaped
from queries.understanding import Entity, Given, nearest, understand

T = TypeVar("T")

_TRIES = 5
"""How often an answer is assembled anew because the graph was written meanwhile."""


@dataclass(frozen=True)
class Release:
    """A release of a data package and its instant of publication in UTC."""

    package: str
    number: int
    published_at: dt.datetime
    note: str | None


@dataclass(frozen=True)
class Known:
    """What answers need of the graph at one revision."""

    revision: int
    releases: tuple[Release, ...]
    """Of every package, oldest first. The newest instant of all is the state of knowledge that answers by default."""

    sources: Mapping[str, Mapping[str, Any]]
    entities: Mapping[str, Entity]
    rivals: Rivals
    names: Names = field(compare=False)

    @property
    def own_releases(self) -> Sequence[Release]:
        """Those of our own package, by which answers are numbered; of the first package where ours is not loaded."""
        first = OURS if any(release.package == OURS for release in self.releases) else self.releases[0].package
        return [release for release in self.releases if release.package == first]

    def nearest(self, word: str, label: str) -> tuple[Entity, ...]:
        """Those of that label that are called like the word, nearest first."""
        found = nearest(word, self.names, lambda id_: label in self.entities[id_].labels)
        return tuple(self.entities[one.spelling.id] for one in found)


@dataclass(frozen=True)
class Answer:
    """The rows of a question on a day, by a state of knowledge, with every source that they name.

    `rows` hold what JSON holds. `sources` are those that the rows, the rivals and `understood` name, in order of id.
    """

    question: Question
    parameters: Mapping[str, Any]
    """The values of the question's parameters, defaults included, as the driver takes them; things by their ids."""

    as_of: dt.date
    known_at: dt.datetime
    release: int
    revision: int
    rows: Sequence[Mapping[str, Any]]
    sources: Sequence[Mapping[str, Any]]
    rivals: Sequence[Mapping[str, Any]] = ()
    """Claims that disagree with one that the answer rests on, or that would be in it were they preferred."""

    understood: Sequence[Mapping[str, Any]] = ()
    """What was given by another name than its id, and how that was understood."""

    rests_on: str = ""
    """The newest release of every package at `known_at`, as `resting_on` writes them."""

    def head(self) -> dict[str, Any]:
        """What stands at the head of every answer: its clocks, and how names were understood."""
        return {**self.clocks(), "understood": self.understood}

    def clocks(self) -> dict[str, Any]:
        """What every answer says of its day, its state of knowledge and the graph's revision."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_at": format_instant(self.known_at),
            "release": self.release,
            "revision": self.revision,
        }


class _Moved(Exception):
    """The graph was written while an answer was assembled."""


class Desk:
    """Answers questions of one catalogue from one graph. Safe to share between threads."""

    def __init__(self, graph: Graph, catalogue: Catalogue) -> None:
        self.graph = graph
        self.catalogue = catalogue
        self._known: Known | None = None
        self._reading: Future[Known] | None = None
        self._lock = threading.Lock()

    @property
    def revision(self) -> int | None:
        """The newest revision of the graph that an answer was of; None before the first."""
        known = self._known
        return known.revision if known else None

    def known(self) -> Known:
        """What answers need besides their rows, as of the newest revision seen. Raises `EmptyGraphError`."""
        return self._known or self.refresh()

    def refresh(self) -> Known:
        """The same, read now: by one for all that ask at one time, who share what comes of it.

        Were it read by each, those who find it missing together would take so long that all are given up, and begin again.
        """
        with self._lock:
            reading = self._reading
            if reading is None:
                mine = self._reading = Future()
        if reading is not None:
            return reading.result()
        try:
            known = self._known = self._read_known()
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            self._reading = None
        mine.set_result(known)
        return known

    def known_now(self) -> Known:
        """The same, of the revision that the graph has now."""
        known = self.known()
        return known if self.is_of_now(known) else self.refresh()

    def is_of_now(self, known: Known) -> bool:
        """The graph has still that revision."""
        return self._revision() == known.revision

    def ask(
        self,
        path: str,
        given: Mapping[str, str | None] | None = None,
        *,
        as_of: dt.date,
        known_at: dt.datetime | None = None,
        narrowed: Mapping[str, Narrowed] | None = None,
    ) -> Answer:
        """One question's answer. Parameters are given as text; `known_at` defaults to the newest release.

        `narrowed` says which parameters have another name for the client, and take fewer kinds of things.

        Raises `UnknownQuestionError`, `ParameterError`, `UnknownEntityError`, `AmbiguousNameError`, `EmptyGraphError` and
        `DatabaseError`.
        """
        return self.together(
            lambda known: self.answer(known, path, given or {}, as_of=as_of, known_at=known_at, narrowed=narrowed)
        )

    def together(self, assemble: Callable[[Known], T]) -> T:
        """Several answers of one revision: what `assemble` makes of `self.answer`, tried anew if the graph moved."""
        for _ in range(_TRIES):
            known = self.known()
            try:
                return assemble(known)
            except _Moved:
                if self._known is known:  # else somebody has read it anew already
                    self._known = None
        raise DatabaseUnavailableError(
            "the graph is being written so fast that no answer of one revision could be read.",
            remedy="Try again.",
        )

    def answer(
        self,
        known: Known,
        path: str,
        given: Mapping[str, str | None],
        *,
        as_of: dt.date,
        known_at: dt.datetime | None = None,
        narrowed: Mapping[str, Narrowed] | None = None,
    ) -> Answer:
        """One answer at the revision of `known`; only to be called from within `together`."""
        bare = understood(known, self.catalogue[path], given, as_of=as_of, known_at=known_at, narrowed=narrowed)
        return told(known, bare, self.rows(known, bare))

    def rows(self, known: Known, bare: Answer) -> list[dict[str, Any]]:
        """The rows of an answer without rows; only to be called from within `together`."""
        question = bare.question
        found = self.graph.read(question.assembled, {**bare.parameters, "as_of": bare.as_of, "known_at": bare.known_at})
        if not found:
            raise self._empty()
        result = found[0]
        if not result["revision_before"] == result["revision_after"] == known.revision:
            raise _Moved
        return [shaped(question.columns, row) for row in result["rows"]]

    def read(self, known: Known, text: str, parameters: Mapping[str, Any]) -> Sequence[Row]:
        """Rows of another statement at the revision of `known`; only to be called from within `together`."""
        rows = self.graph.read(text, parameters)
        self.see_that_it_is_of_now(known)  # A revision only rises: the rows are of the one that is there after them.
        return rows

    def see_that_it_is_of_now(self, known: Known) -> None:
        """The graph has still that revision; only to be called from within `together`, which else begins again."""
        if not self.is_of_now(known):
            raise _Moved

    def _read_known(self) -> Known:
        for _ in range(_TRIES):
            revision = self._revision()
            entities = self.graph.read(cypher("graph", "cypher/entities.cypher"))
            sources = self.graph.read(cypher("graph", "cypher/sources.cypher"))
            releases = self.graph.read(cypher("graph", "cypher/releases.cypher"))
            rivals = self.graph.read(cypher("graph", "cypher/rivals.cypher"))
            names = self.graph.read(cypher("graph", "cypher/names.cypher"))
            if self._revision() == revision:
                if not releases:
                    raise self._empty()
                return Known(
                    revision,
                    tuple(
                        Release(row["package"], row["number"], _python_datetime(row["published_at"]), row["note"])
                        for row in releases
                    ),
                    {row["id"]: dict(row) for row in sources},
                    {
                        row["id"]: Entity(row["id"], row["name"], tuple(row["labels"]), tuple(row["also"]))
                        for row in entities
                    },
                    contested(rivals),
                    Names(spellings(entities, names)),
                )
        raise DatabaseUnavailableError("the graph is being written; its state could not be read.", remedy="Try again.")

    def _empty(self) -> EmptyGraphError:
        return EmptyGraphError("the graph is empty.", where=self.graph.address, remedy="Run `partnerships load`.")

    def _revision(self) -> int:
        rows = self.graph.read(cypher("graph", "cypher/revision.cypher"))
        if not rows:
            raise self._empty()
        revision: int = rows[0]["revision"]
        return revision


def understood(
    known: Known,
    question: Question,
    given: Mapping[str, str | None],
    *,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
    narrowed: Mapping[str, Narrowed] | None = None,
) -> Answer:
    """What was asked, as an answer without rows: parameters parsed, names understood, clocks set. Raises `ParameterError`."""
    if as_of > LAST_DAY:
        raise ParameterError("as_of", f"{as_of} is out of range.", remedy=f"Days run to {LAST_DAY}.")
    release = _release_at(known.own_releases, known_at)
    values, how = _by_id(known, question, question.parse(given, as_of), as_of, narrowed or {})
    return Answer(
        question=question,
        parameters=values,
        as_of=as_of,
        known_at=known_at or known.releases[-1].published_at,
        release=release.number,
        rests_on=resting_on(known.releases, known_at or known.releases[-1].published_at),
        revision=known.revision,
        rows=(),
        sources=(),
        understood=how,
    )


def told(known: Known, bare: Answer, rows: Sequence[Mapping[str, Any]], *, all_rivals: bool = True) -> Answer:
    """An answer without rows, with them, and with what stands beside them and every source that is named.

    `all_rivals`: those too that would be in it were they preferred, and not only those of claims that it rests on.
    """
    question = bare.question
    rivals = [
        rival
        for rival in known.rivals.beside(
            question, bare.parameters, named("claim", question, rows), as_of=bare.as_of, at=bare.known_at
        )
        if all_rivals or rival["used"]
    ]
    names = named("source", question, rows).union(*(one["sources"] for one in (*rivals, *bare.understood)))
    return replace(bare, rows=rows, sources=[known.sources[name] for name in sorted(names)], rivals=rivals)


def _by_id(
    known: Known, question: Question, values: Mapping[str, Any], as_of: dt.date, narrowed: Mapping[str, Narrowed]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The values with things by their ids, and how each was understood that was given by another name."""
    by_id = dict(values)
    found: list[dict[str, Any]] = []
    for parameter in question.parameters:
        value = values[parameter.name]
        if parameter.type not in ENTITY_LABELS or value is None:
            continue
        if address := narrowed.get(parameter.name):
            what = " or ".join(address.labels).lower()
            given = Given(address.called, value, address.labels, what)
        else:
            given = Given(parameter.name, value, (ENTITY_LABELS[parameter.type],), parameter.type)
        by_id[parameter.name], how = understand(given, known.entities, known.names, as_of)
        if how:
            found.append(how)
    return by_id, found


def newest_at(releases: Iterable[Release], instant: dt.datetime) -> dict[str, int]:
    """The number of the newest release of each package at an instant, of those that had published one."""
    return {release.package: release.number for release in releases if release.published_at <= instant}


def resting_on(releases: Iterable[Release], instant: dt.datetime) -> str:
    """The newest releases at an instant in a word: our own number, and each other package with its own, as in `4~mine~2`."""
    newest = newest_at(releases, instant)
    ours = newest.pop(OURS, None)
    return "~".join(
        map(str, (*([] if ours is None else [ours]), *(part for one in sorted(newest.items()) for part in one)))
    )


def _release_at(releases: Sequence[Release], known_at: dt.datetime | None) -> Release:
    """The release that was the newest at that instant. Raises `ParameterError` for an instant before the first."""
    if known_at is None:
        return releases[-1]
    published = [release for release in releases if release.published_at <= known_at]
    if not published:
        raise ParameterError(
            "known_at",
            "no release had been published by then, so nothing was known.",
            remedy=f"The first is of {format_instant(releases[0].published_at)}.",
        )
    return published[-1]


def _python_datetime(value: Any) -> dt.datetime:
    native: dt.datetime = value.to_native()
    return native.replace(tzinfo=None)
