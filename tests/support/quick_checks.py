"""Checks of tables remembered by their bytes, for tests that check many packages which differ in a table or two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import loaders.package
from graph.schema import Table
from loaders.faults import Fault


@contextmanager
def remembered() -> Iterator[None]:
    """For as long as the block lasts, a table with bytes that were checked before is not checked again.

    What is found is the same: the check of a single table looks at its bytes and at nothing else.
    """
    check = loaders.package.table_faults
    found: dict[tuple[str, bytes], list[Fault]] = {}

    def table_faults(table: Table, path: Path) -> list[Fault]:
        if not path.is_file():
            return check(table, path)
        key = table.name, path.read_bytes()
        if key not in found:
            found[key] = check(table, path)
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loaders.package, "table_faults", table_faults)
        yield
