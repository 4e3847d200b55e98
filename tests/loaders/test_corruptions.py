"""Ten thousand corruptions of a package: each is refused with places and remedies, or loaded as its cells say. Nothing else.

Every corruption is made from its number alone (`tests/support/corruptions.py`), so a failure that names one can be had again:
`corrupted(tmp_path, number)`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import loaders.package
from graph.clocks import NEVER_WITHDRAWN, bounds, parse_instant
from graph.connection import Graph
from graph.errors import PartnershipsError
from graph.schema import OURS, Column, Table, tables
from graph.schema import table as declared
from loaders.checks import Checked, checked
from loaders.faults import Fault, PackageError
from loaders.load import load, unload
from loaders.package import package_name
from loaders.rows import GraphRows, graph_rows
from loaders.table_schema import key_columns
from loaders.unloading import export, packages_in, write_table
from tests.conftest import TODAY
from tests.support.corruptions import KINDS, spoilt
from tests.support.graph_dump import dump
from tests.support.mixed_package import NAME, mixed_package, mixed_rows
from tests.support.quick_checks import remembered
from tests.support.small_package import row, write_package
from tests.support.thorough import part

NUMBER = 10_000
BLOCK = 500
BLOCKS = part(range(0, NUMBER, BLOCK), 30)
SAMPLE = 40
LONGEST = 200
SAMPLED_FROM = 1000
DESCRIPTION = "datapackage.json"
WHOLE_FILE = {
    "the table is missing.",
    "there is no such table.",
    "there is no release.",
    "the package has no description.",
    "the description is no JSON.",
    "the description gives the package no usable name.",
}
OF_ONE_CELL = {
    "a cell cut",
    "a cell doubled",
    "a cell emptied",
    "an odd cell",
    "something odd in a cell",
    "another value of its kind",
    "yet another value of its kind",
    "a cell more",
    "a cell less",
}
UNREADABLE = ("the table is missing.", "the file is not UTF-8.", "the header")


@pytest.fixture(scope="module", autouse=True)
def _remembered() -> Iterator[None]:
    """Most tables of most packages here are as they were."""
    with remembered():
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound package, which each corruption changes and puts right again."""
    return mixed_package(tmp_path_factory.mktemp("mixed") / "package")


