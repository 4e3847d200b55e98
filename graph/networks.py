"""Networks of countries on a day, for networkx: who is linked with whom because both have a tie to one thing.

A tie is a claim: a membership, a contribution, the lead of a contact point. It holds on some days certainly and on some only
possibly, so each day has two networks: of the ties that hold certainly, and of all that may hold. Whatever is measured is
measured on both; between the two lies what the dates of the sources leave open. No measure is a sum or an average of the
two, and none bounds what lies between them: one more link can lower a betweenness as well as raise it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, product
from typing import Literal

import networkx as nx

from graph.clocks import Bounds

Part = Literal["shares", "gives", "receives"]
"""What a tie is: of those who `give` only with those who `receive` there are links; whoever `shares` is linked with all who do."""

_ROUNDS = 10_000
_CLOSE_ENOUGH = 1e-12
"""Of the power iteration: far below the six digits that are told."""

_REMEMBERED = 256
"""Networks whose measures are remembered, each a few dozen kilobytes."""

_DIGITS = 6
"""Decimals that are told: the engines and the machines agree on them."""


@dataclass(frozen=True)
class Tie:
    """A country's tie to a thing, as one claim has it, and the days on which it holds."""

    country: str
    thing: str
    part: Part
    days: Bounds
    claim: str
    sources: tuple[str, ...]

    def holds(self, day: dt.date, *, possibly: bool) -> bool:
        """Whether it holds on the day, certainly or (also) possibly."""
        return self.days.possible(day) if possibly else self.days.certain(day)


@dataclass(frozen=True)
class Measures:
    """What one country is in a network. `betweenness` and `eigenvector` lie between 0 and 1.

    `degree`: with how many it is linked. `betweenness`: the share of the shortest ways between two others that run over it,
    averaged over all pairs of others. `eigenvector`: its entry in the leading eigenvector of the links within its component,
    the largest entry of which is 1. `core`: the largest k so that it is among countries each of which is linked with k others
    of them. `community`: how many countries its community has.
    """

    degree: int
    betweenness: float
    eigenvector: float
    core: int
    community: int


