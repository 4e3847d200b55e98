"""What igraph says of a network: a second implementation of each measure, which shares no code with the first."""

from __future__ import annotations

import igraph
import pytest

from graph.networks import Network


def agrees_with_igraph(network: Network) -> None:
    """Every measure of ours is what igraph finds. Divisions into communities are many: of ours it must find the modularity."""
    names = list(network.links)
    number = {name: at for at, name in enumerate(names)}
    other = igraph.Graph(n=len(names), edges=[(number[one], number[two]) for one, two in network.links.edges])
    measures = network.measures()

    assert [measures[name].degree for name in names] == other.degree()
    pairs = (len(names) - 1) * (len(names) - 2) / 2
    betweenness = [value / pairs if pairs else 0.0 for value in other.betweenness(directed=False)]
    assert [measures[name].betweenness for name in names] == pytest.approx(betweenness, abs=1e-6)
    assert [measures[name].core for name in names] == other.coreness()
    assert {(number[one], number[two]) for one, two in network.bridges()} == {
        tuple(sorted(other.es[edge].tuple, key=lambda at: names[at])) for edge in other.bridges()
    }
    components = other.connected_components()
    assert network.size() == {"countries": len(names), "links": other.ecount(), "components": len(components)}
    for component in components:
        part = other.induced_subgraph(component)
        entries = part.eigenvector_centrality(scale=True) if part.ecount() else [0.0] * len(component)
        ours = [measures[names[at]].eigenvector for at in component]
        assert ours == pytest.approx(entries, abs=1e-5)
    groups = network.communities()
    assert sorted(name for group in groups for name in group) == names
    if other.ecount():
        of_group = {name: at for at, group in enumerate(groups) for name in group}
        found = other.modularity([of_group[name] for name in names])
        assert network.modularity(groups) == pytest.approx(found, abs=1e-6)
