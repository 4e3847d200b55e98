"""Panels as files: CSV, Parquet and Stata."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from api.lists import without_formula
from api.panels import PANELS, Column, Panels, Row
from api.panels.days import Rule
from graph.clocks import format_instant
from queries.desk import Desk
from queries.types import ParameterError

_AT_ONCE = 5_000
"""Rows of a group of Parquet, and of a piece of CSV."""

_TYPES = {"integer": pa.int32(), "text": pa.string()}


@dataclass(frozen=True)
class Panel:
    """A panel to be written: its columns and rows, and what is said of it: title, rule, release, state of knowledge."""

    columns: Sequence[Column]
    rows: Iterator[Row]
    about: Mapping[str, str]
    known_at: dt.datetime


def panel(desk: Desk, name: str, rule: Rule, known_at: dt.datetime | None = None) -> Panel:
    """A panel by a state of knowledge. Raises `ParameterError` for one before the first release, and what `Desk.ask` raises."""
    panels, known = Panels.read(desk, known_at), desk.known()
    at = known_at or known.releases[-1].published_at
    published = [one.number for one in known.own_releases if one.published_at <= at]
    if not published:
        raise ParameterError("known_at", "no release had been published by then.", remedy="Ask for a later one.")
    about = {
        "title": f"The partnership graph: {name} panel, year rule {rule}, release {published[-1]}",
        "rule": rule,
        "release": str(published[-1]),
        "known_at": format_instant(at),
        "through": panels.through.isoformat(),
    }
    return Panel(panels.columns(name), PANELS[name](panels, rule), about, at.replace(tzinfo=None))


@dataclass(frozen=True)
class Format:
    """A form of a panel. `write` gives its bytes one piece after the other."""

    media_type: str
    ending: str
    about: str
    write: Callable[[Panel], Iterator[bytes]]


def _csv(panel: Panel) -> Iterator[bytes]:
    names = [column.name for column in panel.columns]
    head = True
    while rows := list(islice(panel.rows, _AT_ONCE)):
        out = io.StringIO()
        writer = csv.writer(out)
        if head:
            writer.writerow(names)
            head = False
        for row in rows:
            writer.writerow([_cell(row[name]) for name in names])
        yield out.getvalue().encode()


def _cell(value: object) -> object:
    return without_formula(value) if isinstance(value, str) else value


def _parquet(panel: Panel) -> Iterator[bytes]:
    schema = pa.schema(
        [pa.field(one.name, _TYPES[one.type], metadata={"about": one.about}) for one in panel.columns],
        metadata=dict(panel.about),
    )
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while rows := list(islice(panel.rows, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    yield out.getvalue()


def _stata(panel: Panel) -> Iterator[bytes]:
    frame = pd.DataFrame(list(panel.rows), columns=[column.name for column in panel.columns])
    for column in panel.columns:
        if column.type == "text":
            frame[column.name] = frame[column.name].fillna("").astype(object)
        else:  # A code that is not there is a missing value.
            frame[column.name] = pd.to_numeric(frame[column.name])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.dta"
        frame.to_stata(
            path,
            write_index=False,
            version=118,
            time_stamp=panel.known_at,
            data_label=panel.about["title"][:80],
            variable_labels={column.name: column.about for column in panel.columns},
            convert_strl=[name for name in ("claims", "sources") if name in frame],
        )
        with path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv", "csv", "Comma-separated values, in UTF-8.", _csv),
    "parquet": Format("application/vnd.apache.parquet", "parquet", "Parquet, each column with what it says.", _parquet),
    "stata": Format("application/x-stata-dta", "dta", "Stata 14 and later, each variable with its label.", _stata),
}
