"""A data package on disk, read and checked table by table against the model.

Frictionless checks what a table schema can say (encoding, header, types, required cells, choices, duplicate keys); what
spans columns, rows and tables is in `loaders.rules`. A fault stops nothing here: what can be read is read, so that the
rules run over it too and everything is told at once.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import PartnershipsError
from graph.schema import OURS, Table, tables
from loaders.faults import Fault
from loaders.table_schema import key_columns, schema_descriptor

with warnings.catch_warnings():
    # Frictionless imports a module that Python 3.13 drops; nothing of it is ours to mend.
    warnings.simplefilter("ignore", DeprecationWarning)
    import frictionless

Cells = Mapping[str, str]

_DESCRIPTOR = "datapackage.json"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_TOO_LARGE = 2**63
"""Whole numbers of a graph have 64 bits."""

_LONGEST_KEY = 200
"""Characters. Neo4j's index, which tells nodes apart by their key, holds some thousand bytes of one."""

_NEEDED = frozenset({"releases", "sources"})
"""The tables without which no package can say what it knows since when; our own has all tables."""

_WHOLE_ROW = "*"
"""Stands for every column of a row whose cells are too many or too few."""

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


_MISSHAPEN = ("blank-row", "extra-cell", "missing-cell")


@dataclass(frozen=True)
class SourceRow:
    """A row of a table: its cells as text, and the line on which it ends (a quoted cell may span several).

    A cell that is faulty by itself is empty here, so that what looks at it next need not stumble over it again;
    `faulty` names its column.
    """

    table: Table
    line: int
    cells: Cells
    faulty: frozenset[str] = frozenset()
    swallowed: bool = False
    """A quote that never ended has made the rows after it part of a cell."""

    @property
    def key(self) -> str:
        """The value of the table's key column."""
        return " ".join(self.cells[name] for name in key_columns(self.table))

    @property
    def withdrawn(self) -> bool:
        """A release has withdrawn or corrected it."""
        return bool(self.cells.get("until_release"))

    def fault(self, column: str, what: str, remedy: str, *, value: str | None = None) -> Fault:
        """A fault in this row."""
        found = self.cells.get(column, "") if value is None else value
        return Fault(f"{self.table.name}.csv", self.line, column, found, what, remedy)


@dataclass(frozen=True)
class Package:
    """What could be read of a data package. `digest` changes with its name and with any byte of any table.

    `unread` names the tables of which nothing could be read, `unsure` those too of which rows may be missing or hidden
    under another key.
    """

    folder: Path
    name: str
    rows: Mapping[str, tuple[SourceRow, ...]]
    digest: str
    unread: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

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


def read_package(folder: Path) -> tuple[Package, list[Fault]]:
    """The package in a folder, and every fault of its single tables. Raises `PartnershipsError` if there is no folder.

    Our own package has every table of the model; another has those it needs, `releases.csv` and `sources.csv` among them.
    """
    if not folder.is_dir():
        raise PartnershipsError(
            "there is no such folder.", where=str(folder), remedy="Name a folder with a data package."
        )
    name, faults = _name_and_faults(folder)
    rows: dict[str, tuple[SourceRow, ...]] = {}
    unread: set[str] = set()
    digest = hashlib.sha256(name.encode() + b"\0")
    for table in tables():
        path = folder / f"{table.name}.csv"
        if not path.exists() and name != OURS and table.name not in _NEEDED:
            rows[table.name] = ()
            continue
        found = table_faults(table, path)
        faults.extend(found)
        try:
            rows[table.name] = tuple(_rows(table, path, found))
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        except (OSError, csv.Error, UnicodeDecodeError, _Unreadable):
            unread.add(table.name)
            rows[table.name] = ()
    faults.extend(_strangers(folder, name))
    unsure = unread | {table for table, found in rows.items() if any(_hides(row) for row in found)}
    return Package(folder, name, rows, digest.hexdigest(), frozenset(unread), frozenset(unsure)), faults


def _hides(row: SourceRow) -> bool:
    """Its key is faulty, or a quote that never ended has swallowed the rows after it."""
    whole = len(row.faulty) == len(row.cells)
    return row.swallowed or (not whole and bool(row.faulty & set(key_columns(row.table))))


class _Unreadable(Exception):
    """A table whose columns cannot be told apart."""


def package_name(folder: Path) -> str:
    """The name in `datapackage.json`, by which the graph keeps what each package brought apart; empty without one."""
    return _name_and_faults(folder)[0]


def _name_and_faults(folder: Path) -> tuple[str, list[Fault]]:
    path = folder / _DESCRIPTOR

    def fault(what: str, value: str = "") -> tuple[str, list[Fault]]:
        remedy = 'Write at least {"name": "..."} into it: a name of your own in small letters, digits, . _ and -.'
        return "", [Fault(_DESCRIPTOR, 0, "", value, what, remedy)]

    try:
        descriptor: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return fault("the package has no description.")
    except (ValueError, RecursionError):
        return fault("the description is no JSON.")
    name = descriptor.get("name") if isinstance(descriptor, dict) else None
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return fault("the description gives the package no usable name.", str(name or ""))
    return name, []


