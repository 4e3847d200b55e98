"""Held load: what counts as steady, and whom the readings are of."""

from __future__ import annotations

import random

import pytest

from benchmarks.held import hold, line, report
from graph.connection import Graph
from graph.settings import Settings
from tests.benchmarks.support import skip_without_h2load

AT = [float(second) for second in range(0, 600, 2)]


def _noisy(per_second: float) -> list[float]:
    noise = random.Random(15)  # noqa: S311
    return [200 + per_second * at + noise.uniform(-3, 3) for at in AT]


def test_a_level_with_noise_is_steady() -> None:
    assert line(AT, _noisy(0)).steady


def test_a_leak_is_not_steady_and_its_growth_is_told() -> None:
    found = line(AT, _noisy(0.1))
    assert not found.steady
    assert found.growth == pytest.approx(30, rel=0.1)


def test_what_is_taken_while_everything_warms_up_is_no_leak() -> None:
    assert line(AT, [min(200, 100 + at) for at in AT]).steady


def test_one_outlier_turns_no_line() -> None:
    values = _noisy(0)
    values[-3] = 2_000
    assert line(AT, values).steady


def test_too_short_a_run_has_no_verdict() -> None:
    with pytest.raises(ValueError, match="too few"):
        line(AT[:5], _noisy(0)[:5])


def test_app_and_engine_are_both_read_while_they_answer(engine: Graph, engine_settings: Settings) -> None:
    skip_without_h2load()
    held = hold(engine_settings, ["/healthz", "/v1/countries/SWE?as_of=2011-04-15"], 2.0, connections=2)
    assert set(held.readings) == {"API", "engine"}
    assert held.readings["API"].megabytes != held.readings["engine"].megabytes
    assert (len(held.hits.latencies) > 0, held.hits.errors.total()) == (True, 0)
    assert sum("memory of the" in text for text in report({"one": held})) == 2
