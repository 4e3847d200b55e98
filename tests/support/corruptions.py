"""Ways in which a data package is spoilt, by hand, by programs and on the way: each draws what it does from a seed.

A package is here a folder's files by name, with their bytes; None is a file that is gone. A spoiling changes some of them.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Mapping

from graph.schema import OURS
from graph.schema import table as declared

Files = Mapping[str, bytes]
Spoilt = dict[str, bytes | None]
Spoil = Callable[[random.Random, Files], Spoilt]
Grid = list[list[str]]

ODD = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "a\rb",
        "\x00",
        "a\x00b",
        "\x0b",
        "\x1c",
        "\x85",
        "\u2028",
        "\u00a0",
        "\ufeff",
    ),
    *("\u200f", "\u202eabc", "\u200b", "e\u0301", "ü,ö\nä;", "\U0001f1fa\U0001f1e6", "\U0010ffff", "\ufffe", "\ud7ff"),
    *(
        "=1+1",
        '=HYPERLINK("x")',
        "@SUM(A1)",
        "+1",
        "-1",
        "0",
        "1",
        "2",
        "3",
        "01",
        " 1",
        "1 ",
        "1_0",
        "\uff11",
        "\u0661",
    ),
    *("1.0", "1e3", "1,5", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 5000),
    *("x" * 300, "x" * 9000, "x" * 140_000, "ä" * 5000, '"', '""', '"a"', "'", ";", ";;", "a;b", "one;two", "one; two"),
    *(
        "one;one",
        "one;",
        ";one",
        "..",
        "2011",
        "2011-04",
        "2011-02-31",
        "[2010-12-02..2011-01-01]",
        "9999",
        "9999-12-31",
    ),
    *(
        "0001",
        "0001-01-01",
        "0000",
        "1994-13",
        "1994-05-09\n",
        "\uff11\uff19\uff19\uff14",
        "2011-04-15T00:00:00Z",
        "9 May",
    ),
    *(
        "true",
        "TRUE",
        "false",
        "null",
        "None",
        "NaN",
        "\\",
        "\\n",
        "a\\,b",
        "${x}",
        "{{x}}",
        "%s",
        "'; DROP",
        "mixed/PFP",
    ),
    *(
        "a/b",
        "AAA",
        "CCC",
        "EEE",
        "NATO",
        "PFP",
        "PFP\n",
        "pfp",
        "MAP",
        "one",
        "preferred",
        "normal",
        "deprecated",
        "ally",
    ),
    *("partner", "high", "country", "X:1", "start of EEE", "memberships"),
)


def read(data: bytes) -> Grid:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def written(grid: Grid, *, line_end: str = "\n", delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """Every line end inside a cell is quoted, whichever it is."""
    out = io.StringIO(newline="")
    minimal = csv.writer(out, lineterminator=line_end, delimiter=delimiter, quoting=quoting)
    quoted = csv.writer(out, lineterminator=line_end, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    for cells in grid:
        (quoted if any("\r" in cell for cell in cells) else minimal).writerow(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _table(rng: random.Random, files: Files) -> str:
    names = sorted(name for name in files if name.endswith(".csv"))
    return rng.choice([*names, *["memberships.csv"] * 6, *["releases.csv", "changes.csv", "sources.csv"] * 2])


def _on_cells(change: Callable[[random.Random, Grid, int, int, str], object]) -> Spoil:
    """Something done to the rows of a table, at a row (never the header) and a column."""

    def spoil(rng: random.Random, files: Files) -> Spoilt:
        name = _table(rng, files)
        grid = read(files[name])
        row = rng.randrange(1, len(grid))
        change(rng, grid, row, rng.randrange(len(grid[0])), name.removesuffix(".csv"))
        return {name: written(grid)}

    return spoil


def _on_bytes(change: Callable[[random.Random, bytes], bytes]) -> Spoil:
    def spoil(rng: random.Random, files: Files) -> Spoilt:
        name = _table(rng, files)
        return {name: change(rng, files[name])}

    return spoil


# Cells


def _swap_in_row(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    other = rng.randrange(len(grid[row]))
    grid[row][column], grid[row][other] = grid[row][other], grid[row][column]


def _swap_in_column(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    other = rng.randrange(1, len(grid))
    grid[row][column], grid[other][column] = grid[other][column], grid[row][column]


def _copy_in_column(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    grid[row][column] = grid[rng.randrange(1, len(grid))][column]


def _cut(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    cell = grid[row][column]
    at = rng.randint(0, len(cell))
    grid[row][column] = rng.choice([cell[:at], cell[at:], cell[:at] + cell[at + 1 :]])


def _double(_rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    grid[row][column] *= 2


def _empty(_rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    grid[row][column] = ""


def _odd(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    grid[row][column] = rng.choice(ODD)


def _odd_inside(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    cell, odd = grid[row][column], rng.choice(ODD)
    at = rng.randint(0, len(cell))
    grid[row][column] = cell[:at] + odd + cell[at:]


def _typed(rng: random.Random, grid: Grid, row: int, _column: int, table: str) -> None:
    """Another value of the column's own kind: what a schema lets be."""
    column = rng.choice(declared(table).columns)
    year, month, day = rng.choice([0, 1, 1900, 1994, 2004, 2011, 2030, 9999]), rng.randint(1, 12), rng.randint(1, 31)
    dates = [f"{year:04}", f"{year:04}-{month:02}", f"{year:04}-{month:02}-{day:02}", "..", ""]
    others = {
        "date": [*dates, f"[{year:04}-01-05..{year:04}-{month:02}-{day:02}]"],
        "instant": [f"{year:04}-{month:02}-{day:02}T10:00:00Z"],
        "integer": ["1", "2", "3", "", "-7", "0012", str(rng.getrandbits(80)), str(2**63 - 1), str(2**63)],
        "boolean": ["true", "false"],
        "list": ["one;two", "three", "one ; two", "one;;two", "two;two", "P1.1", "CCC"],
        "text": [*(column.choices or ("Some, text", "ßtext", " text ", "=text", "text\r", '"', "a" * 9000))],
    }
    grid[row][grid[0].index(column.name)] = rng.choice(others[column.kind])