def _strangers(folder: Path, name: str) -> Iterator[Fault]:
    """Tables that the model does not know: a misspelt name must not make a table silently disappear."""
    known = {table.name for table in tables()}
    if name == OURS:
        return  # Every table is asked for by name; whatever else lies in the folder cannot be missed.
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in known:
            remedy = "Correct the name, or take the file out; docs/model.md lists the tables there are."
            yield Fault(path.name, 0, "", "", "there is no such table.", remedy)


def table_faults(table: Table, path: Path) -> list[Fault]:
    """What Frictionless finds wrong with one file, in our words."""
    if not path.is_file():
        return [Fault(path.name, 0, "", "", "the table is missing.", "Add the file, or at least its header.")]
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as bad:
        line = path.read_bytes()[: bad.start].count(b"\n") + 1
        return [Fault(path.name, line, "", "", "the file is not UTF-8.", _REMEDIES["encoding-error"])]
    try:
        read = list(_lines(path))
    except csv.Error as unreadable:
        return [Fault(path.name, 1, "", "", f"the table cannot be read ({unreadable}).", _REMEDIES["source-error"])]
    if wrong := _header_fault(table, path.name, read[0][1] if read else []):
        return [wrong]
    # Of the header alone there is nothing to check; setting Frictionless up costs more than reading it.
    return _schema_faults(table, path.name, read) if len(read) > 1 else []


def _schema_faults(table: Table, file: str, read: Sequence[tuple[int, list[str]]]) -> list[Fault]:
    """What is wrong with the cells of a table, given with the lines of its rows, the header first."""
    descriptor = schema_descriptor(table)
    del descriptor["foreignKeys"]  # They span tables; `loaders.checks` follows them all, with the nearest names.
    # Frictionless is given the cells and told where the header is: left to itself it guesses a dialect and a header from the
    # bytes, and of a spoilt file reads other cells than we load.
    resource = frictionless.Resource(
        data=[cells for _, cells in read],
        dialect=frictionless.Dialect(header_rows=[1]),
        schema=frictionless.Schema.from_descriptor(descriptor),
    )
    lines = {number: line for number, (line, _) in enumerate(read, start=1)}
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
            found[line, column, kind] = Fault(file, line, column, str(getattr(error, "cell", "") or ""), what, remedy)
    for line, column, cell, what, kind in _loosely_read(table, read[1:]):
        found.setdefault((line, column, kind), Fault(file, line, column, cell, what, _REMEDIES[kind]))
    # A key that is no value is missing too, to Frictionless; it is told once.
    for line, column, kind in [*found]:
        if kind == "type-error":
            found.pop((line, column, "primary-key"), None)
    # Of a row with the wrong number of cells that is told and nothing else: the others stand where they do not belong.
    misshapen: dict[int, Fault] = {}
    for (line, _, kind), fault in found.items():
        if kind in _MISSHAPEN:
            misshapen.setdefault(line, fault)
    return [*misshapen.values(), *(fault for (line, _, _), fault in found.items() if line not in misshapen)]


def _loosely_read(table: Table, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, str, str, str, str]]:
    """Cells that Frictionless lets be, and that no graph would hold or that would come out of it otherwise.

    It reads a number as Python does (blanks around it, other digits, any size), and lets a line end stand behind what a
    pattern allows.
    """
    for line, cells in rows:
        for column, cell in zip(table.columns, cells, strict=False):
            if column.kind == "integer" and cell and not (_INTEGER.fullmatch(cell) and abs(int(cell)) < _TOO_LARGE):
                yield line, column.name, cell, "it is no whole number as a graph holds it.", "type-error"
            elif column.pattern and cell.endswith("\n") and not re.fullmatch(column.pattern, cell):
                yield line, column.name, cell, "a line ends in the cell.", "constraint-error"
            elif column.name == table.key and len(cell) > _LONGEST_KEY:
                yield line, column.name, cell, f"it is longer than {_LONGEST_KEY} characters.", "constraint-error"


def _header_fault(table: Table, file: str, header: list[str]) -> Fault | None:
    """The header must be ours to the letter: a column that moved or changed its name would be read as another."""
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
    return Fault(file, 1, "", "", f"the header is wrong ({detail}).", f"Write: {','.join(table.column_names)}")


def _rows(table: Table, path: Path, faults: Collection[Fault]) -> Iterator[SourceRow]:
    """The rows of a table, those with faults too; raises `_Unreadable` without its header."""
    faulty: dict[int, set[str]] = defaultdict(set)
    for fault in faults:
        for column in fault.column.split(" and ") if fault.column else [_WHOLE_ROW]:
            faulty[fault.line].add(column)
    read = _lines(path)
    header = next(read, (1, []))[1]
    if header != list(table.column_names):
        raise _Unreadable
    keys = set(key_columns(table))
    for line, cells in read:
        if not cells:
            continue
        wrong = faulty.get(line, set())
        whole = len(cells) != len(header) or _WHOLE_ROW in wrong
        padded = [*cells, *[""] * len(header)][: len(header)]
        # The key stays: other rows may name it, and are not at fault for what else is wrong here.
        yield SourceRow(
            table,
            line,
            {
                name: cell if name in keys or not (whole or name in wrong) else ""
                for name, cell in zip(header, padded, strict=True)
            },
            frozenset(header if whole else wrong),
            swallowed=len(cells) != len(header) and any("\n" in cell for cell in cells),
        )


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row of a file, the header and blank ones too, with the line on which it ends: a quoted cell may span lines."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        for cells in reader:
            yield reader.line_num, cells
