"""Releases of a data package: what changed since the last one, written down and closed.

The tables are edited freely between two releases, in one way only: published rows stay as they are. A new row has an empty
`since_release`; a published row that is gone from its table is withdrawn; one that was altered in place is refused, or, if
the editor says so, closed and followed by its correction. What the last release published is kept beside the tables, in
`releases/N.zip`, so that this can be seen on any machine.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graph.clocks import format_instant, parse_instant
from graph.errors import PartnershipsError
from graph.schema import Table, tables
from graph.schema import table as declared
from loaders.checks import checked
from loaders.faults import Fault, PackageError
from loaders.package import read_package
from loaders.table_schema import key_columns
from loaders.unloading import write_table

Rows = dict[str, list[dict[str, str]]]
"""The cells of every row, by table."""

_CLOCK = ("since_release", "until_release")

_WRITTEN_BY_RELEASE = ("releases", "changes")

_MEMBER_DATE = (1980, 1, 1, 0, 0, 0)
"""One date for all members of an archive, so that the same tables make the same bytes."""


@dataclass(frozen=True)
class Change:
    """Something that a release does to one row. `added` is told by the row itself, the rest by `changes.csv`."""

    kind: str
    table: str
    row: str
    reason: str
    replacement: str = ""
    column: str = ""
    before: str = ""
    after: str = ""
    source: str = ""


@dataclass
class Plan:
    """A release before it is written: its number, the tables as they will be, and what it does."""

    number: int
    published_at: dt.datetime
    rows: Rows
    changes: list[Change] = field(default_factory=list)

    @property
    def note(self) -> str:
        """What the release is for."""
        return self.rows["releases"][-1]["note"]

    def of(self, *kinds: str) -> list[Change]:
        """The changes of some kinds."""
        return [change for change in self.changes if change.kind in kinds]


def read_tables(folder: Path) -> Rows:
    """The cells of every table of a package. Raises `PackageError` for a table that is faulty by itself.

    A row with a cell too many must not lose it on the way into a release.
    """
    _, faults = read_package(folder)
    if faults:
        raise PackageError(str(folder), faults)
    found: Rows = {}
    for table in tables():
        path = folder / f"{table.name}.csv"
        found[table.name] = list(_read_csv(path.read_text(encoding="utf-8"), table)) if path.exists() else []
    return found


def published_tables(folder: Path, number: int) -> Rows:
    """The tables as a release published them. Raises `PartnershipsError` if its archive is not there."""
    if number == 0:
        return {table.name: [] for table in tables()}
    path = archive_of(folder, number)
    if not path.exists() and _unfinished(folder, number).exists():
        path = _unfinished(folder, number)  # Ended between the last table and the last name.
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            return {
                table.name: list(_read_csv(archive.read(f"{table.name}.csv").decode("utf-8"), table))
                if f"{table.name}.csv" in names
                else []
                for table in tables()
            }
    except (OSError, zipfile.BadZipFile) as error:
        raise PartnershipsError(
            f"what release {number} published cannot be read.",
            where=str(path),
            remedy="Bring the archive back; without it nobody can see what was altered since.",
        ) from error


def archive_of(folder: Path, number: int) -> Path:
    """Where a release's tables are kept as they were published."""
    return folder / "releases" / f"{number}.zip"


def _unfinished(folder: Path, number: int) -> Path:
    """The archive's name until all tables are written: while it stands there, the tables may be half-way."""
    return folder / "releases" / f"{number}.zip.new"


