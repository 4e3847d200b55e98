"""What the tests of the benchmarks share."""

from __future__ import annotations

import os

import pytest

from benchmarks.http_load import missing


def skip_without_h2load() -> None:
    """Leave the test out that calls this where there is no load generator; with `CI=true` that is a failure."""
    if lacking := missing():
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true nothing may be left out, and {lacking}", pytrace=False)
        pytest.skip(lacking)
