"""Networks: measures worked out by hand on small ones, and against igraph, a second implementation, on any."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.clocks import bounds
from graph.networks import Network, Part, Tie, overlap
from tests.support.second_networks import agrees_with_igraph

DAY = dt.date(2010, 6, 1)


def tie(country: str, thing: str, part: Part = "shares", since: str = "2000-01-01", until: str = "..") -> Tie:
    return Tie(country, thing, part, bounds(since, until), f"{thing}:{country}", ("a-source",))


def certain(ties: Iterable[Tie]) -> Network:
    return Network.of_day(ties, DAY, possibly=False)


# A, B and C share x, C and D share y, and E is alone in z: a triangle with a tail, and one apart.
PAW = [tie("A", "x"), tie("B", "x"), tie("C", "x"), tie("C", "y"), tie("D", "y"), tie("E", "z")]

# Two triangles joined by the link of C and D.
TRIANGLES = [tie(one, "x") for one in "ABC"] + [tie(one, "y") for one in "DEF"] + [tie("C", "z"), tie("D", "z")]


def test_who_shares_a_thing_is_linked_through_it() -> None:
    links = certain(PAW).links
    assert set(links.edges) == {("A", "B"), ("A", "C"), ("B", "C"), ("C", "D")}
    assert links.edges["C", "D"]["through"] == ["y"]
    assert list(links) == ["A", "B", "C", "D", "E"]


def test_two_that_share_two_things_have_one_link_through_both() -> None:
    links = certain([*PAW, tie("A", "w"), tie("C", "w")]).links
    assert links.number_of_edges() == 4
    assert links.edges["A", "C"]["through"] == ["w", "x"]


def test_those_who_give_are_linked_with_those_who_receive_and_not_among_themselves() -> None:
    ties = [tie("A", "f", "gives"), tie("B", "f", "gives"), tie("C", "f", "receives"), tie("D", "f", "receives")]
    assert set(certain(ties).links.edges) == {("A", "C"), ("A", "D"), ("B", "C"), ("B", "D")}


def test_who_gives_to_itself_is_not_linked_with_itself() -> None:
    network = certain([tie("A", "f", "gives"), tie("A", "f", "receives"), tie("B", "f", "receives")])
    assert set(network.links.edges) == {("A", "B")}


@pytest.mark.parametrize(
    ("day", "certainly", "possibly"),
    [
        (dt.date(2003, 12, 31), False, False),
        (dt.date(2004, 1, 1), False, True),  # the first day on which it may have begun
        (dt.date(2004, 12, 31), True, True),  # the last on which it can begin
        (dt.date(2007, 12, 31), True, True),
        (dt.date(2008, 1, 1), False, True),  # the first on which it may have ended
        (dt.date(2008, 12, 31), False, False),  # it has ended by then: an end is the first day without
    ],
)
def test_a_link_holds_certainly_and_possibly_by_the_days_of_its_ties(
    day: dt.date, certainly: bool, possibly: bool
) -> None:
    ties = [tie("A", "x", since="2004", until="2008"), tie("B", "x")]
    found = [Network.of_day(ties, day, possibly=either).links.has_edge("A", "B") for either in (False, True)]
    assert found == [certainly, possibly]


def test_measures_of_a_triangle_with_a_tail_are_those_worked_out_by_hand() -> None:
    measures = certain(PAW).measures()
    assert {country: one.degree for country, one in measures.items()} == {"A": 2, "B": 2, "C": 3, "D": 1, "E": 0}
    # Of the six pairs of others, the ways from A to D and from B to D run over C.
    assert [measures[country].betweenness for country in "ABCDE"] == [0, 0, pytest.approx(2 / 6, abs=1e-6), 0, 0]
    # With C's entry 1, D's is 1/k and A's and B's 1/(k-1), where k is the largest root of k^3 - k^2 - 3k + 1.
    k = 2.170086486626034
    assert math.isclose(k**3 - k**2 - 3 * k + 1, 0, abs_tol=1e-9)
    expected = [1 / (k - 1), 1 / (k - 1), 1, 1 / k, 0]
    assert [measures[country].eigenvector for country in "ABCDE"] == pytest.approx(expected, abs=1e-6)
    assert [measures[country].core for country in "ABCDE"] == [2, 2, 2, 1, 0]


def test_bridges_are_the_links_that_alone_hold_two_parts_together() -> None:
    assert certain(PAW).bridges() == [("C", "D")]
    assert certain(TRIANGLES).bridges() == [("C", "D")]
    assert certain([tie(one, "x") for one in "ABC"]).bridges() == []


def test_communities_of_two_triangles_are_the_triangles() -> None:
    network = certain(TRIANGLES)
    groups = network.communities()
    assert groups == [("A", "B", "C"), ("D", "E", "F")]
    # Of seven links three lie in each, whose countries have seven ends of the fourteen.
    assert network.modularity(groups) == pytest.approx(2 * (3 / 7 - (7 / 14) ** 2), abs=1e-6)


def test_a_network_without_links_has_no_modularity_and_each_country_is_a_community() -> None:
    network = certain([tie("B", "x"), tie("A", "y")])
    assert network.communities() == [("A",), ("B",)]
    assert network.modularity(network.communities()) is None
    assert network.size() == {"countries": 2, "links": 0, "components": 2}


def test_an_empty_network_has_nothing_and_fails_at_nothing() -> None:
    network = certain([])
    assert network.measures() == {}
    assert network.communities() == []
    assert network.bridges() == []
    assert network.size() == {"countries": 0, "links": 0, "components": 0}


def test_networks_are_alike_where_the_same_countries_have_ties_to_the_same_things() -> None:
    assert certain(PAW) == certain([*PAW, tie("A", "x", since="2005-01-01")])
    assert certain(PAW) != certain(PAW[:-1])
    assert certain([tie("A", "f", "gives")]) != certain([tie("A", "f", "receives")])


def test_overlap_is_who_is_in_both_over_who_is_in_either() -> None:
    ties = [*(tie(one, "x") for one in "ABC"), *(tie(one, "y") for one in "BCD"), tie("E", "y", since="2010")]
    found = [overlap(ties, "x", "y", DAY, possibly=possibly) for possibly in (False, True)]
    assert [one.shared for one in found] == [("B", "C"), ("B", "C")]
    assert [one.either for one in found] == [4, 5]
    assert [one.jaccard for one in found] == [0.5, 0.4]


def test_the_overlap_of_two_things_with_nobody_in_them_is_not_zero_but_unknown() -> None:
    assert overlap(PAW, "nothing", "nothing else", DAY, possibly=True).jaccard is None


things = st.dictionaries(
    st.sampled_from("vwxyz"), st.sets(st.sampled_from("ABCDEFGHIJ"), min_size=1, max_size=6), min_size=1
)


@settings(max_examples=60)
@given(things)
def test_igraph_measures_the_same_on_any_network(members: dict[str, set[str]]) -> None:
    agrees_with_igraph(certain(tie(country, thing) for thing, held in members.items() for country in sorted(held)))


@settings(max_examples=60)
@given(things, st.permutations("vwxyz"))
def test_the_order_of_ties_makes_no_difference(members: dict[str, set[str]], order: list[str]) -> None:
    ties = [tie(country, thing) for thing, held in members.items() for country in sorted(held)]
    shuffled = sorted(ties, key=lambda one: (order.index(one.thing), one.country), reverse=True)
    one, other = certain(ties), certain(shuffled)
    assert one.measures() == other.measures()
    assert one.communities() == other.communities()
    assert one == other