def plan_release(
    folder: Path, rows: Rows, *, note: str, now: dt.datetime, correct: bool = False, draft: Sequence[Change] = ()
) -> Plan:
    """The next release of the tables as they are.

    `note` says what the release is for, and is the reason of every change that has none of its own (`draft` gives those
    that have). `correct` lets published rows that were altered in place count as corrections. `now` is UTC.

    Raises `PackageError` for altered rows, and `PartnershipsError` if nothing changed or the clock stands before the last
    release.
    """
    number = coming_number(rows)
    if archive_of(folder, number).exists():
        raise PartnershipsError(
            f"release {number} is published, and gone from releases.csv.",
            where=str(archive_of(folder, number)),
            remedy="Put its line back as it was.",
        )
    begun = begun_changes(folder, rows)
    rows = {**rows, "changes": [cells for cells in rows["changes"] if cells not in begun]}
    before = published_tables(folder, number - 1)
    _refuse_altered_history(folder, before, rows)
    if rows["releases"] and now <= parse_instant(rows["releases"][-1]["published_at"]):
        raise PartnershipsError(
            "the last release is published later than now.", where="releases.csv", remedy="Set the clock, or wait."
        )
    reasons = {(cells["table"], cells["row"]): _told_by(cells) for cells in begun}
    reasons |= {(change.table, change.row): change for change in draft}
    plan = Plan(number, now, {})
    faults: list[Fault] = []
    for table in tables():
        if table.name in _WRITTEN_BY_RELEASE:
            plan.rows[table.name] = [dict(cells) for cells in rows[table.name]]
        elif table.recorded:
            _records(
                plan,
                table,
                before[table.name],
                rows[table.name],
                note=note,
                reasons=reasons,
                faults=faults,
                correct=correct,
            )
        else:
            _descriptions(plan, table, before[table.name], rows[table.name], note=note, reasons=reasons)
    if faults:
        raise PackageError(str(folder), faults)
    if not plan.changes:
        raise PartnershipsError(
            f"nothing changed since release {number - 1}.", where=str(folder), remedy="Edit the tables first."
        )
    _copy_structure(plan)
    plan.rows["releases"].append({"number": str(number), "published_at": format_instant(now), "note": note})
    told = plan.of("corrected", "withdrawn", "described", "entered", "removed") if number > 1 else []
    for count, change in enumerate(sorted(told, key=lambda one: (one.table, one.row, one.column)), start=1):
        plan.rows["changes"].append(
            {
                "id": f"{number}-{count}",
                "release": str(number),
                "change": change.kind,
                "table": change.table,
                "row": change.row,
                "replacement": change.replacement,
                "column": change.column,
                "before": change.before,
                "after": change.after,
                "source": change.source,
                "reason": change.reason,
            }
        )
    with written(folder, plan) as planned:
        try:
            checked(planned)
        except PackageError as error:
            raise PackageError(f"{folder} as release {number} would be", error.faults, error.warnings) from None
    return plan


@contextmanager
def written(folder: Path, plan: Plan) -> Iterator[Path]:
    """The package as a plan will have it, in a folder of its own that goes away."""
    with tempfile.TemporaryDirectory(prefix="release-") as temporary:
        target = Path(temporary) / "package"
        target.mkdir()
        shutil.copyfile(folder / "datapackage.json", target / "datapackage.json")
        _write_tables(target, plan.rows, {table.name for table in tables()})
        yield target


def publish(folder: Path, plan: Plan) -> None:
    """Write a planned release: the archive first, `changes.csv` with the reasons after it, `releases.csv` last.

    Ended half-way, the tables are as yet unreleased, in part with numbers of the coming release; planned again, they
    give the same release. `sources.csv` comes late, so that nothing rests on a source that is withdrawn already. The
    archive has its name when all is written.
    """
    archive, unfinished = archive_of(folder, plan.number), _unfinished(folder, plan.number)
    archive.parent.mkdir(exist_ok=True)
    if (earlier := _unfinished(folder, plan.number - 1)).exists():
        earlier.replace(archive_of(folder, plan.number - 1))
    present = {table.name for table in tables() if plan.rows[table.name] or (folder / f"{table.name}.csv").exists()}
    unfinished.write_bytes(archive_bytes(folder, plan.rows, present))
    for names in ({"changes"}, present - {"changes", "sources", "releases"}, {"sources"}, {"releases"}):
        _write_tables(folder, plan.rows, names & present)
    unfinished.replace(archive)


