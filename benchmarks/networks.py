"""What projections and measures cost beside networkx alone on the same links, on our graph and on 100 times its ties.

python -m benchmarks.networks                   four networks, ours and 100 times; an hour at most
python -m benchmarks.networks --factor 2 --quick    a smoke test, whose numbers say nothing

**Ours** is `graph.networks`: from the ties of a day, certain and possible, to the links with what each goes through, and each
measure as it is told (in order, rounded, within components). **networkx alone** is given the bare links, and its own function
is called. The many ties are made of ours as in `benchmarks.growth`: each copy has all ties of ours with countries of its own;
of the ties to a hub (a thing that more than 20 ties reach) every second one is to the hub of ours, the others to its copy's.

Whatever is measured at the larger size runs in a process of its own, which is ended after a minute: where that happens it
is said, of both sides.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import networkx as nx

from benchmarks.bounded import begin, say
from benchmarks.engines import EMBEDDED, loaded
from benchmarks.growth import AS_OF, HUB
from benchmarks.loading import package_size
from benchmarks.report import setting, table
from benchmarks.timing import median, middle_half, one_round, ratios, seconds
from graph.connection import Graph
from graph.networks import Network, Tie
from queries.analytics import NETWORKS, project, ties_of
from queries.catalogue import Catalogue
from queries.desk import Desk

FACTOR = 100
_ROUNDS = 15
_LONGEST_SECONDS = 60.0

Call = Callable[[], object]
Links = Sequence[tuple[str, str]]

MEASURES: Mapping[str, tuple[Callable[[Network], object], Callable[[nx.Graph[str]], object]]] = {
    "betweenness": (Network.betweenness, nx.betweenness_centrality),
    "eigenvector": (
        Network.eigenvector,
        lambda links: [
            nx.eigenvector_centrality(links.subgraph(part), max_iter=10_000, tol=1e-12)
            for part in nx.connected_components(links)
            if len(part) > 1
        ],
    ),
    "core": (Network.cores, nx.core_number),
    "communities": (Network.communities, nx.community.greedy_modularity_communities),
    "bridges": (Network.bridges, lambda links: list(nx.bridges(links))),
}


def grown(ties: Sequence[Tie], factor: int) -> list[Tie]:
    """So many times these ties, with hubs that grow by half as much."""
    reached = Counter(tie.thing for tie in ties)
    found = list(ties)
    for copy in range(1, factor):
        for tie in ties:
            stays = reached[tie.thing] > HUB and sha256(f"{tie.country} {tie.thing} {copy}".encode()).digest()[0] % 2
            thing = tie.thing if stays else f"x{copy}-{tie.thing}"
            found.append(replace(tie, country=f"x{copy}-{tie.country}", thing=thing))
    return found


def alone(links: Links) -> nx.Graph[str]:
    """The links as networkx has them."""
    made: nx.Graph[str] = nx.Graph()
    made.add_edges_from(links)
    return made


def pairs(ties: Sequence[Tie]) -> dict[str, tuple[Call, Call]]:
    """What is compared: how we do it, and how networkx alone does it."""
    network = Network.of_day(ties, AS_OF, possibly=True)
    bare = alone(list(network.links.edges))

    def of(name: str) -> tuple[Call, Call]:
        our, their = MEASURES[name]
        return lambda: our(network), lambda: their(bare)

    links = list(network.links.edges)
    return {
        "projection": (lambda: Network.of_day(ties, AS_OF, possibly=True), lambda: alone(links)),
        **{name: of(name) for name in MEASURES},
    }


def within(call: Call) -> float | None:
    """Seconds of a call in a process of its own; None where it was ended."""
    context = multiprocessing.get_context("fork")
    theirs, ours = context.Pipe(duplex=False)
    process = context.Process(target=lambda: ours.send(seconds(call)), daemon=True)
    process.start()
    try:
        return float(theirs.recv()) if theirs.poll(_LONGEST_SECONDS) else None
    finally:
        process.kill()
        process.join()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.networks")
    parser.add_argument("--factor", type=int, default=FACTOR, help="size beside ours")
    parser.add_argument("--quick", action="store_true", help="a smoke test, whose numbers say nothing")
    given = parser.parse_args(arguments)
    begin(3600)
    rounds = 2 if given.quick else _ROUNDS
    with (
        tempfile.TemporaryDirectory() as folder,
        loaded(EMBEDDED, Path(folder) / "engine") as settings,
        Graph.open(settings) as graph,
    ):
        desk = Desk(graph, Catalogue.read())
        ties = {name: ties_of(desk, name, AS_OF) for name in NETWORKS}
        read = {name: _read(desk, name, rounds) for name in NETWORKS}
    for name in NETWORKS:
        say(name)
        _tell_ours(name, ties[name], read[name], rounds)
        _tell_grown(name, grown(ties[name], given.factor), given.factor)
    sys.stdout.write("\n".join(setting({}, package_size())))


def _read(desk: Desk, name: str, rounds: int) -> float:
    """Seconds from the question to the network, the database included."""
    return median([seconds(lambda: project(desk, name, AS_OF, possibly=True)) for _ in range(rounds)])


def _tell_ours(name: str, ties: Sequence[Tie], read: float, rounds: int) -> None:
    compared = pairs(ties)
    calls = {(what, side): call for what, both in compared.items() for side, call in enumerate(both)}
    series: dict[tuple[str, int], list[float]] = {key: [] for key in calls}
    for turn in range(rounds):
        for key, taken in one_round(calls, turn).items():
            series[key].append(taken)
    network = Network.of_day(ties, AS_OF, possibly=True)
    sys.stdout.write(f"### {name}: {_size(network)} ({rounds} rounds)\n\n")
    rows = []
    for what in compared:
        our, their = series[what, 0], series[what, 1]
        low, high = middle_half(ratios(our, their))
        rows.append(
            [what, _ms(median(our)), _ms(median(their)), f"{median(ratios(our, their)):.2f} ({low:.2f} to {high:.2f})"]
        )
    _write(table(["", "ours, ms", "networkx alone, ms", "ours / networkx alone"], rows))
    sys.stdout.write(f"From the question to the network, the embedded engine included: {_ms(read)} ms.\n\n")


def _tell_grown(name: str, ties: Sequence[Tie], factor: int) -> None:
    compared = pairs(ties)
    network = Network.of_day(ties, AS_OF, possibly=True)
    sys.stdout.write(f"### {name}, {factor} times: {_size(network)} (once each)\n\n")
    rows = []
    for what, (our, their) in compared.items():
        say(f"{name} x{factor}: {what}")
        one, other = within(our), within(their)
        ratio = f"{one / other:.2f}" if one and other else ""
        rows.append(
            [
                what,
                *(f"more than {_LONGEST_SECONDS:.0f} s" if each is None else _ms(each) for each in (one, other)),
                ratio,
            ]
        )
    _write(table(["", "ours, ms", "networkx alone, ms", "ours / networkx alone"], rows))


def _size(network: Network) -> str:
    size = network.size()
    return f"{len(network.ties)} ties, {size['countries']} countries, {size['links']} links"


def _ms(value: float) -> str:
    return f"{value * 1000:.2f}"


def _write(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
