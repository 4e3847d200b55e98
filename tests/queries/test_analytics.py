"""Analytics on the real graph: against a second implementation, against other questions, and against themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graph.networks import Network
from queries.analytics import NETWORKS, QUESTIONS, TIES, answer, project, ties_of
from queries.desk import Answer, Desk
from queries.types import ParameterError
from tests.support.second_networks import agrees_with_igraph

POLICY_DAY = dt.date(2011, 4, 15)
DAYS = (dt.date(1996, 1, 1), POLICY_DAY, dt.date(2016, 6, 1))

every_network = pytest.mark.parametrize("network", NETWORKS)


def ask(desk: Desk, path: str, day: dt.date = POLICY_DAY, **given: str) -> Answer:
    return answer(desk, f"analytics/{path}", given, as_of=day)[0]


@every_network
def test_igraph_measures_the_same_on_the_real_graph(desk: Desk, network: str) -> None:
    ties = ties_of(desk, network, POLICY_DAY)
    assert ties
    for day in DAYS:
        for possibly in (False, True):
            agrees_with_igraph(Network.of_day(ties, day, possibly=possibly))


@every_network
def test_centrality_is_that_of_the_network_of_the_day(desk: Desk, network: str) -> None:
    ties = ties_of(desk, network, POLICY_DAY)
    measures = [Network.of_day(ties, POLICY_DAY, possibly=possibly).measures() for possibly in (False, True)]
    rows = ask(desk, "centrality", network=network).rows
    assert {row["country"] for row in rows} == set(measures[1])
    for row in rows:
        for prefix, of in zip(("", "with_possible_"), measures, strict=True):
            here = of.get(row["country"])
            for name in ("degree", "betweenness", "eigenvector", "core", "community"):
                assert row[f"{prefix}{name}"] == (getattr(here, name) if here else None)


@pytest.mark.parametrize("possibly", [False, True])
def test_a_network_is_projected_with_the_claims_behind_it(desk: Desk, possibly: bool) -> None:
    network = project(desk, "contact_points", POLICY_DAY, possibly=possibly)
    assert network == Network.of_day(ties_of(desk, "contact_points", POLICY_DAY), POLICY_DAY, possibly=possibly)
    assert all(one.claim and one.sources for one in network.ties)


def test_who_is_linked_in_frameworks_is_who_shares_one_by_the_question_of_that(desk: Desk) -> None:
    network = Network.of_day(ties_of(desk, "frameworks", POLICY_DAY), POLICY_DAY, possibly=True)
    for country in ("SWE", "JOR", "RUS", "USA", "AUS"):
        shared = desk.ask("frameworks/shared_with", {"country": country}, as_of=POLICY_DAY).rows
        assert {row["id"]: sorted({one["body"] for one in row["shared"]}) for row in shared} == {
            other: network.links.edges[country, other]["through"] for other in network.links[country]
        }


def test_contact_points_link_allies_with_hosts_as_the_question_on_them_says(desk: Desk) -> None:
    day = dt.date(2016, 6, 1)
    network = Network.of_day(ties_of(desk, "contact_points", POLICY_DAY), day, possibly=True)
    held = desk.ask("embassies/contact_points", {}, as_of=day).rows
    assert held
    assert {(min(row["ally"], row["host"]), max(row["ally"], row["host"])) for row in held} <= set(network.links.edges)


@pytest.mark.parametrize(
    ("body", "other", "shared", "either"),
    [
        # All 22 partners in the Council of 2011 were in Partnership for Peace, beside the 28 Allies, who no longer were.
        ("EAPC", "PFP", 22, 50),
        ("MD", "ICI", 0, 11),
    ],
)
def test_the_overlap_of_frameworks_on_the_day_of_the_policy_is_as_their_lists_have_it(
    desk: Desk, body: str, other: str, shared: int, either: int
) -> None:
    (row,) = [one for one in ask(desk, "overlap", body=body).rows if {one["one"], one["other"]} == {body, other}]
    assert len(row["shared"]) == shared
    assert row["either"] == either
    assert row["jaccard"] == round(shared / either, 6)


@every_network
def test_each_community_row_counts_its_countries_and_all_of_them_are_in_one(desk: Desk, network: str) -> None:
    rows = ask(desk, "communities", network=network).rows
    for ties, possibly in (("certain", False), ("with_possible", True)):
        here = [row for row in rows if row["ties"] == ties]
        countries = [country for row in here for country in row["countries"]]
        assert [row["community"] for row in here] == list(range(1, len(here) + 1))
        assert all(row["size"] == len(row["countries"]) for row in here)
        assert len(countries) == len(set(countries))
        assert set(countries) == set(
            Network.of_day(ties_of(desk, network, POLICY_DAY), POLICY_DAY, possibly=possibly).links
        )


def test_bridges_are_those_of_the_two_networks_each_with_what_it_runs_over(desk: Desk) -> None:
    day = dt.date(2016, 6, 1)
    rows = ask(desk, "bridges", day, network="contact_points").rows
    ties = ties_of(desk, "contact_points", POLICY_DAY)
    for name, possibly in (("bridge", False), ("with_possible_bridge", True)):
        found = Network.of_day(ties, day, possibly=possibly)
        assert [(row["one"], row["other"]) for row in rows if row[name]] == list(found.bridges())
    assert rows
    assert all(row["through"] and row["claims"] for row in rows)


@pytest.mark.parametrize("country", ["SWE", "FRA"])
def test_each_year_has_what_centrality_says_of_its_day(desk: Desk, country: str) -> None:
    rows = ask(desk, "years", network="frameworks", country=country, from_year="2008").rows
    assert [row["day"] for row in rows] == [f"{year}-04-15" for year in range(2008, 2012)]
    for row in rows:
        day = dt.date.fromisoformat(row["day"])
        (there,) = [one for one in ask(desk, "centrality", day, network="frameworks").rows if one["country"] == country]
        assert {name: value for name, value in row.items() if name in there} == {
            name: value for name, value in there.items() if name in row
        }


def test_years_end_on_the_28th_where_a_year_has_no_29_february(desk: Desk) -> None:
    rows = ask(desk, "overlap_years", dt.date(2012, 2, 29), one="PFP", other="EAPC", from_year="2010").rows
    assert [row["day"] for row in rows] == ["2010-02-28", "2011-02-28", "2012-02-29"]


def test_overlap_through_the_years_is_the_overlap_of_each_day(desk: Desk) -> None:
    for row in ask(desk, "overlap_years", one="EAPC", other="PFP", from_year="2009").rows:
        day = dt.date.fromisoformat(row["day"])
        (there,) = [one for one in ask(desk, "overlap", day, body="PFP").rows if one["one"] == "EAPC"]
        assert (row["shared"], row["either"], row["jaccard"]) == (
            len(there["shared"]),
            there["either"],
            there["jaccard"],
        )


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_row_names_claims_and_their_sources_and_the_answer_gives_them_in_full(desk: Desk, path: str) -> None:
    found, behind = answer(desk, path, QUESTIONS[path].examples, as_of=dt.date(2016, 6, 1))
    assert found.rows
    named: set[str] = set()
    for row in found.rows:
        # A year in which the country had no tie rests on none.
        assert bool(row["claims"]) == bool(row["sources"])
        named.update(row["sources"])
    assert named <= {source["id"] for source in found.sources}
    assert any(row["claims"] for row in found.rows)
    assert behind.question.path == TIES


@pytest.mark.parametrize("path", QUESTIONS)
def test_rows_have_the_declared_columns_in_their_order(desk: Desk, path: str) -> None:
    found = answer(desk, path, QUESTIONS[path].examples, as_of=POLICY_DAY)[0]
    assert {tuple(row) for row in found.rows} <= {tuple(column.name for column in QUESTIONS[path].columns)}


def test_rows_are_in_the_order_of_names_and_not_of_a_measure(desk: Desk) -> None:
    names = [row["country_name"] for row in ask(desk, "centrality", network="frameworks").rows]
    assert names == sorted(names)


@pytest.mark.parametrize("status", ["ally", "partner"])
def test_only_allies_or_only_partners_have_the_measures_of_the_whole_network(desk: Desk, status: str) -> None:
    whole = ask(desk, "centrality", network="frameworks").rows
    some = ask(desk, "centrality", network="frameworks", status=status).rows
    assert some == [row for row in whole if row["status"] == status]
    assert 0 < len(some) < len(whole)


@pytest.mark.parametrize(
    ("path", "given", "parameter"),
    [
        ("centrality", {"network": "friends"}, "network"),
        ("centrality", {}, "network"),
        ("overlap", {"body": "UN"}, "body"),
        ("overlap_years", {"one": "NATO", "other": "PFP"}, "one"),
        ("years", {"network": "funds", "country": "SWE", "from_year": "2012"}, "from_year"),
        ("years", {"network": "funds", "country": "SWE", "from_year": "1"}, "from_year"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_the_name_of_its_parameter(
    desk: Desk, path: str, given: dict[str, Any], parameter: str
) -> None:
    with pytest.raises(ParameterError) as refused:
        ask(desk, path, **given)
    assert refused.value.parameter == parameter