def coming_number(rows: Rows) -> int:
    """The number of the release that comes next."""
    return max((int(cells["number"]) for cells in rows["releases"]), default=0) + 1


def begun_changes(folder: Path, rows: Rows) -> list[dict[str, str]]:
    """The rows of `changes.csv` that a publication which ended half-way has written already."""
    number = coming_number(rows)
    if not _unfinished(folder, number).exists():
        return []
    return [cells for cells in rows["changes"] if cells["release"] == str(number)]


def read_reasons(file: Path) -> list[Change]:
    """The reasons of single changes, from a CSV with the columns `table`, `row` and `reason`. Raises `PartnershipsError`."""
    with file.open(newline="", encoding="utf-8") as handle:
        lines = csv.DictReader(handle, strict=True)
        if lines.fieldnames != ["table", "row", "reason"]:
            raise PartnershipsError(
                "it has other columns.", where=str(file), remedy="Its columns are table, row and reason."
            )
        found = [Change("", cells["table"], cells["row"], cells["reason"] or "") for cells in lines]
    for change in found:
        if not change.reason.strip():
            raise PartnershipsError(
                f"{change.table}: {change.row} has no reason.", where=str(file), remedy="Give it one."
            )
    return found


def archive_bytes(folder: Path, rows: Rows, names: set[str]) -> bytes:
    """Tables and description as a zip; the same rows make the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        members = {"datapackage.json": (folder / "datapackage.json").read_bytes()}
        with tempfile.TemporaryDirectory() as temporary:
            for name in names:
                path = Path(temporary) / f"{name}.csv"
                write_table(path, declared(name), rows[name])
                members[path.name] = path.read_bytes()
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _MEMBER_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, members[name], compresslevel=9)
    return buffer.getvalue()


def withdraw_source(rows: Rows, source: str, reason: str) -> tuple[Rows, list[Change]]:
    """The tables without a source, and why each row goes: what rests on it alone is withdrawn, the rest does without it.

    Raises `PartnershipsError` if there is no such source, or if it is all that a row which cannot be withdrawn rests on.
    """
    number = coming_number(rows)
    after: Rows = {name: [dict(cells) for cells in found] for name, found in rows.items()}
    found = [cells for cells in after["sources"] if cells["id"] == source]
    if not found:
        raise PartnershipsError("there is no such source.", where=source, remedy="sources.csv lists them.")
    if found[0]["withdrawn_in"] not in ("", str(number)):
        raise PartnershipsError(
            f"release {found[0]['withdrawn_in']} has withdrawn it.", where=source, remedy="There is nothing to do."
        )
    found[0]["withdrawn_in"] = str(number)
    drafted: list[Change] = []
    stuck: list[str] = []
    for table in tables():
        if "sources" not in table.column_names:
            continue
        kept: list[dict[str, str]] = []
        for cells in after[table.name]:
            named = [one.strip() for one in cells["sources"].split(";") if one.strip()]
            if source not in named or cells.get("until_release"):
                kept.append(cells)
                continue
            key = _key(table, cells)
            others = [one for one in named if one != source]
            if not others and not table.recorded:
                stuck.append(f"{table.name}.csv: {key}")
            if others or not table.recorded:
                kept.append(cells | {"sources": ";".join(others)})
            kind = "corrected" if others else "withdrawn"
            drafted.append(Change(kind, table.name, key, reason, source=source))
        after[table.name] = kept
    if stuck:
        raise PartnershipsError(
            f"{len(stuck)} rows that no release can withdraw rest on it alone: {', '.join(stuck[:10])}"
            f"{' and so on' if len(stuck) > 10 else ''}.",  # noqa: PLR2004 - enough to begin with
            where=source,
            remedy="Name another source for each first.",
        )
    return after, drafted


def _records(
    plan: Plan,
    table: Table,
    published: Sequence[Mapping[str, str]],
    working: Sequence[Mapping[str, str]],
    *,
    note: str,
    reasons: Mapping[tuple[str, str], Change],
    faults: list[Fault],
    correct: bool,
) -> None:
    """The rows of a table that carries releases: new ones get the number, those that are gone come back closed."""
    number = str(plan.number)
    before = {_key(table, cells): cells for cells in published}
    there = {_key(table, cells) for cells in working}
    replacing = {_new_id(_key(table, cells), number) for cells in working if cells["until_release"] == number} & there
    out: list[dict[str, str]] = []

    def told(kind: str, key: str, replacement: str = "") -> None:
        drafted = reasons.get((table.name, key))
        reason, source = (drafted.reason, drafted.source) if drafted else (note, "")
        plan.changes.append(Change(kind, table.name, key, reason, replacement, source=source))

    gone: dict[str, list[str]] = {}
    anchor = ""
    for key in before:
        if key in there:
            anchor = key
        else:
            gone.setdefault(anchor, []).append(key)

    def close(keys: Sequence[str]) -> None:
        for key in keys:
            old = before[key]
            if old.get("until_release"):
                faults.append(_fault(table, 0, ("", key), "a row of an earlier release is gone from the table.",
                                     "Put it back: what was once published stays."))  # fmt: skip
            else:
                out.append({**dict.fromkeys(table.column_names, ""), **old, "until_release": number})
                told("withdrawn", key)

    close(gone.get("", ()))
    for line, cells in enumerate(working, start=2):
        key = _key(table, cells)
        old = before.get(key)
        if old is None:
            if cells["since_release"] not in ("", number):
                faults.append(_fault(table, line, ("since_release", cells["since_release"]), "a new row names a release.",
                                     "Empty the cell; the release writes its number."))  # fmt: skip
            out.append({**cells, "since_release": number})
            if key not in replacing:
                told("added", key)
        elif altered := [name for name in table.column_names if cells[name] != old.get(name, cells[name])]:
            if altered == ["until_release"] and not old.get("until_release") and cells["until_release"] == number:
                out.append(dict(cells))
                replacement = _new_id(key, number)
                told(*("corrected", key, replacement) if replacement in replacing else ("withdrawn", key))
            elif (
                old.get("until_release") or set(altered) & set(_CLOCK) or not (correct or (table.name, key) in reasons)
            ):
                faults += [_altered(table, line, name, cells, old) for name in altered]
            else:
                replacement = _new_id(key, number)
                # A column that the table got since then says of the old row what the editor wrote: it was not published.
                out.append({**cells, **old, "until_release": number})
                out.append({**cells, table.key: replacement, "since_release": number, "until_release": ""})
                told("corrected", key, replacement)
        else:
            out.append(dict(cells))
        close(gone.get(key, ()))
    plan.rows[table.name] = out


def _descriptions(
    plan: Plan,
    table: Table,
    published: Sequence[Mapping[str, str]],
    working: Sequence[Mapping[str, str]],
    *,
    note: str,
    reasons: Mapping[tuple[str, str], Change],
) -> None:
    """The rows of a table without releases: they stand as they are, and what they said before is told."""
    before = {_key(table, cells): cells for cells in published}
    after = {_key(table, cells): cells for cells in working}

    def told(kind: str, key: str, column: str = "") -> None:
        drafted = reasons.get((table.name, key))
        reason, source = (drafted.reason, drafted.source) if drafted else (note, "")
        was, is_ = (before[key][column], after[key][column]) if column else ("", "")
        plan.changes.append(Change(kind, table.name, key, reason, column=column, before=was, after=is_, source=source))

    for key, cells in after.items():
        if key not in before:
            told("entered", key)
            continue
        for name in table.column_names:
            if cells[name] != before[key].get(name, cells[name]):
                told("described", key, name)
    for key in before:
        if key not in after:
            told("removed", key)
    plan.rows[table.name] = [dict(cells) for cells in working]


def _copy_structure(plan: Plan) -> None:
    """A corrected record that is a node takes along what hangs on it: its rows in tables of structure, under its new id."""
    moved = {
        (label.label, change.row): change.replacement
        for change in plan.of("corrected")
        for label in declared(change.table).node_types
    }
    for table in tables() if moved else ():
        if table.structure is None:
            continue
        own = {column.name: column.references for column in table.columns}
        there = {_key(table, cells) for cells in plan.rows[table.name]}
        for end in (table.structure.start, table.structure.end):
            for cells in list(plan.rows[table.name]):
                for label in own[end]:
                    if replacement := moved.get((label, cells[end])):
                        copied = {**cells, end: replacement}
                        if table.node:  # It is a node of its own besides, and needs an id of its own.
                            copied[table.key] = _new_id(cells[table.key], str(plan.number))
                        if _key(table, copied) in there:
                            continue
                        plan.rows[table.name].append(copied)
                        plan.changes.append(
                            Change("entered", table.name, _key(table, copied), f"{cells[end]} was corrected.")
                        )


def _refuse_altered_history(folder: Path, before: Rows, rows: Rows) -> None:
    """What earlier releases wrote of themselves is not edited."""
    faults: list[Fault] = []
    for name in _WRITTEN_BY_RELEASE:
        table = declared(name)
        there = {_key(table, cells): (line, cells) for line, cells in enumerate(rows[name], start=2)}
        for old in before[name]:
            key = _key(table, old)
            if key not in there:
                faults.append(_fault(table, 0, ("", key), "a published row is gone.", "Put it back as it was."))
                continue
            line, cells = there[key]
            faults += [
                _altered(table, line, column, cells, old)
                for column in table.column_names
                if cells[column] != old.get(column, cells[column])
            ]
        surplus = there.keys() - {_key(table, old) for old in before[name]}
        faults += [
            _fault(table, there[key][0], ("", key), "the row was written by hand.", "Take it out; releases write it.")
            for key in sorted(surplus)
        ]
    if faults:
        raise PackageError(str(folder), faults)


def _told_by(cells: Mapping[str, str]) -> Change:
    """A row of `changes.csv` as the change that it tells."""
    return Change(cells["change"], cells["table"], cells["row"], cells["reason"], source=cells["source"])


def _altered(table: Table, line: int, column: str, cells: Mapping[str, str], old: Mapping[str, str]) -> Fault:
    was = old.get(column, "")
    remedy = (
        f"Write {was!r} again." if was else "Empty the cell again."
    ) + " A correction is a new row beside the old one; `partnerships release --correct` makes it from this one."
    return _fault(
        table, line, (column, cells[column]), f"the row {_key(table, cells)} is published, and was altered.", remedy
    )


def _fault(table: Table, line: int, cell: tuple[str, str], what: str, remedy: str) -> Fault:
    """A fault in a cell, given by its column and its value."""
    return Fault(f"{table.name}.csv", line, *cell, what, remedy)


def _new_id(key: str, number: str) -> str:
    return f"{re.sub(r':r[0-9]+$', '', key)}:r{number}"


def _key(table: Table, cells: Mapping[str, str]) -> str:
    return " ".join(cells[name] for name in key_columns(table))


def _read_csv(text: str, table: Table) -> Iterator[dict[str, str]]:
    """Rows with the columns that the table has now, by their names of now; one that it had not then is not among the cells."""
    for cells in csv.DictReader(io.StringIO(text, newline="")):
        names = {column.name: column.name if column.name in cells else column.formerly for column in table.columns}
        yield {name: cells[then] or "" for name, then in names.items() if then in cells}


def _write_tables(folder: Path, rows: Rows, names: set[str]) -> None:
    """Each table is replaced whole: a reader meets the old one or the new one."""
    for name in sorted(names):
        unfinished = folder / f".{name}.csv.new"
        write_table(unfinished, declared(name), rows[name])
        unfinished.replace(folder / f"{name}.csv")
