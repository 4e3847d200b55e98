"""The check of a table made quick, for tests that check many packages which differ in a table or two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frictionless
import pytest

import loaders.package
from graph.schema import Table
from loaders.faults import Fault


@contextmanager
def remembered() -> Iterator[None]:
    """For as long as the block lasts, a table with bytes that were checked before is not checked again.

    What is found is the same: the check of a single table looks at its bytes and at nothing else. And Frictionless does not
    describe, hold to its own profile and copy the schema of a table for each file anew; it has done so once.
    """
    check = loaders.package.table_faults
    found: dict[tuple[str, bytes], list[Fault]] = {}
    schema_of = frictionless.Schema.from_descriptor
    schemas: dict[str, Any] = {}

    def table_faults(table: Table, path: Path) -> list[Fault]:
        if not path.is_file():
            return check(table, path)
        key = table.name, path.read_bytes()
        if key not in found:
            found[key] = check(table, path)
        return found[key]

    def from_descriptor(descriptor: dict[str, Any]) -> Any:
        key = repr(descriptor)
        if key not in schemas:
            schemas[key] = schema_of(descriptor)
        return schemas[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loaders.package, "table_faults", table_faults)
        patch.setattr(frictionless.Schema, "from_descriptor", from_descriptor)
        patch.setattr(frictionless.Field, "to_copy", lambda field, **_options: field)
        patch.setattr(frictionless.Resource, "to_descriptor", lambda _resource, **_options: {})
        yield
