"""Analytics: what the networks of a day look like, and how that moves from year to year.

Questions like those of a `.cypher` file, with the same clocks, names, sources and rivals; in place of the file's query stands
`graph.networks`, on the ties that `networks/ties` reads. Each is answered for the ties that hold certainly on the day and for
those too that only may; rows are in the order of their names, never of a measure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from graph.networks import Measures, Network, Overlap, Tie, overlap
from queries.cells import bounds
from queries.desk import Answer, Desk, Known, told, understood
from queries.many import parameter
from queries.question import Question
from queries.types import Column as Field
from queries.types import ParameterError

Row = Mapping[str, Any]

TIES = "networks/ties"
_STATUS = "countries/status"

NETWORKS: Mapping[str, str] = {
    "frameworks": "Two countries are linked where both belong to one framework or commission, in whatever role.",
    "contact_points": "An Ally whose embassy leads or supports a contact point is linked with the country in which that serves.",
    "operations": "Two countries are linked where both give forces to one operation.",
    "funds": "A country that leads a Trust Fund or pays into it is linked with each that benefits from it.",
}
"""What a link means in each network."""

_FIRST_YEAR = 1949
_MOST_YEARS = 100

_OF_NETWORK = parameter(
    "network",
    "text",
    " ".join(f"`{name}`: {about[0].lower()}{about[1:]}" for name, about in NETWORKS.items()),
    "contact_points",
    nullable=False,
    choices=tuple(NETWORKS),
)
_FROM = parameter(
    "from_year",
    "integer",
    "The first year.",
    "2004",
    nullable=False,
    default=str(_FIRST_YEAR),
    minimum=1,
    maximum=9998,
)
_LIMITS = (
    " Only links that our sources show are counted: where they are silent, a country looks less linked than it was (`gaps/known`"
    " tells where). Links have no weight, and no measure says that a country matters more than another."
)
_SURE = (
    " Each figure is told of the ties that hold certainly on the day, and (`with_possible_...`) of those too that only may; more"
    " ties can lower a figure as well as raise it. Null: the country has no such tie."
)
_BEHIND = (Field("claims", "claim", many=True), Field("sources", "source", many=True))
_MEASURED = {
    "degree": "integer",
    "betweenness": "number",
    "eigenvector": "number",
    "core": "integer",
    "community": "integer",
}
_POSSIBLE = "with_possible_"


def _twice(kinds: Mapping[str, str], *, nullable: bool = False) -> tuple[Field, ...]:
    """Columns for what holds certainly, and the same for what may hold."""
    return tuple(Field(f"{prefix}{name}", kind, nullable) for prefix in ("", _POSSIBLE) for name, kind in kinds.items())


def _question(
    path: str,
    title: str,
    about: str,
    parameters: Iterable[Any],
    columns: Iterable[Field],
) -> Question:
    return Question(f"analytics/{path}", title, about, (), ("networks",), tuple(parameters), tuple(columns), text="")


CENTRALITY = _question(
    "centrality",
    "How is each country placed in a network on a day?",
    "`degree`: with how many countries it is linked. `betweenness`: the share of the shortest ways between two others that run over"
    " it, averaged over all pairs of others. `eigenvector`: its entry in the leading eigenvector of its component, the largest of"
    " which is 1: it is high where those with whom it is linked are themselves linked with many. `core`: the largest k so that it"
    " is among countries each of which is linked with k others of them. `community`: the size of its community. A"
    " state that had ended by the day, or not begun, has no status." + _SURE + _LIMITS,
    (
        _OF_NETWORK,
        parameter("status", "text", "Only Allies, or only partners.", "ally", choices=("ally", "partner", "none")),
    ),
    (
        Field("country", "country"),
        Field("country_name", "text"),
        Field("status", "text", nullable=True),
        Field("status_certainty", "certainty", nullable=True),
        *_twice(_MEASURED, nullable=True),
        *_BEHIND,
    ),
)
COMMUNITIES = _question(
    "communities",
    "Which groups of countries does a network fall into on a day?",
    "Groups within which there are more links than chance would make, found by greedy modularity (Clauset, Newman and Moore 2004)."
    " `modularity` is of the whole division, and near 0 where the groups say little. Other methods find other groups; the rows with"
    " `ties` = `certain` and those with `with_possible` are two divisions, and neither is better." + _LIMITS,
    (_OF_NETWORK,),
    (
        Field("ties", "text"),
        Field("community", "integer"),
        Field("size", "integer"),
        Field("countries", "country", many=True),
        Field("modularity", "number", nullable=True),
        *_BEHIND,
    ),
)
OVERLAP = _question(
    "overlap",
    "How much do the members of two frameworks overlap on a day?",
    "Jaccard's index for each pair of frameworks and commissions with a member: the countries in both, divided by the countries in"
    " either; 0 none, 1 the same." + _SURE + " Members that our sources do not show are not counted.",
    (parameter("body", "body", "Only pairs with this framework or commission.", "EAPC"),),
    (
        Field("one", "body"),
        Field("one_name", "text"),
        Field("other", "body"),
        Field("other_name", "text"),
        Field("shared", "country", many=True),
        Field("either", "integer"),
        Field("jaccard", "number", nullable=True),
        Field(f"{_POSSIBLE}shared", "country", many=True),
        Field(f"{_POSSIBLE}either", "integer"),
        Field(f"{_POSSIBLE}jaccard", "number", nullable=True),
        *_BEHIND,
    ),
)
BRIDGES = _question(
    "bridges",
    "Which links alone hold a network together on a day?",
    "Links without which two countries that are connected would be so no longer: `bridge` in the network of the ties that hold"
    " certainly, `with_possible_bridge` in that of those too that may. A link that is a bridge in one can be none in the other."
    + _LIMITS,
    (_OF_NETWORK,),
    (
        Field("one", "country"),
        Field("one_name", "text"),
        Field("other", "country"),
        Field("other_name", "text"),
        Field("through", "entity", many=True),
        Field("bridge", "boolean"),
        Field(f"{_POSSIBLE}bridge", "boolean"),
        *_BEHIND,
    ),
)
YEARS = _question(
    "years",
    "How does a country's place in a network move from year to year?",
    "The measures of `analytics/centrality` on one day of each year up to the day asked about, which has its day and month (28"
    " February for the 29th), and how large the network was then: `countries` with a tie, `links`, and `components` that are not"
    " connected." + _SURE + _LIMITS,
    (_OF_NETWORK, parameter("country", "country", "The country.", "FRA", nullable=False), _FROM),
    (
        Field("day", "day"),
        *_twice(_MEASURED, nullable=True),
        *_twice({"countries": "integer", "links": "integer", "components": "integer"}),
        *_BEHIND,
    ),
)
OVERLAP_YEARS = _question(
    "overlap_years",
    "How does the overlap of two frameworks move from year to year?",
    "Jaccard's index of `analytics/overlap` on one day of each year up to the day asked about, which has its day and month (28"
    " February for the 29th)." + _SURE + " Members that our sources do not show are not counted.",
    (
        parameter("one", "body", "A framework or commission.", "PFP", nullable=False),
        parameter("other", "body", "Another one.", "EAPC", nullable=False),
        _FROM,
    ),
    (
        Field("day", "day"),
        Field("shared", "integer"),
        Field("either", "integer"),
        Field("jaccard", "number", nullable=True),
        Field(f"{_POSSIBLE}shared", "integer"),
        Field(f"{_POSSIBLE}either", "integer"),
        Field(f"{_POSSIBLE}jaccard", "number", nullable=True),
        *_BEHIND,
    ),
)

QUESTIONS: Mapping[str, Question] = {
    question.path: question for question in (BRIDGES, CENTRALITY, COMMUNITIES, OVERLAP, OVERLAP_YEARS, YEARS)
}


def answer(
    desk: Desk, path: str, given: Mapping[str, str | None], *, as_of: dt.date, known_at: dt.datetime | None = None
) -> tuple[Answer, Answer]:
    """The answer to one of `QUESTIONS`, and the question behind it. Raises what `Desk.ask` raises."""

    def assemble(known: Known) -> tuple[Answer, Answer]:
        question = replace(QUESTIONS[path], text=desk.catalogue[TIES].text)
        asked = _Asked(desk, known, understood(known, question, given, as_of=as_of, known_at=known_at))
        behind = replace(asked.bare, question=desk.catalogue[TIES], parameters={"network": asked.network})
        return told(known, asked.bare, list(_ROWS[path](asked)), all_rivals=False), behind

    return desk.together(assemble)


def project(
    desk: Desk, network: str, day: dt.date, *, possibly: bool = False, known_at: dt.datetime | None = None
) -> Network:
    """One of `NETWORKS` on a day, for networkx: of the ties that hold certainly, or also of those that only may.

    Raises what `Desk.ask` raises.
    """
    return Network.of_day(ties_of(desk, network, day, known_at=known_at), day, possibly=possibly)


def ties_of(desk: Desk, network: str, day: dt.date, *, known_at: dt.datetime | None = None) -> list[Tie]:
    """All ties of a network, of whatever day: to project many days from. Raises what `Desk.ask` raises."""
    return [_tie(row) for row in desk.ask(TIES, {"network": network}, as_of=day, known_at=known_at).rows]


@dataclass(frozen=True)
class _Asked:
    """What the rows of one of the questions are worked out from."""

    desk: Desk
    known: Known
    bare: Answer

    @property
    def values(self) -> Mapping[str, Any]:
        return self.bare.parameters

    @property
    def day(self) -> dt.date:
        return self.bare.as_of

    @property
    def network(self) -> str:
        return str(self.values.get("network", "frameworks"))

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """All ties of the network, of whatever day."""
        return tuple(_tie(row) for row in self._rows(TIES, {"network": self.network}))

    def name(self, id_: str) -> str:
        return self.known.entities[id_].name

    def both(self, day: dt.date) -> tuple[Network, Network]:
        """The network of a day: of the ties that hold certainly, and of those too that may."""
        return Network.of_day(self.ties, day, possibly=False), Network.of_day(self.ties, day, possibly=True)

    def statuses(self) -> Mapping[str, Row]:
        """What each country is to NATO on the day."""
        return {row["id"]: row for row in self._rows(_STATUS, {})}

    def body(self, name: str) -> str | None:
        """The framework or commission that a parameter names. Raises `ParameterError` for another body."""
        id_: str | None = self.values[name]
        if id_ is not None and not {"Framework", "Commission"}.intersection(self.known.entities[id_].labels):
            raise ParameterError(
                name, f"{self.name(id_)} is no framework or commission.", remedy="/v1/frameworks lists those there are."
            )
        return id_

    def years(self) -> Iterator[dt.date]:
        """The same day of each year, up to the day asked about. Raises `ParameterError` where there are none, or too many."""
        first, last = self.values["from_year"], self.day.year
        if first > last:
            raise ParameterError("from_year", f"{first} lies after {self.day}.", remedy="Give an earlier year.")
        if last - first >= _MOST_YEARS:
            raise ParameterError(
                "from_year", f"there are more than {_MOST_YEARS} years up to {self.day}.", remedy="Give a later year."
            )
        for year in range(first, last + 1):
            leap_day = (self.day.month, self.day.day) == (2, 29)
            yield self.day.replace(year=year, day=28 if leap_day and year != last else self.day.day)

    def _rows(self, path: str, given: Mapping[str, str]) -> Iterable[Row]:
        return self.desk.answer(self.known, path, given, as_of=self.day, known_at=self.bare.known_at).rows


def _tie(row: Row) -> Tie:
    return Tie(row["country"], row["thing"], row["part"], bounds(row), row["claim"], tuple(row["sources"]))


def _behind(ties: Iterable[Tie]) -> Row:
    """The claims of some ties, and their sources."""
    found = list(ties)
    return {
        "claims": sorted({tie.claim for tie in found}),
        "sources": sorted({source for tie in found for source in tie.sources}),
    }


def _beside(certain: Row, possible: Row) -> Row:
    """What holds certainly, and beside it what may."""
    return {**certain, **{f"{_POSSIBLE}{name}": value for name, value in possible.items()}}


def _measured(measures: Measures | None) -> Row:
    return {name: getattr(measures, name) if measures else None for name in _MEASURED}


def _centrality(asked: _Asked) -> Iterator[Row]:
    certain, possible = asked.both(asked.day)
    of_certain, of_possible = certain.measures(), possible.measures()
    statuses = asked.statuses()
    for country in sorted(possible.links, key=asked.name):
        # A state that had ended by the day, or not begun, has none, though a tie of it may hold by its dates.
        status = statuses.get(country, {"status": None, "certainty": None})
        if asked.values["status"] in (None, status["status"]):
            yield {
                "country": country,
                "country_name": asked.name(country),
                "status": status["status"],
                "status_certainty": status["certainty"],
                **_beside(_measured(of_certain.get(country)), _measured(of_possible.get(country))),
                **_behind(tie for tie in possible.ties if tie.country == country),
            }


def _communities(asked: _Asked) -> Iterator[Row]:
    for ties, network in zip(("certain", "with_possible"), asked.both(asked.day), strict=True):
        groups = network.communities()
        modularity = network.modularity(groups)
        for number, group in enumerate(groups, start=1):
            yield {
                "ties": ties,
                "community": number,
                "size": len(group),
                "countries": list(group),
                "modularity": modularity,
                **_behind(tie for tie in network.ties if tie.country in group),
            }


def _overlap(asked: _Asked) -> Iterator[Row]:
    only = asked.body("body")
    there = [tie for tie in asked.ties if tie.holds(asked.day, possibly=True)]
    for one, other in combinations(sorted({tie.thing for tie in there}), 2):
        if only in (None, one, other):
            certain, possible = (overlap(there, one, other, asked.day, possibly=possibly) for possibly in (False, True))
            yield {
                "one": one,
                "one_name": asked.name(one),
                "other": other,
                "other_name": asked.name(other),
                **_beside(_overlapping(certain, list(certain.shared)), _overlapping(possible, list(possible.shared))),
                **_behind(tie for tie in there if tie.thing in (one, other)),
            }


def _overlapping(found: Overlap, shared: Any) -> Row:
    return {"shared": shared, "either": found.either, "jaccard": found.jaccard}


def _bridges(asked: _Asked) -> Iterator[Row]:
    certain, possible = asked.both(asked.day)
    of_certain, of_possible = set(certain.bridges()), set(possible.bridges())
    for one, other in sorted(of_certain | of_possible):
        through = possible.links.edges[one, other]["through"]
        yield {
            "one": one,
            "one_name": asked.name(one),
            "other": other,
            "other_name": asked.name(other),
            "through": through,
            "bridge": (one, other) in of_certain,
            f"{_POSSIBLE}bridge": (one, other) in of_possible,
            **_behind(tie for tie in possible.ties if tie.thing in through and tie.country in (one, other)),
        }


def _years(asked: _Asked) -> Iterator[Row]:
    country = asked.values["country"]
    for day in asked.years():
        certain, possible = asked.both(day)
        yield {
            "day": day.isoformat(),
            **_beside(_measured(certain.measures().get(country)), _measured(possible.measures().get(country))),
            **_beside(certain.size(), possible.size()),
            **_behind(tie for tie in possible.ties if tie.country == country),
        }


def _overlap_years(asked: _Asked) -> Iterator[Row]:
    one, other = asked.body("one"), asked.body("other")
    ties = [tie for tie in asked.ties if tie.thing in (one, other)]
    for day in asked.years():
        certain, possible = (overlap(ties, str(one), str(other), day, possibly=possibly) for possibly in (False, True))
        yield {
            "day": day.isoformat(),
            **_beside(_overlapping(certain, len(certain.shared)), _overlapping(possible, len(possible.shared))),
            **_behind(tie for tie in ties if tie.holds(day, possibly=True)),
        }


_ROWS: Mapping[str, Callable[[_Asked], Iterator[Row]]] = {
    BRIDGES.path: _bridges,
    CENTRALITY.path: _centrality,
    COMMUNITIES.path: _communities,
    OVERLAP.path: _overlap,
    OVERLAP_YEARS.path: _overlap_years,
    YEARS.path: _years,
}