@lru_cache(maxsize=1)
def _sound(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _put(folder: Path, files: Mapping[str, bytes | None]) -> None:
    for name, data in files.items():
        if data is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(data)


class Corrupted:
    """The package with one corruption in it, for as long as the block lasts."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number
        self.done, self.changed = spoilt(f"corruption {number}", _sound(folder))

    def __enter__(self) -> Corrupted:
        _put(self.folder, self.changed)
        return self

    def __exit__(self, *_: object) -> None:
        _put(self.folder, {name: _sound(self.folder).get(name) for name in self.changed})

    def __str__(self) -> str:
        return f"corruption {self.number} ({self.done} in {', '.join(self.changed) or 'nothing'})"


# What must be so of a refusal


def _lines(data: bytes) -> dict[int, list[str]]:
    """The rows of a table by the line on which they end."""
    reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    rows: dict[int, list[str]] = {}
    for cells in reader:
        rows[reader.line_num] = cells
    return rows


def _wrong_in_refusal(refused: PackageError, one: Corrupted) -> Iterator[str]:
    if not refused.faults:
        yield "no fault"
    for fault in (*refused.faults, *refused.warnings):
        yield from (f"{what}: {fault!r:.300}" for what in _wrong_in_fault(fault, one.folder))
    for name in one.changed:
        faults = [fault for fault in refused.faults if fault.file == name]
        unreadable = any(fault.what.startswith(UNREADABLE) for fault in faults)
        if unreadable and len(one.changed) == 1 and {fault.file for fault in refused.faults} != {name}:
            yield f"a table that cannot be read is told in others too: {refused.faults!r:.400}"
    if (
        one.changed.keys() == {DESCRIPTION}
        and OURS.encode() not in (one.changed[DESCRIPTION] or b"")
        and {fault.file for fault in refused.faults} != {DESCRIPTION}
    ):
        yield f"the description is told in tables: {refused.faults!r:.400}"
    if one.done in OF_ONE_CELL:
        (name,) = one.changed
        if _faulty_by_itself(one.folder / name, _sound(one.folder)[name]) and {f.file for f in refused.faults} != {
            name
        }:
            yield f"a cell that is faulty by itself is told in other tables: {refused.faults!r:.600}"


def _faulty_by_itself(path: Path, sound: bytes) -> bool:
    """The check of the one table finds fault, and all its rows are there under their keys."""
    table = declared(path.stem)
    keys = [table.column_names.index(name) for name in key_columns(table)]
    now, before = (
        {tuple(cells[key] for key in keys) for cells in _lines(data).values() if len(cells) > max(keys)}
        for data in (path.read_bytes(), sound)
    )
    return before <= now and bool(loaders.package.table_faults(table, path))


def _wrong_in_fault(fault: Fault, folder: Path) -> Iterator[str]:
    if not (fault.file and fault.what and fault.remedy):
        yield "no file, no words or no remedy"
    if not str(fault).startswith(fault.file):
        yield "a message without its place"
    if fault.line <= 0:
        if fault.what not in WHOLE_FILE or fault.column:
            yield "no line"
        return
    table = declared(fault.file.removesuffix(".csv"))
    data = (folder / fault.file).read_bytes()
    if fault.line > max(1, len(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))):
        yield "a line that there is not"
    if not fault.column:
        return
    columns = fault.column.split(" and ")
    if not set(columns) <= set(table.column_names):
        yield "a column that there is not"
        return
    cells = _lines(data).get(fault.line)
    if cells is None:
        yield "a line on which no row ends"
    elif fault.value and fault.value not in cells and " to " not in fault.value:
        yield "a value that the row does not have"


# What must be so of a package that is accepted


def _cells(folder: Path) -> dict[str, Sequence[Mapping[str, str]]]:
    """The tables as anybody would read them."""
    found: dict[str, Sequence[Mapping[str, str]]] = {table.name: () for table in tables()}
    return found | {path.stem: _read(path.read_bytes()) for path in folder.glob("*.csv")}


@lru_cache(maxsize=100)
def _read(data: bytes) -> Sequence[Mapping[str, str]]:
    return tuple(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def _held(column: Column, cell: str) -> Any:
    match column.kind:
        case "integer":
            return int(cell) if str(int(cell)) == cell else "a number that would be written otherwise"
        case "boolean":
            return {"true": True, "false": False}[cell]
        case "list":
            return _parts(cell)
        case "instant":
            return parse_instant(cell)
        case _:
            return cell


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _wrong_in_rows(rows: GraphRows, cells: Mapping[str, Sequence[Mapping[str, str]]]) -> Iterator[str]:
    """Where what would be written differs from what the cells say."""
    instants = {one["number"]: parse_instant(one["published_at"]) for one in cells["releases"]}
    nodes = {(label, one["key"]): one["properties"] for label, found in rows.nodes.items() for one in found}
    edges = {(name, one["key"]): one for name, found in rows.edges.items() for one in found}
    claims = {one["key"]: one["properties"] for one in rows.claims}
    expected = Counter[str]()
    for table in tables():
        for one in cells[table.name]:
            if node := table.node_type(one):
                expected["nodes"] += 1
                key = f"{NAME}/{one[table.key]}" if node.per_package else one[table.key]
                yield from _differences(table, one, nodes.get((node.label, key)), instants, of_claim=False)
            if table.edge:
                expected["edges"] += 1
                edge = edges.get((table.edge.name, one["id"]))
                if edge is None or (edge["start"], edge["end"]) != (one[table.edge.start], one[table.edge.end]):
                    yield f"{one['id']!r} is no edge between its ends"
                    continue
                yield from _differences(table, one, edge["properties"], instants, of_claim=True)
                yield from _differences(table, one, claims.get(one["id"]), instants, of_claim=True)
                expected["claims rest on"] += len(_parts(one["sources"]))
            if table.structure:
                expected["structure"] += 1
                ends = one[table.structure.start], one[table.structure.end]
                if ends not in {(made["start"], made["end"]) for made in rows.structure[table.structure.name]}:
                    yield f"{ends} is no edge"
            expected["structure"] += sum(len(_parts(one[link.column])) for link in table.links)
    written = {
        "nodes": sum(map(len, rows.nodes.values())),
        "edges": sum(map(len, rows.edges.values())),
        "claims rest on": len(rows.claims_rest_on),
        "structure": sum(map(len, rows.structure.values())),
    }
    if written != {name: expected[name] for name in written}:
        yield f"{written} is written, and there are {expected}"
    if len(rows.claims) != written["edges"] or len(claims) != written["edges"]:
        yield "not every edge has one claim"


def _differences(
    table: Table,
    cells: Mapping[str, str],
    held: Mapping[str, Any] | None,
    instants: Mapping[str, Any],
    *,
    of_claim: bool,
) -> Iterator[str]:
    if held is None:
        yield f"{table.name} {cells} is not written"
        return
    if table.edge and not of_claim:
        columns = [column for column in table.carried if column.name not in (table.edge.start, table.edge.end)]
    else:
        ends = {table.edge.start, table.edge.end} if table.edge else set()
        columns = [column for column in table.columns if column.name not in {table.key, *ends}]
    for column in columns:
        cell = cells[column.name]
        if held.get(column.name) != (_held(column, cell) if cell else None):
            yield f"{table.name} {column.name}: {cell!r:.80} became {held.get(column.name)!r:.80}"
    if of_claim or (table.recorded and not table.edge):
        until = cells["until_release"]
        known = instants[cells["since_release"]], instants[until] if until else NEVER_WITHDRAWN
        if (held["known_from"], held["known_to"]) != known:
            yield f"{table.name} {cells} is known at other times"
    if of_claim:
        days = bounds(*(cells[name] for name in ("valid_from", "valid_to", "attested_from", "attested_to")))
        if (held["from_min"], held["from_max"], held["to_min"], held["to_max"]) != (
            days.from_min,
            days.from_max,
            days.to_min,
            days.to_max,
        ):
            yield f"{table.name} {cells} holds on other days"


def _written_otherwise(one: Corrupted) -> Iterator[str]:
    """Tables that would not be read again as they are, written as an export writes them."""
    for name in one.changed:
        path = one.folder / name
        if path.suffix == ".csv" and path.is_file():
            rows = _cells(one.folder)[path.stem]
            write_table(path, declared(path.stem), rows)
            if _cells(one.folder)[path.stem] != rows:
                yield f"{name} is written otherwise"


# The ten thousand

ACCEPTED: dict[int, bool] = {}
"""What came of each corruption that was tried; the tests on the engines draw from it."""


def _outcome(folder: Path, number: int) -> list[str]:
    """What is wrong with what comes of a corruption."""
    with Corrupted(folder, number) as one:
        try:
            found: Checked | None = checked(folder, ())
        except PackageError as refused:
            ACCEPTED[number] = False
            return [f"{one}: {what}" for what in _wrong_in_refusal(refused, one)]
        except PartnershipsError as refused:
            ACCEPTED[number] = False
            return [] if refused.remedy else [f"{one}: no remedy: {refused}"]
        except Exception as crash:
            return [f"{one}: {type(crash).__name__}: {crash!s:.300}"]
        assert found is not None
        ACCEPTED[number] = True
        try:
            wrong = list(_wrong_in_rows(graph_rows(found.package, found.package.name, 1), _cells(folder)))
            wrong += _written_otherwise(one)
        except Exception as crash:
            wrong = [f"{type(crash).__name__}: {crash!s:.300}"]
        for warning in found.warnings:
            wrong += _wrong_in_fault(warning, folder)
        return [f"{one}: {what}" for what in wrong if found.package.name == NAME]


def test_the_package_that_is_corrupted_is_sound(folder: Path) -> None:
    found = checked(folder, ())
    assert not found.warnings
    assert not list(_wrong_in_rows(graph_rows(found.package, NAME, 1), _cells(folder)))


@pytest.mark.parametrize("block", BLOCKS)
def test_a_corrupted_package_is_refused_with_reasons_or_read_as_it_stands(block: int, folder: Path) -> None:
    wrong = [what for number in range(block, block + BLOCK) for what in _outcome(folder, number)]
    assert not wrong, "\n".join([f"{len(wrong)} in all", *wrong[:20]])


# A sample of them on the engines


def _sample(folder: Path, *, accepted: bool) -> list[int]:
    """The first of each kind of corruption with that outcome in turn, until there are enough; those that change a table."""
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for number in range(NUMBER):
        done, changed = spoilt(f"corruption {number}", _sound(folder))
        if done not in found or len(found[done]) == 3 or not changed:
            continue
        if number not in ACCEPTED:
            _outcome(folder, number)
        if ACCEPTED.get(number) is accepted:
            found[done].append(number)
        if number > SAMPLED_FROM:
            break
    turns = [numbers[turn] for turn in range(3) for numbers in found.values() if turn < len(numbers)]
    return turns[:SAMPLE]


def _as_loaded(cells: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, list[list[tuple[str, Any]]]]:
    """The cells of each table without the order of its rows; lists by what is in them, not by how it is set apart."""
    return {
        table.name: sorted(
            [
                (column.name, "; ".join(_parts(one[column.name])) if column.kind == "list" else one[column.name])
                for column in table.columns
            ]
            for one in cells[table.name]
        )
        for table in tables()
    }


def test_what_is_accepted_comes_out_of_the_graph_as_it_went_in(
    folder: Path, empty_graph: Graph, tmp_path: Path
) -> None:
    """Each is loaded over the one before it."""
    numbers = _sample(folder, accepted=True)
    assert len(numbers) == SAMPLE
    wrong: list[str] = []
    for number in numbers:
        with Corrupted(folder, number) as one:
            for other in packages_in(empty_graph):
                if other != package_name(folder):
                    unload(empty_graph, other, today=TODAY)
            wrong += [f"{one}: {what}" for what in _changed_on_the_way(empty_graph, folder, tmp_path / str(number))]
    assert not wrong, "\n".join(wrong)


def _changed_on_the_way(graph: Graph, folder: Path, out: Path) -> Iterator[str]:
    """Where what is exported after a load differs from what was loaded."""
    export(graph, out, load(graph, folder, today=TODAY).package)
    before, after = _as_loaded(_cells(folder)), _as_loaded(_cells(out))
    for table, rows in before.items():
        if rows != after[table]:
            yield f"{table}: {_first_difference(rows, after[table])}"


def _first_difference(before: Sequence[Any], after: Sequence[Any]) -> str:
    gone, came = (
        [cell for row in one if row not in other for cell in row] for one, other in ((before, after), (after, before))
    )
    was, is_ = list(gone), list(came)
    return (
        f"{[cell for cell in was if cell not in is_]!r:.300} became {[cell for cell in is_ if cell not in was]!r:.300}"
    )


TEXTS = (
    *(
        "\x00",
        "a\rb",
        "a\r\nb",
        "\r",
        "\n",
        " ",
        "\t",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u200f",
        "\ufffe",
        "\U0010ffff",
        "e\u0301",
    ),
    *('"', "'", "\\", "\\n", "=1+1", "${x}", "null", "..", ";", "ä" * 5000, "x" * 140_000),
)
IDS = ("a\x00b", "\ufeffa", "\u200f", '"', "'", "a,b", "Ä", "A\u0308", "\U0001f1fa", "-1", "..", "x" * LONGEST)


def test_whatever_a_cell_holds_comes_out_of_the_graph_as_it_went_in(empty_graph: Graph, tmp_path: Path) -> None:
    rows = mixed_rows()
    for number, text in enumerate(TEXTS):
        code, claim = f"T{number}", f"TEXT:{number}"
        rows["countries"].append(row("countries", id=code, name=text, kind="other", note=text))
        rows["memberships"].append(row("memberships", id=claim, country=code, body="FORUM", role="member", note=text))
        rows["decision_actors"].append(row("decision_actors", decision="D-1", actor=code, note=text))
    for id_ in IDS:
        rows["countries"].append(row("countries", id=id_, name="Odd", kind="other"))
        rows["memberships"].append(row("memberships", id=id_, country=id_, body="FORUM", role="observer"))
        rows["decision_actors"].append(row("decision_actors", decision="D-2", actor=id_))
    folder = write_package(tmp_path / "package", rows, NAME)
    assert not list(_changed_on_the_way(empty_graph, folder, tmp_path / "out"))


def test_an_id_that_an_index_may_not_hold_is_refused(folder: Path, tmp_path: Path) -> None:
    for length in (LONGEST + 1, 100_000):
        rows = mixed_rows()
        rows["countries"].append(row("countries", id="x" * length, name="Long", kind="other"))
        with pytest.raises(PackageError) as refused:
            checked(write_package(tmp_path / str(length), rows, NAME), ())
        assert [(fault.file, fault.column) for fault in refused.value.faults] == [("countries.csv", "id")]


def test_what_is_refused_leaves_the_graph_as_it_was(folder: Path, empty_graph: Graph) -> None:
    load(empty_graph, folder, today=TODAY)
    before = dump(empty_graph)
    numbers = _sample(folder, accepted=False)
    assert len(numbers) == SAMPLE
    for number in numbers:
        with Corrupted(folder, number) as one, pytest.raises(PartnershipsError):
            load(empty_graph, folder, today=TODAY)
        assert dump(empty_graph) == before, str(one)