# Rows and columns


def _double_row(rng: random.Random, grid: Grid, row: int, _column: int, _table: str) -> None:
    grid.insert(rng.randrange(1, len(grid) + 1), list(grid[row]))


def _drop_row(_rng: random.Random, grid: Grid, row: int, _column: int, _table: str) -> None:
    del grid[row]


def _swap_rows(rng: random.Random, grid: Grid, row: int, _column: int, _table: str) -> None:
    other = rng.randrange(0 if rng.random() < 0.1 else 1, len(grid))
    grid[row], grid[other] = grid[other], grid[row]


def _shuffle_rows(rng: random.Random, grid: Grid, _row: int, _column: int, _table: str) -> None:
    rest = grid[1:]
    rng.shuffle(rest)
    grid[1:] = rest


def _one_more_cell(rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    grid[row].insert(column, rng.choice(ODD))


def _one_less_cell(_rng: random.Random, grid: Grid, row: int, column: int, _table: str) -> None:
    del grid[row][column]


def _odd_row(rng: random.Random, grid: Grid, row: int, _column: int, _table: str) -> None:
    width = len(grid[0])
    grid.insert(row, rng.choice([[], [""] * width, [" "] * width, ["x"], ["", ""], list(grid[0])]))


def _another_row(rng: random.Random, grid: Grid, row: int, _column: int, _table: str) -> None:
    """A row with a key of its own."""
    copy = list(grid[row])
    copy[0] += rng.choice([":again", "\u00e9", "'", "."])
    grid.insert(rng.randrange(1, len(grid) + 1), copy)


def _header(rng: random.Random, grid: Grid, _row: int, column: int, _table: str) -> None:
    other = rng.randrange(len(grid[0]))
    match rng.randrange(6):
        case 0:
            grid[0][column] = rng.choice([grid[0][column].upper(), f" {grid[0][column]}", *ODD[:40]])
        case 1:
            grid[0][column], grid[0][other] = grid[0][other], grid[0][column]
        case 2:
            grid[0].insert(other, grid[0][column])
        case 3:
            del grid[0][column]
        case 4:
            for cells in grid:
                del cells[column]
        case _:
            for cells in grid:
                cells[column], cells[other] = cells[other], cells[column]


# Bytes


def _flip(rng: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 5])):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def _insert(rng: random.Random, data: bytes) -> bytes:
    at = rng.randint(0, len(data))
    more = rng.choice(
        [b"\x00", b'"', b",", b"\n", b"\r", b"\r\n", b"\xff", b"\xc3", b"\xef\xbb\xbf", b";", b"\t", b"\x1a"]
    )
    return data[:at] + more + data[at:]


def _delete(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice([1, 1, 7, 80]) :]


def _truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _recode(rng: random.Random, data: bytes) -> bytes:
    encoding = rng.choice(["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig", "cp037"])
    return data.decode().encode(encoding, "xmlcharrefreplace")


