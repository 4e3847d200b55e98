"""A data package on disk, read and checked against the model.

Frictionless checks what a table schema can say (encoding, header, types, required cells, choices, duplicate keys); the rest
is ours: dates and their order, references across tables, releases. Every fault is collected before any is told.
"""

from __future__ import annotations

import csv
import hashlib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import PartnershipsError
from graph.schema import Table, tables
from loaders.describe import key_columns, schema_descriptor
from loaders.faults import Fault, PackageError

with warnings.catch_warnings():
    # Frictionless imports a module that Python 3.13 drops; nothing of it is ours to mend.
    warnings.simplefilter("ignore", DeprecationWarning)
    import frictionless

Cells = Mapping[str, str]

_REMEDIES = {
    "source-error": "Put the file there, readable, with its header.",
    "encoding-error": "Save the file as UTF-8.",
    "blank-header": "Give every column the name that docs/model.md lists.",
    "duplicate-label": "Name each column once.",
    "missing-label": "Add the column, in the order that docs/model.md lists.",
    "incorrect-label": "Name the columns in the order that docs/model.md lists.",
    "extra-label": "Remove the column; docs/model.md lists those there are.",
    "blank-row": "Remove the empty line.",
    "extra-cell": "Remove the surplus cells, or quote the commas inside a cell.",
    "missing-cell": "Give every row as many cells as the header has.",
    "type-error": "Write a value of the column's kind; docs/model.md says which.",
    "constraint-error": "Write what docs/model.md allows in this column.",
    "primary-key": "Give the row an id of its own; this one stands in an earlier line.",
    "unique-error": "Give the row an id of its own; this one stands in an earlier line.",
}
_ALIKE = {"unique-error": "primary-key"}
_WHAT = {
    "extra-cell": "the row has more cells than the header.",
    "missing-cell": "the row has less cells than the header.",
    "blank-row": "the row is blank.",
}
"""What Frictionless leaves without words of its own."""


@dataclass(frozen=True)
class SourceRow:
    """A row of a table: its cells as text, and the line on which it ends (a quoted cell may span several)."""

    table: Table
    line: int
    cells: Cells

    @property
    def key(self) -> str:
        """The value of the table's key column."""
        return " ".join(self.cells[name] for name in key_columns(self.table))

    def fault(self, column: str, what: str, remedy: str) -> Fault:
        """A fault in this row."""
        return Fault(f"{self.table.name}.csv", self.line, column, self.cells.get(column, ""), what, remedy)


@dataclass(frozen=True)
class Package:
    """A data package that passed every check of its single tables. `digest` changes with any byte of any table."""

    folder: Path
    rows: Mapping[str, tuple[SourceRow, ...]]
    digest: str

    def __iter__(self) -> Iterator[SourceRow]:
        for rows in self.rows.values():
            yield from rows

    def claims(self) -> Iterable[SourceRow]:
        """The rows that are claims."""
        return (row for row in self if row.table.edge)


def default_folder() -> Path:
    """Our own data package: beside the code in a checkout, inside it once installed."""
    here = Path(__file__).parent
    beside = here.parent / "data"
    return beside if (beside / "datapackage.json").is_file() else here / "data"


def read_package(folder: Path) -> Package:
    """The package in a folder. Raises `PackageError` with every fault of its single tables."""
    if not folder.is_dir():
        raise PartnershipsError(
            "there is no such folder.", where=str(folder), remedy="Name a folder with a data package."
        )
    faults: list[Fault] = []
    rows: dict[str, tuple[SourceRow, ...]] = {}
    digest = hashlib.sha256()
    for table in tables():
        path = folder / f"{table.name}.csv"
        found = table_faults(table, path)
        faults.extend(found)
        if not found:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
            rows[table.name] = tuple(_rows(table, path))
    if faults:
        raise PackageError(str(folder), faults)
    return Package(folder, rows, digest.hexdigest())


def table_faults(table: Table, path: Path) -> list[Fault]:
    """What Frictionless finds wrong with one file, in our words."""
    if not path.is_file():
        return [Fault(path.name, 0, "", "", "the table is missing.", "Add the file, or at least its header.")]
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as bad:
        line = path.read_bytes()[: bad.start].count(b"\n") + 1
        return [Fault(path.name, line, "", "", "the file is not UTF-8.", _REMEDIES["encoding-error"])]
    if wrong := _header_fault(table, path):
        return [wrong]
    descriptor = schema_descriptor(table)
    del descriptor["foreignKeys"]  # They span tables; `loaders.checks` follows them all, with the nearest names.
    resource = frictionless.Resource(
        path=path.name,
        basepath=str(path.parent),
        format="csv",
        encoding="utf-8",
        schema=frictionless.Schema.from_descriptor(descriptor),
    )
    lines = _line_of_row(path)
    found: dict[tuple[int, str, str], Fault] = {}
    for task in resource.validate(limit_errors=10_000).tasks:
        for error in task.errors:
            number = getattr(error, "row_number", None)
            line = lines.get(number, number) if number is not None else 0
            column = getattr(error, "field_name", "") or ""
            kind = _ALIKE.get(error.type, error.type)
            if kind == "primary-key":
                column = " and ".join(key_columns(table))
            remedy = _REMEDIES.get(error.type, "See docs/model.md.")
            what = _WHAT.get(error.type) or f"{error.note[:1].lower()}{error.note[1:].rstrip('.')}."
            found[line, column, kind] = Fault(
                path.name, line, column, str(getattr(error, "cell", "") or ""), what, remedy
            )
    blank = {line for line, _, kind in found if kind == "blank-row"}
    return [fault for (line, _, kind), fault in found.items() if line not in blank or kind == "blank-row"]


def _header_fault(table: Table, path: Path) -> Fault | None:
    """The header must be ours to the letter: a column that moved or changed its name would be read as another."""
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle), [])
    if header == list(table.column_names):
        return None
    missing = [name for name in table.column_names if name not in header]
    surplus = [name for name in header if name not in table.column_names]
    detail = "; ".join(
        part
        for part in (
            f"missing: {', '.join(missing)}" if missing else "",
            f"unknown: {', '.join(surplus)}" if surplus else "",
            "" if missing or surplus else "the columns stand in another order, or twice",
        )
        if part
    )
    return Fault(path.name, 1, "", "", f"the header is wrong ({detail}).", f"Write: {','.join(table.column_names)}")


def _rows(table: Table, path: Path) -> Iterator[SourceRow]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        for cells in reader:
            if cells:
                yield SourceRow(table, reader.line_num, dict(zip(header, cells, strict=True)))


def _line_of_row(path: Path) -> dict[int, int]:
    """The line on which each row ends; Frictionless counts rows, and a quoted cell may span lines."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, strict=False)
        try:
            return {number: reader.line_num for number, _ in enumerate(reader, start=1)}
        except csv.Error:
            return {}