class Network:
    """Countries with a tie on the day, and the links between them. `links` is a networkx graph without directions or weights.

    Each link has `through`: the ids of the things that both have a tie to, in order.
    """

    def __init__(self, ties: Iterable[Tie]) -> None:
        self.ties = tuple(ties)
        self.links: nx.Graph[str] = nx.Graph()
        # In order, so that whatever depends on the order of nodes comes out the same everywhere.
        self.links.add_nodes_from(sorted({tie.country for tie in self.ties}))
        through: dict[tuple[str, str], set[str]] = defaultdict(set)
        for thing, at in _by_thing(self.ties).items():
            for one, other in _linked(at):
                through[min(one, other), max(one, other)].add(thing)
        for (one, other), things in sorted(through.items()):
            self.links.add_edge(one, other, through=sorted(things))

    @classmethod
    def of_day(cls, ties: Iterable[Tie], day: dt.date, *, possibly: bool) -> Network:
        """The network of a day: of the ties that hold certainly, or of those too that may."""
        return cls(tie for tie in ties if tie.holds(day, possibly=possibly))

    @cached_property
    def _key(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((tie.country, tie.thing, tie.part) for tie in self.ties)

    def __eq__(self, other: object) -> bool:
        """Who has a tie to what is the same, whatever the claims and days."""
        return isinstance(other, Network) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def betweenness(self) -> Mapping[str, float]:
        """Of each country; 0 where there are fewer than three."""
        return _told(nx.betweenness_centrality(self.links, normalized=True))

    def eigenvector(self) -> Mapping[str, float]:
        """Of each country, within its component; 0 for one that is linked with none."""
        found: dict[str, float] = {}
        for component in nx.connected_components(self.links):
            part = self.links.subgraph(sorted(component))
            if len(part) == 1:
                found |= dict.fromkeys(part, 0.0)
                continue
            entries = nx.eigenvector_centrality(part, max_iter=_ROUNDS, tol=_CLOSE_ENOUGH)
            largest = max(entries.values())
            found |= {country: entry / largest for country, entry in entries.items()}
        return _told(found)

    def cores(self) -> Mapping[str, int]:
        """The core number of each country."""
        return dict(nx.core_number(self.links))

    def communities(self) -> Sequence[tuple[str, ...]]:
        """Groups within which there are more links than chance would make, the largest first (greedy modularity).

        A country that is linked with none is a community of its own.
        """
        if not self.links.number_of_edges():
            return [(country,) for country in self.links]
        groups = nx.community.greedy_modularity_communities(self.links)
        return sorted((tuple(sorted(group)) for group in groups), key=lambda group: (-len(group), group))

    def modularity(self, communities: Sequence[tuple[str, ...]]) -> float | None:
        """How many more of the links lie within these communities than chance would make, from -0.5 to 1; None without links."""
        if not self.links.number_of_edges():
            return None
        return round(float(nx.community.modularity(self.links, [set(group) for group in communities])), _DIGITS)

    def bridges(self) -> Sequence[tuple[str, str]]:
        """Links without which there would be one component more, each with its ends in order."""
        return sorted((min(link), max(link)) for link in nx.bridges(self.links))

    def size(self) -> Mapping[str, int]:
        """How large it is: countries with a tie, links, and components that are not connected."""
        return {
            "countries": self.links.number_of_nodes(),
            "links": self.links.number_of_edges(),
            "components": nx.number_connected_components(self.links),
        }

    def measures(self) -> Mapping[str, Measures]:
        """All that is measured of each country. Remembered for networks that are alike: from year to year little changes."""
        return _measures(self)

    def _measures(self) -> Mapping[str, Measures]:
        betweenness, eigenvector, cores = self.betweenness(), self.eigenvector(), self.cores()
        size = {country: len(group) for group in self.communities() for country in group}
        return {
            country: Measures(
                self.links.degree[country],
                betweenness[country],
                eigenvector[country],
                cores[country],
                size[country],
            )
            for country in self.links
        }


_measures = lru_cache(maxsize=_REMEMBERED)(Network._measures)


@dataclass(frozen=True)
class Overlap:
    """How two sets of countries overlap. `jaccard` is `shared` / `either`; None where nobody is in either."""

    shared: tuple[str, ...]
    either: int

    @property
    def jaccard(self) -> float | None:
        """From 0 (no country is in both) to 1 (the same countries)."""
        return round(len(self.shared) / self.either, _DIGITS) if self.either else None


def overlap(ties: Iterable[Tie], one: str, other: str, day: dt.date, *, possibly: bool) -> Overlap:
    """How the countries that have a tie to one thing on a day overlap with those that have one to another."""
    having = {
        thing: {tie.country for tie in at if tie.holds(day, possibly=possibly)} for thing, at in _by_thing(ties).items()
    }
    these, those = having.get(one, set()), having.get(other, set())
    return Overlap(tuple(sorted(these & those)), len(these | those))


def _by_thing(ties: Iterable[Tie]) -> Mapping[str, Sequence[Tie]]:
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        found[tie.thing].append(tie)
    return found


def _linked(ties: Sequence[Tie]) -> Iterator[tuple[str, str]]:
    """The pairs of countries that ties to one thing link."""
    having: dict[Part, set[str]] = {"shares": set(), "gives": set(), "receives": set()}
    for tie in ties:
        having[tie.part].add(tie.country)
    yield from combinations(sorted(having["shares"]), 2)
    yield from ((one, other) for one, other in product(having["gives"], having["receives"]) if one != other)


def _told(values: Mapping[str, float]) -> Mapping[str, float]:
    return {country: round(value, _DIGITS) for country, value in values.items()}
