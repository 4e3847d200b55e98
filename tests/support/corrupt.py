"""A copy of the data package that a test may spoil."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from graph.schema import tables

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "data"


def copy_of_data(target: Path) -> Path:
    """The tables of our own data package in a folder of the test's own."""
    target.mkdir(parents=True)
    shutil.copyfile(DATA / "datapackage.json", target / "datapackage.json")
    for table in tables():
        shutil.copyfile(DATA / f"{table.name}.csv", target / f"{table.name}.csv")
    return target


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table as text."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table anew with the header that it has."""
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
