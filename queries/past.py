"""The graph as it was at a release, where later ones have changed what has no record clock.

Claims, rules, decisions and other records say themselves since when they are known. Names of things, titles of sources and other
rows do not: what they said before is in `changes.csv`. Names and sources in memory are rolled back by it, and rows lose what was
not there yet. What cannot be rolled back is looked for in each answer, which is refused where such a change could touch it. Why:
docs/decisions/0008-replay.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from graph.connection import Row
from graph.errors import PartnershipsError
from graph.schema import OURS, Table, structure_names, tables
from graph.text import cypher
from queries.desk import Answer, Desk, Known, newest_at, told, understood
from queries.question import Question
from queries.reads import ANY, Property, Reads, reads_of
from queries.search import Names
from queries.types import ENTITY_LABELS, Column, Narrowed

T = TypeVar("T")

_UNTOLD = (OURS, 2)
"""The one release after a package's first that entered rows without a word in `changes.csv`: it is older than that table."""

_COUNTS = frozenset({"policy/coverage"})
"""Questions that count what they do not name: a change may touch them wherever it is."""

_CALLED_BY = ("name", "title", "text")
"""The columns by one of which an answer calls a thing: the first that its table has."""

_OF_SOURCES = ("title", "publisher", "address", "published")
"""The columns of sources that answers show."""

_WHENEVER_KNOWN = ("SERVES_IN",)
"""Claims that questions walk without asking whether they were known."""


class ChangedSinceError(PartnershipsError):
    """Something without a record clock, on which an answer may rest, is not what it was at the release of the answer."""


@dataclass(frozen=True)
class Asked:
    """An answer as a change may touch it: `names` are all texts in its rows and parameters.

    `of_something`: a thing was asked about. `counts`: its question counts what it does not name.
    """

    reads: Reads
    names: frozenset[str]
    of_something: bool
    counts: bool


@dataclass(frozen=True)
class Change:
    """Something that is not what it was, with all that tells whether an answer could be another for it.

    `kinds` are labels and types of edges. `around` are the ids of which an answer that it touches names one, in its rows or its
    parameters; None: it may touch any answer that reads such a thing.
    """

    said: str
    properties: frozenset[Property] = frozenset()
    kinds: frozenset[str] = frozenset()
    around: frozenset[str] | None = None

    def touches(self, asked: Asked) -> bool:
        """It could touch that answer."""
        if self.properties & asked.reads.deciding:
            return True
        walked = bool(self.kinds & asked.reads.kinds)
        if not (walked or self.properties & asked.reads.shown):
            return False
        if self.around is None or asked.counts:
            return True
        # Of all things an answer lists those that have such an edge: one that has it no more is not named.
        return bool(self.around & asked.names) or (walked and bool(self.around) and not asked.of_something)


@dataclass(frozen=True)
class _Tie:
    """An edge without a record clock that came (or went) after the release."""

    start: str
    kind: str
    end: str
    came: bool
    said: str


@dataclass
class _Since:
    """All that is not what it was."""

    changes: list[Change] = field(default_factory=list)
    ties: list[_Tie] = field(default_factory=list)
    """The newest first."""

    absent: set[str] = field(default_factory=set)
    """Ids of what was not there yet."""

    gone: dict[str, str] = field(default_factory=dict)
    """What is not there any more, by id, and what took it out."""

    names: dict[str, str] = field(default_factory=dict)
    """How things were called, by id."""

    sources: dict[str, dict[str, str | None]] = field(default_factory=lambda: defaultdict(dict))
    """What sources said of themselves, by id and column."""


