"""Benchmarks are tried on the embedded engine alone, and on both where the run is a thorough one: nothing is written, and what they
ask is tested elsewhere."""

from __future__ import annotations

import pytest

from tests.conftest import ENGINES
from tests.support.thorough import part


@pytest.fixture(scope="session", params=part(ENGINES, 2))
def engine_name(request: pytest.FixtureRequest) -> str:
    """`embedded`, and `neo4j` in a thorough run."""
    return str(request.param)
