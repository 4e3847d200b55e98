"""Releases: numbers, closings, corrections and withdrawals are written as told, and what is published is not altered."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from graph.errors import PartnershipsError
from graph.schema import Table, tables
from loaders.checks import checked
from loaders.faults import Fault, PackageError
from loaders.package import SourceRow
from loaders.releasing import (
    Change,
    Plan,
    archive_bytes,
    archive_of,
    plan_release,
    publish,
    published_tables,
    read_tables,
    withdraw_source,
)
from tests.support.corrupt import read_rows, write_rows
from tests.support.small_package import Rows, row, small_rows, write_package

FIRST = dt.datetime(2020, 1, 1)
SECOND = dt.datetime(2021, 6, 1, 12)
THIRD = dt.datetime(2022, 2, 3, 4, 5, 6)
NEW = row(
    "memberships", id="PFP:AAA:1990", country="AAA", body="PFP", role="observer", valid_from="1995", since_release=""
)


def unreleased_rows() -> Rows:
    """The small package as somebody writes it who has published nothing yet, with a decision and what it affects."""
    rows = small_rows()
    rows["releases"] = []
    rows["decisions"] = [
        row(
            "decisions",
            id="D-1",
            title="A decision",
            summary="What it says.",
            body="NAC",
            kind="establish framework",
            effect="grants",
            effective_from="1994",
        )
    ]
    rows["decision_actors"] = [row("decision_actors", decision="D-1", actor="CCC")]
    rows["decision_tools"] = [row("decision_tools", decision="D-1", tool="PFP", note="It opens it.")]
    for table in tables():
        if table.recorded:
            for cells in rows[table.name]:
                cells["since_release"] = ""
    return rows


def release(folder: Path, now: dt.datetime, note: str = "For a test.", *, correct: bool = False) -> Plan:
    """Plan and publish what lies in the folder."""
    plan = plan_release(folder, read_tables(folder), note=note, now=now, correct=correct)
    publish(folder, plan)
    return plan


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package after its first release, to be copied."""
    made = write_package(tmp_path_factory.mktemp("first") / "package", unreleased_rows())
    release(made, FIRST, "First.")
    return made


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a second release that withdrew a membership, to be copied."""
    made = shutil.copytree(first, tmp_path_factory.mktemp("second") / "package")
    remove(made, "memberships", "PFP:DDD:1995")
    release(made, SECOND)
    return made


@pytest.fixture(scope="module")
def much(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first release after a second one that did something of everything, to be copied."""
    made = shutil.copytree(first, tmp_path_factory.mktemp("much") / "package")
    release(_much(made), SECOND, "Much.", correct=True)
    return made


@pytest.fixture
def folder(first: Path, tmp_path: Path) -> Path:
    """The small package after its first release."""
    return shutil.copytree(first, tmp_path / "package")


@pytest.fixture
def closed(second: Path, tmp_path: Path) -> Path:
    """The small package after a second release that withdrew a membership."""
    return shutil.copytree(second, tmp_path / "closed")