class Past(Desk):
    """A desk that answers from the graph as it was at a release. It serves while the graph has one revision."""

    def __init__(self, desk: Desk, known: Known, known_at: dt.datetime) -> None:
        """Read what has changed since; only to be called from within `together` of `desk`.

        Raises `ChangedSinceError` where nobody wrote that down.
        """
        super().__init__(desk.graph, desk.catalogue)
        if any((one.package, one.number) == _UNTOLD and one.published_at > known_at for one in known.releases):
            raise ChangedSinceError(
                f"release {_UNTOLD[1]} entered rows without writing down which, so nobody can tell what was there before.",
                remedy="Ask at that release or a later one, or an install that holds release 1 alone.",
            )
        self._of_now = desk
        self._overlooked: Mapping[str, frozenset[str]] = {}
        self._since = _read(desk, known, known_at)
        self._then = _rolled_back(known, self._since, known_at)

    def overlooking(self, columns: Mapping[str, frozenset[str]]) -> Past:
        """The same desk for somebody who does not look at some columns of some questions: what they say touches nothing."""
        other = copy(self)
        other._overlooked = columns
        return other

    def known(self) -> Known:
        """What answers needed besides their rows."""
        return self._then

    def together(self, assemble: Callable[[Known], T]) -> T:
        """Several answers of that release. Should the graph move, whoever made this begins again."""
        return assemble(self._then)

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
        """One answer as it was. Raises `ChangedSinceError` where it may have been another."""
        if gone := [self._since.gone[value] for value in given.values() if value in self._since.gone]:
            raise _refusal(gone)
        bare = understood(known, self.catalogue[path], given, as_of=as_of, known_at=known_at, narrowed=narrowed)
        rows = self._of_now.rows(known, bare)
        self._see_that_nothing_touches(bare, rows)
        return told(known, bare, list(self._rows_then(bare.question, rows)))

    def _see_that_nothing_touches(self, bare: Answer, rows: Sequence[Row]) -> None:
        reads, overlooked = reads_of(bare.question), self._overlooked.get(bare.question.path, frozenset())
        asked = Asked(
            replace(reads, shown=frozenset(one for one in reads.shown if one[1] not in overlooked)),
            frozenset(_texts([*rows, bare.parameters])),
            bool(bare.question.entities_of(bare.parameters)),
            bare.question.path in _COUNTS,
        )
        if touching := [change.said for change in self._since.changes if change.touches(asked)]:
            raise _refusal(touching)

    def _rows_then(self, question: Question, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
        names = {column.name for column in question.columns}
        for row in rows:
            then = self._without_absent(question.columns, row)
            if then is None or not self._was_released(then):
                continue
            if names.issuperset(("source", *_OF_SOURCES)):
                then |= {name: self._then.sources[then["source"]][name] for name in _OF_SOURCES}
            yield then

    def _without_absent(self, columns: Sequence[Column], row: Row) -> dict[str, Any] | None:
        """A row without what was not there yet; None if it is about such a thing."""
        then: dict[str, Any] = {}
        for column in columns:
            value = row[column.name]
            if column.records:
                value = [one for record in value if (one := self._without_absent(column.records, record)) is not None]
            elif column.type in ENTITY_LABELS:
                if column.many:
                    value = [one for one in value if one not in self._since.absent]
                elif value in self._since.absent:
                    return None
            then[column.name] = value
        return then

    def _was_released(self, row: dict[str, Any]) -> bool:
        """A row that tells which releases brought and closed something: it had been brought. A later end is taken from it."""
        if "until_release" in row:
            published = {(one.package, one.number) for one in self._then.releases}
            if (row["package"], row["until_release"]) not in published:
                row["until_release"] = None
            return (row["package"], row["since_release"]) in published
        return True


def _refusal(touching: Sequence[str]) -> ChangedSinceError:
    more = f", and {len(touching) - 1} more changes" if len(touching) > 1 else ""
    return ChangedSinceError(
        f"this answer may have been another at its release: {touching[0]}{more}. Such rows have no record clock.",
        remedy="An install that holds nothing published later gives it. /v1/feed tells every change.",
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text in rows and parameters: the ids that they name are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _rolled_back(known: Known, since: _Since, known_at: dt.datetime) -> Known:
    """What answers needed at the release. Things are known by their ids alone: names are how a question is read today."""
    entities = {id_: entity for id_, entity in known.entities.items() if id_ not in since.absent}
    entities |= {id_: replace(entities[id_], name=name) for id_, name in since.names.items() if id_ in entities}
    sources = dict(known.sources)
    sources |= {id_: {**sources[id_], **said} for id_, said in since.sources.items() if id_ in sources}
    releases = tuple(one for one in known.releases if one.published_at <= known_at)
    return replace(known, entities=entities, sources=sources, releases=releases, names=Names(()))


def _read(desk: Desk, known: Known, known_at: dt.datetime) -> _Since:
    since = _Since()
    published = newest_at(known.releases, known_at)
    strangers = sorted({one.package for one in known.releases} - published.keys())
    kinds = [*structure_names(), *_WHENEVER_KNOWN]

    def read(file: str, **parameters: Any) -> Sequence[Row]:
        return desk.read(known, cypher("graph", f"cypher/{file}.cypher"), {"known_at": known_at, **parameters})

    since.absent.update(row["id"] for row in read("not_there_yet", packages=strangers))
    for row in read("ties_not_there_yet", packages=strangers, types=kinds):
        said = f"a later package or release brought the edge from {row['start']} to {row['end']} ({row['type']})"
        since.ties.append(_Tie(row["start"], row["type"], row["end"], True, said))
    by_name = {table.name: table for table in tables()}
    for row in read("changes_since"):
        if row["table"] in by_name:
            _take(since, by_name[row["table"]], row)
    hanging = read("ties_of", ids=sorted({tie.start for tie in since.ties}), types=kinds)
    since.changes += _of_ties(since, hanging)
    return since


def _take(since: _Since, table: Table, row: Row) -> None:
    """Take up one change. Those of a row come newest first, so that what it said at the release is what comes last."""
    key, column, before = str(row["row"]).split(" "), row["column"], row["before"] or None
    id_ = key[-1]
    labels = frozenset(label for node in table.node_types for label in node.labels)
    who = f"release {row['number']}{'' if row['package'] == OURS else ' of ' + row['package']}"
    did = {"described": f"changed {column} of", "entered": "entered", "removed": "took out"}[row["change"]]
    said = f"{who} {did} {row['row']} in {table.name}.csv"
    if table.name == "sources":
        if column in _OF_SOURCES:
            since.sources[id_][column] = before
        return
    if row["change"] == "described":
        carriers = {ANY, *labels, *([table.structure.name] if table.structure else [])}
        properties = frozenset((kind, column) for kind in carriers)
        since.changes.append(Change(said, properties=properties, around=frozenset(key)))
        called_by = next((name for name in _CALLED_BY if name in table.column_names), None)
        if table.node_types and column == called_by:
            since.names[id_] = before or id_
        if column == table.label_column:
            since.changes.append(Change(said, kinds=labels))
        for link in table.links:
            if link.column == column:
                was, is_ = (
                    {one.strip() for one in (row[name] or "").split(";") if one.strip()} for name in ("before", "after")
                )
                since.ties += [_Tie(id_, link.edge, end, end in is_, said) for end in sorted(was ^ is_)]
        return
    came = row["change"] == "entered"
    if table.structure:
        since.ties.append(_Tie(key[0], table.structure.name, id_, came, said))
    if table.node_types and came:
        since.absent.add(id_)
        own = frozenset((*(node.label for node in table.node_types), *(link.edge for link in table.links)))
        since.changes.append(Change(said, kinds=own, around=frozenset()))
    elif table.node_types:
        since.gone[id_] = said
        since.changes.append(Change(said, kinds=labels))


def _of_ties(since: _Since, hanging: Sequence[Row]) -> Iterator[Change]:
    """Edges that came or went. They touch an answer that names one of their ends, or what else hangs on their start.

    An act that concerns nobody concerns everybody, and so on: where a start has or had no such edge, any answer may be another.
    """
    later = {row["start"] for row in hanging if row["later"]}
    now: dict[tuple[str, str], set[str]] = defaultdict(set)
    around: dict[str, set[str]] = defaultdict(set)
    for row in hanging:
        if row["type"]:
            now[row["start"], row["type"]].add(row["end"])
            around[row["start"]].add(row["end"])
    then = {key: set(ends) for key, ends in now.items()}
    for tie in since.ties:
        ends = then.setdefault((tie.start, tie.kind), set())
        (ends.discard if tie.came else ends.add)(tie.end)
        around[tie.start].update((tie.start, tie.end))
    for tie in since.ties:
        if tie.start in later:
            continue  # A record that was not known then: no question looks at it.
        of_start = (tie.start, tie.kind)
        reach: frozenset[str] | None = frozenset(around[tie.start])
        if tie.start in since.absent:
            reach = frozenset()
        elif not (now[of_start] and then[of_start]):
            reach = None
        yield Change(tie.said, kinds=frozenset({tie.kind}), around=reach)
