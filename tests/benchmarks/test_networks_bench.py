"""The many ties keep the shape of ours, and what takes too long is ended and said."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter

import pytest

from benchmarks import networks
from graph.clocks import Bounds
from graph.networks import Network, Tie

ALWAYS = Bounds(dt.date(1990, 1, 1), dt.date(1990, 1, 1), dt.date(2030, 1, 1), dt.date(2030, 1, 1))
TIES = [
    *(Tie(f"C{number:02}", "HUB", "shares", ALWAYS, f"hub-{number}", ("one",)) for number in range(24)),
    *(Tie(f"C{number:02}", "SMALL", "shares", ALWAYS, f"small-{number}", ("one",)) for number in range(3)),
]


def test_each_copy_has_all_ties_and_the_hub_grows_by_half_as_much() -> None:
    many = networks.grown(TIES, 11)
    assert len(many) == 11 * len(TIES)
    reached = Counter(tie.thing for tie in many)
    assert 24 + 10 * 24 * 0.35 < reached["HUB"] < 24 + 10 * 24 * 0.65
    assert reached["SMALL"] == reached["x4-SMALL"] == 3
    assert len({tie.country for tie in many}) == 11 * 24


def test_both_sides_are_given_the_same_links() -> None:
    compared = networks.pairs(TIES)
    ours, alone = (call() for call in compared["projection"])
    assert isinstance(ours, Network)
    assert set(ours.links.edges) == set(alone.edges)  # type: ignore[attr-defined]
    assert {"betweenness", "eigenvector", "core", "communities", "bridges"} < set(compared)


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_LONGEST_SECONDS", 0.2)
    begun = time.monotonic()
    assert networks.within(lambda: time.sleep(30)) is None
    assert time.monotonic() - begun < 10


def test_what_ends_in_time_is_timed() -> None:
    taken = networks.within(lambda: time.sleep(0.01))
    assert taken is not None
    assert 0.01 <= taken < 5
