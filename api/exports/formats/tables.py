"""Tables: CSV in a zip, a workbook, and Parquet. One row a thing, a relation, a source."""

from __future__ import annotations

import csv as plain
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from pydantic_core import to_json

from api.exports.taken import Relation, Taken, Thing
from api.lists import without_formula

THINGS = ("id", "kind", "name", "properties", "sources")
RELATIONS = (
    "id", "relation", "start", "start_name", "start_kind", "end", "end_name", "end_kind", "claim", "since", "until",
    "from_earliest", "from_latest", "to_earliest", "to_latest", "attested_from", "attested_to", "certainty", "answers", "rank",
    "rank_reason", "rival_group", "confidence", "note", "properties", "sources", "source_addresses",
)  # fmt: skip
SOURCES = ("id", "title", "publisher", "address", "published")

_TYPES = {
    **dict.fromkeys(("from_earliest", "from_latest", "to_earliest", "to_latest"), pa.date32()),
    **dict.fromkeys(("sources", "source_addresses"), pa.list_(pa.string())),
    "answers": pa.bool_(),
}
"""Types of the columns in Parquet that are no text."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""A fixed date in the archive, so that the same graph gives the same bytes."""

_PIECE = 1 << 16
_AT_ONCE = 1_000
"""Rows of a group of Parquet."""


def _thing(thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.id,
        "kind": thing.kind,
        "name": thing.name,
        "properties": to_json(thing.properties).decode(),
        "sources": list(thing.sources),
    }


def _relation(taken: Taken, relation: Relation) -> dict[str, Any]:
    own = {name: getattr(relation, name) for name in RELATIONS if hasattr(relation, name)}
    sources = [taken.known.sources[id_] for id_ in relation.sources]
    return own | {
        "relation": relation.type,
        "properties": to_json(relation.properties).decode(),
        "sources": list(relation.sources),
        "source_addresses": [source["address"] or source["title"] for source in sources],
    }


def _tables(taken: Taken) -> Iterator[tuple[str, Sequence[str], Iterable[Mapping[str, Any]]]]:
    yield "relations", RELATIONS, (_relation(taken, one) for one in taken.relations())
    yield "things", THINGS, map(_thing, taken.things())
    yield "sources", SOURCES, taken.sources()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return without_formula("; ".join(value) if isinstance(value, list) else str(value))


class _Pieces(io.RawIOBase):
    """A file that is only written to, and whose bytes are taken out as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        piece = bytes(self._held)
        self._held.clear()
        return piece


def csv(taken: Taken) -> Iterator[bytes]:
    """A zip of CSV files, written as it is read."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("about.txt"), "".join(f"{name}: {value}\n" for name, value in taken.about.items()))
        for name, columns, rows in _tables(taken):
            with archive.open(_entry(f"{name}.csv"), "w", force_zip64=True) as file:
                text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
                writer = plain.writer(text)
                writer.writerow(columns)
                for row in rows:
                    writer.writerow([_cell(row[column]) for column in columns])
                    if piece := out.taken():
                        yield piece
                text.detach()
    yield out.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def xlsx(taken: Taken) -> Iterator[bytes]:
    """A workbook, made in a file of its own, row by row, and then given."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file.name, options) as book:
            about = book.add_worksheet("about")
            for at, (name, value) in enumerate(taken.about.items()):
                about.write_row(at, 0, [name, value])
            for name, columns, rows in _tables(taken):
                sheet = book.add_worksheet(name)
                sheet.freeze_panes(1, 0)
                sheet.write_row(0, 0, columns)
                for at, row in enumerate(rows, 1):
                    for column, key in enumerate(columns):
                        if row[key] is not None:
                            sheet.write_string(at, column, _plain(row[key]))
        while piece := file.read(_PIECE):
            yield piece


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, list) else str(value)


def parquet(taken: Taken) -> Iterator[bytes]:
    """The relations as Parquet: days as days, lists as lists; what the file is about stands in its metadata."""
    fields = [pa.field(name, _TYPES.get(name, pa.string())) for name in RELATIONS]
    schema = pa.schema(fields, metadata=dict(taken.about))
    out = _Pieces()
    rows = (_relation(taken, one) for one in taken.relations())
    with pq.ParquetWriter(out, schema) as writer:
        while some := list(islice(rows, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            yield out.taken()
    yield out.taken()


FORMATS = (
    ("csv", "application/zip", "zip", "CSV files in a zip: relations, things, sources.", csv),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        "A workbook with a sheet each.",
        xlsx,
    ),
    (
        "parquet",
        "application/vnd.apache.parquet",
        "parquet",
        "The relations, typed, for pandas, R and DuckDB.",
        parquet,
    ),
)