def _redialect(rng: random.Random, data: bytes) -> bytes:
    grid = read(data)
    match rng.randrange(6):
        case 0:
            return written(grid, line_end=rng.choice(["\r\n", "\r"]))
        case 1:
            return written(grid, delimiter=rng.choice(";\t|"))
        case 2:
            return written(grid, quoting=csv.QUOTE_ALL)
        case 3:
            return data.replace(b",", b", ")
        case 4:
            return data.replace(b'""', b'\\"').replace(b'"', b"'", rng.choice([0, -1]))
        case _:
            return data.replace(b'"', b"")


def _ends(rng: random.Random, data: bytes) -> bytes:
    return rng.choice(
        [data.rstrip(b"\n"), data + b"\n", data + b"\r", data + b"\x1a", data + data, b"\n" + data, b"", b"\n"]
    )


# Files


def _other_file(rng: random.Random, files: Files) -> Spoilt:
    name, other = _table(rng, files), _table(rng, files)
    match rng.randrange(4):
        case 0:
            return {name: None}
        case 1:
            return {name: files[other], other: files[name]}
        case 2:
            return {name: None, f"{name.removesuffix('s.csv')}.csv": files[name]}
        case _:
            return {rng.choice(["notes.csv", "Memberships.csv", "memberships (1).csv", ".csv", "ü.csv"]): files[name]}


def _descriptor(rng: random.Random, files: Files) -> Spoilt:
    name = "datapackage.json"
    data = files[name]
    names = [
        "",
        "Mixed",
        "mixed\n",
        "a b",
        "../x",
        "ü",
        "x" * 64,
        "x" * 65,
        "x",
        OURS,
        7,
        None,
        [],
        {},
        True,
        "\ud800",
        "-",
    ]
    made: list[bytes | None] = [
        *(json.dumps({"name": one}).encode() for one in names),
        *(
            b"",
            b"null",
            b"[]",
            b"7",
            b'"mixed"',
            b"{}",
            b"\xff\xfe",
            b"\xef\xbb\xbf" + data,
            data.decode().encode("utf-16"),
        ),
        *(b"[" * 100_000, b'{"name":' * 100_000, b"9" * 10_000, data + b"x", data[: rng.randrange(len(data))], None),
        *(b'{"name": "mixed", "name": "other"}', b'{"name": "mixed", "x": NaN}', b'{"name": "mixed\\u0000"}'),
        _flip(rng, data),
        _insert(rng, data),
    ]
    return {name: rng.choice(made)}


KINDS: dict[str, Spoil] = {
    "cells swapped in a row": _on_cells(_swap_in_row),
    "cells swapped in a column": _on_cells(_swap_in_column),
    "a cell as another in its column": _on_cells(_copy_in_column),
    "a cell cut": _on_cells(_cut),
    "a cell doubled": _on_cells(_double),
    "a cell emptied": _on_cells(_empty),
    "an odd cell": _on_cells(_odd),
    "something odd in a cell": _on_cells(_odd_inside),
    "another value of its kind": _on_cells(_typed),
    "yet another value of its kind": _on_cells(_typed),
    "a row doubled": _on_cells(_double_row),
    "a row dropped": _on_cells(_drop_row),
    "rows swapped": _on_cells(_swap_rows),
    "rows in any order": _on_cells(_shuffle_rows),
    "a cell more": _on_cells(_one_more_cell),
    "a cell less": _on_cells(_one_less_cell),
    "an odd row": _on_cells(_odd_row),
    "another row": _on_cells(_another_row),
    "the header or a column": _on_cells(_header),
    "bits flipped": _on_bytes(_flip),
    "bytes inserted": _on_bytes(_insert),
    "bytes deleted": _on_bytes(_delete),
    "a file truncated": _on_bytes(_truncate),
    "another encoding": _on_bytes(_recode),
    "another dialect": _on_bytes(_redialect),
    "another beginning or end": _on_bytes(_ends),
    "other files": _other_file,
    "the description": _descriptor,
}


def spoilt(seed: str, files: Files) -> tuple[str, Spoilt]:
    """The spoiling of that seed: what was done, in words, and the files that it changed. Now and then two at once."""
    rng = random.Random(seed)  # noqa: S311 - what is drawn must be had again, not be secret
    done: list[str] = []
    changed: Spoilt = {}
    for _ in range(rng.choice([1, 1, 1, 1, 2])):
        kind = rng.choice(list(KINDS))
        done.append(kind)
        try:
            changed |= KINDS[kind](rng, {**files, **{name: data for name, data in changed.items() if data}})
        except (UnicodeDecodeError, csv.Error, IndexError, ValueError):
            break  # What the first left is no table that the second could be done to.
    return " and ".join(done), {name: data for name, data in changed.items() if data != files.get(name)}
