"""The check of a table made quick, for tests that check many packages which differ in a table or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frictionless
import pytest

import loaders.package
from graph.schema import Table
from loaders.faults import Fault
from loaders.package import SourceRow


@contextmanager
def remembered() -> Iterator[None]:
    """For as long as the block lasts, a table with bytes that were checked before is not checked and read again.

    What is found is the same: the check of a single table looks at its bytes and at nothing else, right before it is read.
    And Frictionless does not describe, hold to its own profile and copy the schema of a table for each file anew; it has
    done so once.
    """
    check, read = loaders.package.table_faults, loaders.package._rows
    found: dict[tuple[str, bytes], list[Fault]] = {}
    rows: dict[tuple[str, bytes], tuple[SourceRow, ...]] = {}
    checked_last: dict[str, tuple[str, bytes]] = {}
    schema_of = frictionless.Schema.from_descriptor
    schemas: dict[str, Any] = {}

    def table_faults(table: Table, path: Path) -> list[Fault]:
        checked_last.pop(table.name, None)
        if not path.is_file():
            return check(table, path)
        key = checked_last[table.name] = table.name, path.read_bytes()
        if key not in found:
            found[key] = check(table, path)
        return found[key]

    def rows_of(table: Table, path: Path, faults: Sequence[Fault]) -> Iterable[SourceRow]:
        key = checked_last.get(table.name)
        if key is None:
            return read(table, path, faults)
        if key not in rows:
            rows[key] = tuple(read(table, path, faults))
        return rows[key]

    def from_descriptor(descriptor: dict[str, Any]) -> Any:
        key = repr(descriptor)
        if key not in schemas:
            schemas[key] = schema_of(descriptor)
        return schemas[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loaders.package, "table_faults", table_faults)
        patch.setattr(loaders.package, "_rows", rows_of)
        patch.setattr(frictionless.Schema, "from_descriptor", from_descriptor)
        patch.setattr(frictionless.Field, "to_copy", lambda field, **_options: field)
        patch.setattr(frictionless.Resource, "to_descriptor", lambda _resource, **_options: {})
        yield