def edit(folder: Path, table: str, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Change the rows of one table on disk."""
    rows = read_rows(folder / f"{table}.csv")
    change(rows)
    write_rows(folder / f"{table}.csv", rows)


def alter(folder: Path, table: str, id_: str, **cells: str) -> None:
    """Other cells in the one row of that id."""
    edit(folder, table, lambda rows: _row(rows, id_).update(cells))


def remove(folder: Path, table: str, id_: str) -> None:
    """Take a row out of its table."""
    edit(folder, table, lambda rows: rows.remove(_row(rows, id_)))


def _row(rows: Sequence[dict[str, str]], id_: str) -> dict[str, str]:
    (found,) = [cells for cells in rows if id_ in (cells.get("id"), cells.get("number"))]
    return found


def _there(folder: Path, table: str, id_: str) -> dict[str, str]:
    return _row(read_rows(folder / f"{table}.csv"), id_)


def _told(folder: Path) -> list[tuple[str, str, str, str, str]]:
    return [
        (cells["release"], cells["change"], cells["table"], cells["row"], cells["replacement"])
        for cells in read_rows(folder / "changes.csv")
    ]


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _refused(folder: Path, now: dt.datetime = SECOND, *, correct: bool = False) -> PartnershipsError:
    """What a release of the folder is refused with, which must leave every file as it was."""
    before = _files(folder)
    with pytest.raises(PartnershipsError) as refused:
        plan_release(folder, read_tables(folder), note="For a test.", now=now, correct=correct)
    assert _files(folder) == before
    return refused.value


def _faults(folder: Path, *, correct: bool = False) -> list[Fault]:
    error = _refused(folder, correct=correct)
    assert isinstance(error, PackageError), error
    return error.faults


# The first release


def test_the_first_release_of_a_package_numbers_every_row(folder: Path) -> None:
    for table in tables():
        if table.recorded:
            assert {cells["since_release"] for cells in read_rows(folder / f"{table.name}.csv")} <= {"1"}
    assert read_rows(folder / "releases.csv") == [
        {"number": "1", "published_at": "2020-01-01T00:00:00Z", "note": "First."}
    ]
    assert checked(folder).package.name


def test_the_first_release_tells_of_no_change_of_what_nobody_knew(folder: Path) -> None:
    assert read_rows(folder / "changes.csv") == []


def test_the_archive_of_a_release_holds_the_tables_as_it_published_them(folder: Path) -> None:
    with zipfile.ZipFile(archive_of(folder, 1)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {name: held for name, held in _files(folder).items() if "/" not in name}
    assert published_tables(folder, 1) == read_tables(folder)


def test_before_the_first_release_nothing_was_published(folder: Path) -> None:
    assert published_tables(folder, 0) == {table.name: [] for table in tables()}


# More releases


def test_a_new_row_gets_the_number_of_the_coming_release(folder: Path) -> None:
    edit(folder, "memberships", lambda rows: rows.append(dict(NEW)))
    plan = release(folder, SECOND)
    assert plan.changes == [Change("added", "memberships", "PFP:AAA:1990", "For a test.")]
    assert _there(folder, "memberships", "PFP:AAA:1990") == NEW | {"since_release": "2"}
    assert _there(folder, "memberships", "PFP:CCC:1994")["since_release"] == "1"
    assert _there(folder, "releases", "2") == {
        "number": "2",
        "published_at": "2021-06-01T12:00:00Z",
        "note": "For a test.",
    }
    assert _told(folder) == []


def test_a_row_that_is_taken_out_comes_back_closed_where_it_stood(folder: Path) -> None:
    before = read_rows(folder / "memberships.csv")
    remove(folder, "memberships", "PFP:DDD:1995")
    release(folder, SECOND, "It was never so.")
    expected = [cells | {"until_release": "2"} if cells["id"] == "PFP:DDD:1995" else cells for cells in before]
    assert read_rows(folder / "memberships.csv") == expected
    (told,) = read_rows(folder / "changes.csv")
    assert told == row(
        "changes",
        id="2-1",
        release="2",
        change="withdrawn",
        table="memberships",
        row="PFP:DDD:1995",
        source="",
        reason="It was never so.",
    )


@pytest.mark.parametrize("ids", [("NATO:AAA:1949",), ("PFP:DDD:1995",), ("NATO:AAA:1949", "NATO:BBB:1952")])
def test_rows_taken_out_at_an_end_of_a_table_come_back_there(ids: Sequence[str], folder: Path) -> None:
    remove(folder, "contact_point_leads", "LEAD:CCC:AAA:2001")
    order = [cells["id"] for cells in read_rows(folder / "memberships.csv")]
    for id_ in ids:
        remove(folder, "memberships", id_)
    release(folder, SECOND)
    assert [cells["id"] for cells in read_rows(folder / "memberships.csv")] == order


def test_a_row_closed_by_hand_with_the_coming_number_is_withdrawn(folder: Path) -> None:
    alter(folder, "memberships", "PFP:DDD:1995", until_release="2")
    release(folder, SECOND)
    assert _there(folder, "memberships", "PFP:DDD:1995")["until_release"] == "2"
    assert _told(folder) == [("2", "withdrawn", "memberships", "PFP:DDD:1995", "")]


@pytest.mark.parametrize("number", ["1", "3"])
def test_a_row_closed_by_hand_with_another_number_is_refused(number: str, folder: Path) -> None:
    alter(folder, "memberships", "PFP:DDD:1995", until_release=number)
    (fault,) = _faults(folder, correct=True)
    assert (fault.column, fault.value) == ("until_release", number)


def test_a_new_row_that_names_another_release_is_refused(folder: Path) -> None:
    edit(folder, "memberships", lambda rows: rows.append(NEW | {"since_release": "1"}))
    (fault,) = _faults(folder)
    assert (fault.file, fault.line, fault.column, fault.value) == ("memberships.csv", 6, "since_release", "1")
    assert "Empty the cell" in fault.remedy


# Corrections


def test_an_altered_row_is_refused_with_its_place_and_what_it_said(folder: Path) -> None:
    alter(folder, "memberships", "PFP:DDD:1995", valid_to="2004-03-30", note="Seen again.")
    told = _faults(folder)
    assert [(fault.file, fault.line, fault.column, fault.value) for fault in told] == [
        ("memberships.csv", 5, "note", "Seen again."),
        ("memberships.csv", 5, "valid_to", "2004-03-30"),
    ]
    for fault, remedy in zip(told, ("Empty the cell again.", "Write '2004-03-29' again."), strict=True):
        assert "PFP:DDD:1995 is published" in fault.what
        assert fault.remedy.startswith(remedy)
        assert "--correct" in fault.remedy


def test_an_altered_row_is_closed_and_followed_by_its_correction_where_that_is_said(folder: Path) -> None:
    old = _there(folder, "memberships", "PFP:DDD:1995")
    alter(folder, "memberships", "PFP:DDD:1995", valid_to="2004-03-30")
    release(folder, SECOND, correct=True)
    assert read_rows(folder / "memberships.csv")[3:] == [
        old | {"until_release": "2"},
        old | {"id": "PFP:DDD:1995:r2", "valid_to": "2004-03-30", "since_release": "2"},
    ]
    assert _told(folder) == [("2", "corrected", "memberships", "PFP:DDD:1995", "PFP:DDD:1995:r2")]


def test_a_second_correction_has_its_own_number_and_not_both(folder: Path) -> None:
    alter(folder, "memberships", "PFP:DDD:1995", valid_to="2004-03-30")
    release(folder, SECOND, correct=True)
    alter(folder, "memberships", "PFP:DDD:1995:r2", valid_to="2004-03-31")
    release(folder, THIRD, correct=True)
    rows = [(cells["id"], cells["until_release"]) for cells in read_rows(folder / "memberships.csv")[3:]]
    assert rows == [("PFP:DDD:1995", "2"), ("PFP:DDD:1995:r2", "3"), ("PFP:DDD:1995:r3", "")]
    assert _told(folder)[1] == ("3", "corrected", "memberships", "PFP:DDD:1995:r2", "PFP:DDD:1995:r3")


def test_a_correction_written_by_hand_beside_the_closed_row_is_the_same(folder: Path, tmp_path: Path) -> None:
    other = write_package(tmp_path / "other", unreleased_rows())
    release(other, FIRST, "First.")
    alter(other, "memberships", "PFP:DDD:1995", valid_to="2004-03-30")
    release(other, SECOND, correct=True)
    old = _there(folder, "memberships", "PFP:DDD:1995")
    alter(folder, "memberships", "PFP:DDD:1995", until_release="2")
    new = old | {"id": "PFP:DDD:1995:r2", "valid_to": "2004-03-30", "since_release": ""}
    edit(folder, "memberships", lambda rows: rows.append(new))
    release(folder, SECOND)
    assert _files(folder) == _files(other)


def test_a_corrected_decision_takes_along_whom_it_concerns_and_what_it_affects(folder: Path) -> None:
    alter(folder, "decisions", "D-1", effective_from="1994-01-10")
    release(folder, SECOND, correct=True)
    assert [cells["id"] for cells in read_rows(folder / "decisions.csv")] == ["D-1", "D-1:r2"]
    assert read_rows(folder / "decision_actors.csv") == [
        {"decision": id_, "actor": "CCC", "note": ""} for id_ in ("D-1", "D-1:r2")
    ]
    assert read_rows(folder / "decision_tools.csv") == [
        {"decision": id_, "tool": "PFP", "note": "It opens it."} for id_ in ("D-1", "D-1:r2")
    ]
    assert _told(folder) == [
        ("2", "entered", "decision_actors", "D-1:r2 CCC", ""),
        ("2", "entered", "decision_tools", "D-1:r2 PFP", ""),
        ("2", "corrected", "decisions", "D-1", "D-1:r2"),
    ]


def test_a_withdrawn_decision_leaves_what_was_known_of_it(folder: Path) -> None:
    remove(folder, "decisions", "D-1")
    release(folder, SECOND)
    assert _there(folder, "decisions", "D-1")["until_release"] == "2"
    assert len(read_rows(folder / "decision_actors.csv")) == 1


# What is published stays


def test_a_row_that_an_earlier_release_closed_may_not_vanish(closed: Path) -> None:
    remove(closed, "memberships", "PFP:DDD:1995")
    error = _refused(closed, THIRD, correct=True)
    assert isinstance(error, PackageError)
    (fault,) = error.faults
    assert (fault.file, fault.value) == ("memberships.csv", "PFP:DDD:1995")
    assert "Put it back" in fault.remedy


@pytest.mark.parametrize(
    ("column", "value"), [("note", "Another."), ("since_release", "2"), ("until_release", ""), ("until_release", "3")]
)
def test_a_row_that_an_earlier_release_closed_may_not_change(column: str, value: str, closed: Path) -> None:
    alter(closed, "memberships", "PFP:DDD:1995", **{column: value})
    error = _refused(closed, THIRD, correct=True)
    assert isinstance(error, PackageError)
    (fault,) = error.faults
    assert (fault.line, fault.column, fault.value) == (5, column, value)


@pytest.mark.parametrize("number", ["", "2"])
def test_the_release_that_brought_a_row_may_not_be_changed(number: str, folder: Path) -> None:
    alter(folder, "memberships", "PFP:DDD:1995", since_release=number)
    (fault,) = _faults(folder, correct=True)
    assert (fault.column, fault.value) == ("since_release", number)


@pytest.mark.parametrize(
    ("table", "id_", "column", "value"),
    [
        ("releases", "1", "published_at", "2019-01-01T00:00:00Z"),
        ("releases", "2", "note", "Another word for it."),
        ("changes", "2-1", "reason", "A better one."),
        ("changes", "2-1", "change", "removed"),
    ],
)
def test_what_earlier_releases_wrote_of_themselves_is_not_edited(
    table: str, id_: str, column: str, value: str, closed: Path
) -> None:
    alter(closed, table, id_, **{column: value})
    error = _refused(closed, THIRD)
    assert isinstance(error, PackageError)
    (fault,) = error.faults
    assert (fault.file, fault.column, fault.value) == (f"{table}.csv", column, value)


@pytest.mark.parametrize(("table", "id_"), [("releases", "1"), ("changes", "2-1")])
def test_what_earlier_releases_wrote_of_themselves_is_not_taken_out(table: str, id_: str, closed: Path) -> None:
    remove(closed, table, id_)
    error = _refused(closed, THIRD)
    assert isinstance(error, PackageError)
    assert [(fault.file, fault.value) for fault in error.faults] == [(f"{table}.csv", id_)]


def test_the_last_release_is_not_made_again_because_its_line_is_gone(closed: Path) -> None:
    archive = archive_of(closed, 2).read_bytes()
    remove(closed, "releases", "2")
    error = _refused(closed, THIRD)
    assert "gone from releases.csv" in error.what
    assert archive_of(closed, 2).read_bytes() == archive


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("releases", row("releases", number="2", published_at="2020-05-05T00:00:00Z")),
        (
            "changes",
            row(
                "changes", id="2-1", release="2", change="removed", table="tools", row="A", reason="By hand.", source=""
            ),
        ),
    ],
    ids=["releases", "changes"],
)
def test_what_releases_write_is_not_written_by_hand(table: str, cells: dict[str, str], folder: Path) -> None:
    edit(folder, table, lambda rows: rows.append(cells))
    error = _refused(folder)
    if table == "releases":  # It counts as published, and what it published is not there.
        assert "releases/2.zip" in str(error).replace("\\", "/")
    else:
        assert isinstance(error, PackageError)
        assert "by hand" in error.faults[0].what


@pytest.mark.parametrize("broken", [False, True])
def test_a_package_without_the_archive_of_its_last_release_is_refused_by_name(broken: bool, folder: Path) -> None:
    archive = archive_of(folder, 1)
    if broken:
        archive.write_bytes(archive.read_bytes()[:100])
    else:
        archive.unlink()
    edit(folder, "memberships", lambda rows: rows.append(dict(NEW)))
    error = _refused(folder)
    assert error.where == str(archive)
    assert "release 1" in error.what
    assert "Bring the archive back" in error.remedy


def test_a_release_of_nothing_is_refused(folder: Path) -> None:
    assert "nothing changed since release 1" in _refused(folder).what


def test_another_order_of_rows_is_no_change(folder: Path) -> None:
    edit(folder, "memberships", lambda rows: rows.reverse())
    assert "nothing changed" in _refused(folder).what


@pytest.mark.parametrize("now", [FIRST, FIRST - dt.timedelta(days=1)])
def test_a_clock_that_stands_before_the_last_release_is_refused(now: dt.datetime, folder: Path) -> None:
    edit(folder, "memberships", lambda rows: rows.append(dict(NEW)))
    assert "later than now" in _refused(folder, now).what


def test_a_plan_that_breaks_a_rule_is_refused(folder: Path) -> None:
    remove(folder, "memberships", "NATO:AAA:1949")
    (fault,) = _faults(folder)
    assert (fault.file, fault.column, fault.value) == ("contact_point_leads.csv", "country", "AAA")


def test_a_surplus_cell_does_not_silently_go_lost_in_a_release(folder: Path) -> None:
    table = folder / "memberships.csv"
    table.write_text(table.read_text(encoding="utf-8").rstrip("\n") + ",more\n", encoding="utf-8")
    before = _files(folder)
    with pytest.raises(PackageError, match="more cells"):
        read_tables(folder)
    assert _files(folder) == before


# Descriptions


def test_a_description_is_told_column_by_column_with_what_it_said(folder: Path) -> None:
    alter(folder, "countries", "CCC", name="Seeland", note="It changed its name.")
    release(folder, SECOND, "New names.")
    told = [
        {name: cells[name] for name in ("change", "row", "column", "before", "after", "reason")}
        for cells in read_rows(folder / "changes.csv")
    ]
    assert told == [
        dict(change="described", row="CCC", column="name", before="Celand", after="Seeland", reason="New names."),
        dict(
            change="described", row="CCC", column="note", before="", after="It changed its name.", reason="New names."
        ),
    ]
    assert _there(folder, "countries", "CCC")["name"] == "Seeland"


def test_descriptions_that_came_and_went_are_told(folder: Path) -> None:
    edit(folder, "countries", lambda rows: rows.append(row("countries", id="EEE", name="Eland", kind="country")))
    edit(folder, "decision_tools", lambda rows: rows.clear())
    release(folder, SECOND)
    assert _told(folder) == [
        ("2", "entered", "countries", "EEE", ""),
        ("2", "removed", "decision_tools", "D-1 PFP", ""),
    ]


# A model that has grown


@pytest.fixture
def older(folder: Path) -> Path:
    """The package, released by a model that had no `programme` for memberships and no `note` for countries."""
    lacking = {"memberships": "programme", "countries": "note"}
    rows = read_tables(folder)
    for table, column in lacking.items():
        names = [name for name in rows[table][0] if name != column]
        lines = [",".join(names), *(",".join(cells[name] for name in names) for cells in rows[table])]
        _rewrite_archive(folder, f"{table}.csv", "\n".join(lines) + "\n")
    return folder


@pytest.fixture
def renamed(folder: Path) -> Path:
    """The package, released by a model whose names were names of countries alone, in a column called so."""
    text = (folder / "names.csv").read_text(encoding="utf-8")
    _rewrite_archive(folder, "names.csv", text.replace("id,entity,", "id,country,", 1))
    return folder


def _rewrite_archive(folder: Path, member: str, text: str) -> None:
    """Let the archive of the first release hold another text under that name."""
    with zipfile.ZipFile(archive_of(folder, 1)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held[member].decode() != text
    with zipfile.ZipFile(archive_of(folder, 1), "w") as archive:
        for name, content in (held | {member: text.encode()}).items():
            archive.writestr(name, content)


def test_a_column_that_has_another_name_since_is_no_alteration(renamed: Path) -> None:
    assert "nothing changed" in _refused(renamed).what


def test_what_stands_in_a_column_of_another_name_is_altered_only_as_a_correction(renamed: Path) -> None:
    alter(renamed, "names", "NAME:CCC:old", entity="DDD")
    with pytest.raises(PackageError, match="was altered"):
        release(renamed, SECOND)


def test_a_row_that_is_withdrawn_keeps_what_stood_in_a_column_of_another_name(renamed: Path) -> None:
    remove(renamed, "names", "NAME:CCC:old")
    release(renamed, SECOND)
    (found,) = read_rows(renamed / "names.csv")
    assert (found["entity"], found["until_release"]) == ("CCC", "2")


def test_a_column_that_the_model_got_since_is_no_alteration(older: Path) -> None:
    alter(older, "memberships", "PFP:CCC:1994", programme="A programme.")
    alter(older, "countries", "CCC", note="A note.")
    assert "nothing changed" in _refused(older).what


def test_a_row_that_is_corrected_keeps_what_the_model_got_since(older: Path) -> None:
    alter(older, "memberships", "PFP:CCC:1994", programme="A programme.", valid_from="1994-05")
    release(older, SECOND, correct=True)
    found = [
        (cells["id"], cells["programme"], cells["valid_from"])
        for cells in read_rows(older / "memberships.csv")
        if cells["country"] == "CCC"
    ]
    assert found == [
        ("PFP:CCC:1994", "A programme.", "1994"),
        ("PFP:CCC:1994:r2", "A programme.", "1994-05"),
    ]


# Archives and interruptions


def test_the_same_tables_make_the_same_archive(folder: Path, tmp_path: Path) -> None:
    other = write_package(tmp_path / "another place", unreleased_rows())
    release(other, FIRST, "First.")
    assert archive_of(other, 1).read_bytes() == archive_of(folder, 1).read_bytes()
    rows = read_tables(folder)
    names = [table.name for table in tables()]
    assert archive_bytes(folder, rows, set(names)) == archive_bytes(folder, rows, set(reversed(names)))


def _much(folder: Path) -> Path:
    """Of everything that a release does, something."""
    edit(folder, "memberships", lambda rows: rows.append(dict(NEW)))
    alter(folder, "memberships", "PFP:DDD:1995", valid_to="2004-03-30")
    alter(folder, "decisions", "D-1", effective_from="1994-01-10")
    remove(folder, "names", "NAME:CCC:old")
    alter(folder, "countries", "CCC", name="Seeland")
    return folder


def _publish_and_die(folder: Path, plan: Plan, number: int) -> None:
    """Publish, by a process that dies when it gives the next file its name after so many."""
    done: list[str] = []
    replace = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if len(done) == number:
            raise KeyboardInterrupt
        done.append(self.name)
        return replace(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(KeyboardInterrupt):
            publish(folder, plan)


FILES = len(tables()) + 1
"""All tables, and the archive."""


def test_a_publication_that_was_killed_gives_the_same_release_when_planned_again(
    first: Path, much: Path, tmp_path: Path
) -> None:
    planned = _much(shutil.copytree(first, tmp_path / "planned"))
    plan = plan_release(planned, read_tables(planned), note="Much.", now=SECOND, correct=True)
    seen: set[tuple[bytes, ...]] = set()
    for number in range(FILES - 1):
        folder = shutil.copytree(planned, tmp_path / str(number))
        _publish_and_die(folder, plan, number)
        left = tuple(held for name, held in sorted(_files(folder).items()) if not name.startswith("."))
        if left not in seen:  # Most tables are the same before and after.
            seen.add(left)
            release(folder, SECOND, "Much.", correct=True)
            assert _files(folder) == _files(much), f"after {number} files"
    assert len(seen) > 5


def test_a_publication_that_lacked_only_its_archive_s_name_is_finished_by_the_next(
    first: Path, much: Path, tmp_path: Path
) -> None:
    folder, whole = _much(shutil.copytree(first, tmp_path / "killed")), shutil.copytree(much, tmp_path / "whole")
    plan = plan_release(folder, read_tables(folder), note="Much.", now=SECOND, correct=True)
    _publish_and_die(folder, plan, FILES - 1)
    assert "nothing changed since release 2" in _refused(folder, THIRD).what
    for one in (folder, whole):
        release(_more(one), THIRD)
    assert _files(folder) == _files(whole)


def _more(folder: Path) -> Path:
    alter(folder, "countries", "DDD", name="Daland")
    return folder


def test_a_withdrawal_that_was_killed_is_the_same_when_planned_again(folder: Path, tmp_path: Path) -> None:
    alter(folder, "frameworks", "PFP", sources="one; two")
    release(folder, SECOND)
    plan = _planned(folder)
    whole = shutil.copytree(folder, tmp_path / "whole")
    publish(whole, plan)
    seen: set[tuple[bytes, ...]] = set()
    for number in range(FILES - 1):
        again = shutil.copytree(folder, tmp_path / str(number))
        _publish_and_die(again, plan, number)
        left = tuple(held for name, held in sorted(_files(again).items()) if not name.startswith("."))
        if left not in seen:
            seen.add(left)
            publish(again, _planned(again))
            assert _files(again) == _files(whole), f"after {number} files"
    assert len(seen) > 3


def _planned(folder: Path) -> Plan:
    rows, drafted = withdraw_source(read_tables(folder), "two", "A forgery.")
    return plan_release(folder, rows, note="Withdraws two.", now=THIRD, draft=drafted)


# Withdrawing a source


@pytest.fixture
def relied_on(tmp_path: Path) -> Path:
    """The small package in which one membership rests on `two` alone, one on both, and a framework on both."""
    rows = unreleased_rows()
    _row(rows["memberships"], "PFP:CCC:1994")["sources"] = "two"
    _row(rows["frameworks"], "PFP")["sources"] = "one; two"
    rows["contact_point_leads"] = []
    made = write_package(tmp_path / "relied on", rows)
    release(made, FIRST, "First.")
    return made


def _withdraw(folder: Path, source: str = "two", reason: str = "A forgery.", now: dt.datetime = SECOND) -> Plan:
    rows, drafted = withdraw_source(read_tables(folder), source, reason)
    plan = plan_release(folder, rows, note=f"Withdraws {source}.", now=now, draft=drafted)
    publish(folder, plan)
    return plan


def test_what_rests_on_a_withdrawn_source_alone_goes_and_the_rest_does_without_it(relied_on: Path) -> None:
    _withdraw(relied_on)
    assert _there(relied_on, "memberships", "PFP:CCC:1994")["until_release"] == "2"
    assert _there(relied_on, "memberships", "PFP:DDD:1995")["until_release"] == "2"
    assert _there(relied_on, "memberships", "PFP:DDD:1995:r2")["sources"] == "one"
    assert _there(relied_on, "frameworks", "PFP")["sources"] == "one"
    assert _there(relied_on, "sources", "two")["withdrawn_in"] == "2"


def test_a_withdrawn_source_is_named_with_each_change_and_its_reason(relied_on: Path) -> None:
    _withdraw(relied_on)
    told = [
        tuple(cells[name] for name in ("change", "table", "row", "column", "source", "reason"))
        for cells in read_rows(relied_on / "changes.csv")
    ]
    assert told == [
        ("described", "frameworks", "PFP", "sources", "two", "A forgery."),
        ("withdrawn", "memberships", "PFP:CCC:1994", "", "two", "A forgery."),
        ("corrected", "memberships", "PFP:DDD:1995", "", "two", "A forgery."),
        ("described", "sources", "two", "withdrawn_in", "", "Withdraws two."),
    ]


def test_nothing_current_rests_on_a_withdrawn_source(relied_on: Path) -> None:
    _withdraw(relied_on)
    package = checked(relied_on).package

    def rests(found: SourceRow) -> bool:
        return "two" in found.cells.get("sources", "") and not found.withdrawn

    assert [found.key for found in package if rests(found)] == []


def test_a_description_that_rests_on_the_source_alone_stops_it_by_name(relied_on: Path) -> None:
    before = read_tables(relied_on)
    with pytest.raises(PartnershipsError, match=r"countries\.csv: AAA") as refused:
        withdraw_source(before, "one", "A forgery.")
    for place in ("organisations.csv: NATO", "contact_point_embassies.csv: CPE:CCC"):
        assert place in refused.value.what
    assert "memberships.csv" not in refused.value.what
    assert before == read_tables(relied_on)


def test_a_source_is_not_withdrawn_twice(relied_on: Path) -> None:
    _withdraw(relied_on)
    with pytest.raises(PartnershipsError, match="release 2 has withdrawn it"):
        withdraw_source(read_tables(relied_on), "two", "Again.")


def test_an_unknown_source_is_refused(relied_on: Path) -> None:
    with pytest.raises(PartnershipsError, match="no such source") as refused:
        withdraw_source(read_tables(relied_on), "three", "A forgery.")
    assert refused.value.where == "three"


def test_a_row_that_rests_on_a_withdrawn_source_is_refused_ever_after(relied_on: Path) -> None:
    _withdraw(relied_on)
    edit(relied_on, "memberships", lambda rows: rows.append(NEW | {"sources": "one;two"}))
    error = _refused(relied_on, THIRD)
    assert isinstance(error, PackageError)
    assert [(fault.column, fault.value) for fault in error.faults] == [("sources", "one;two")]


def test_a_withdrawal_can_itself_be_planned_without_writing(relied_on: Path) -> None:
    before = _files(relied_on)
    rows, drafted = withdraw_source(read_tables(relied_on), "two", "A forgery.")
    plan = plan_release(relied_on, rows, note="?", now=SECOND, draft=drafted)
    assert len(plan.of("withdrawn", "corrected")) == 2
    assert _files(relied_on) == before


def _recorded() -> list[Table]:
    return [table for table in tables() if table.recorded]


@pytest.mark.parametrize("number", [1, 2])
def test_what_a_release_published_can_be_read_off_any_later_one(number: int, folder: Path) -> None:
    _much(folder)
    release(folder, SECOND, correct=True)
    remove(folder, "memberships", "PFP:DDD:1995:r2")
    release(folder, THIRD)
    now, then = read_tables(folder), published_tables(folder, number)
    for table in _recorded():
        seen = [
            cells | {"until_release": ""} if int(cells["until_release"] or 0) > number else cells
            for cells in now[table.name]
            if int(cells["since_release"]) <= number
        ]
        assert seen == then[table.name]
