"""A faulty package is refused with file, line, column, value and what to do; the rest of our own data is as it is."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import PartnershipsError
from loaders.checks import checked
from loaders.faults import Fault, PackageError
from loaders.package import default_folder
from tests.conftest import ROOT
from tests.support.corrupt import copy_of_data, read_rows, write_rows
from tests.support.small_package import row, small_rows, withdraw, write_package
from tests.support.thorough import part

Spoil = Callable[[Path], None]


def edit(table: str, id_: str, **cells: str) -> Spoil:
    """Other cells in the one row of that key."""

    def spoil(folder: Path) -> None:
        path = folder / f"{table}.csv"
        rows = read_rows(path)
        key = "number" if table == "releases" else "id"
        (found,) = [cells_ for cells_ in rows if cells_[key] == id_]
        found.update(cells)
        write_rows(path, rows)

    return spoil


def text(table: str, change: Callable[[bytes], bytes]) -> Spoil:
    """The file's bytes changed."""

    def spoil(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return spoil


def add(table: str, **cells: str) -> Spoil:
    """One more row at the end, with everything that a row of the table usually has."""

    def spoil(folder: Path) -> None:
        path = folder / f"{table}.csv"
        write_rows(path, [*read_rows(path), row(table, **cells)])

    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(folder: Path) -> None:
        for one in spoils:
            one(folder)

    return spoil


def line_of(folder: Path, file: str, id_: str) -> int:
    """The line on which the row of that key ends (the last such row)."""
    with (folder / file).open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        return [reader.line_num for cells in reader if cells and cells[0] == id_][-1]


@dataclass(frozen=True)
class Case:
    """One corruption and the fault that must be told of it. `at` is a line, or the key of the row."""

    name: str
    spoil: Spoil
    file: str
    at: int | str
    column: str
    value: str
    what: str
    remedy: str


FIN = "PFP:FIN:1994"
NEXT = len(read_rows(ROOT / "data" / "releases.csv")) + 1
"""The number of the release that comes next."""
CASES = [
    Case("a wrong header", text("frameworks", lambda b: b.replace(b"name_fr", b"nom", 1)),
         "frameworks.csv", 1, "", "", "missing: name_fr; unknown: nom", "Write: id,name,"),
    Case("a missing column", text("releases", lambda b: b.replace(b",note\n", b"\n", 1)),
         "releases.csv", 1, "", "", "missing: note", "Write: number,published_at,note"),
    Case("columns in another order", text("releases", lambda b: b.replace(b"number,published_at", b"published_at,number", 1)),
         "releases.csv", 1, "", "", "another order", "Write: number,published_at,note"),
    Case("a column twice", text("releases", lambda b: b.replace(b",note\n", b",note,note\n", 1)),
         "releases.csv", 1, "", "", "or twice", "Write: number"),
    Case("a byte order mark", text("releases", lambda b: b"\xef\xbb\xbf" + b),
         "releases.csv", 1, "", "", "the header is wrong", "Write: number"),
    Case("an empty file", text("commissions", lambda b: b""),
         "commissions.csv", 1, "", "", "missing: id", "Write: id,name"),
    Case("a missing file", lambda folder: (folder / "commissions.csv").unlink(),
         "commissions.csv", 0, "", "", "the table is missing", "header"),
    Case("an extra cell", text("commissions", lambda b: b.rstrip(b"\n") + b",surplus\n"),
         "commissions.csv", 6, "", "surplus", "more cells", "quote the commas"),
    Case("a missing cell", text("releases", lambda b: b + f"{NEXT},2027-01-01T00:00:00Z\n".encode()),
         "releases.csv", NEXT + 1, "note", "", "less cells", "as many cells"),
    Case("an empty line", text("commissions", lambda b: b + b"\n"),
         "commissions.csv", 7, "", "", "blank", "Remove the empty line"),
    Case("broken UTF-8", text("commissions", lambda b: b.replace(b"Commission", b"Commissi\xf6n", 1)),
         "commissions.csv", 4, "", "", "not UTF-8", "Save the file as UTF-8"),
    Case("a duplicate id", text("commissions", lambda b: b + b.splitlines()[1] + b"\n"),
         "commissions.csv", "PJC", "id", "", "", "an id of its own"),
    Case("an id that stands in another table",
         add("frameworks", id="EU", name="Another", confers_partnership="false", sources="general-knowledge"),
         "organisations.csv", "EU", "id", "EU", "frameworks.csv", "Choose another"),
    Case("a claim id that stands in another table",
         add("contact_point_supports", id=FIN, country="USA", contact_point="CPE:UKR", sources="general-knowledge"),
         "memberships.csv", FIN, "id", FIN, "contact_point_supports.csv", "Choose another"),
    Case("an id with a blank", edit("commissions", "PJC", id="P JC"),
         "commissions.csv", "P JC", "id", "P JC", "pattern", "docs/model.md"),
    Case("an id with a slash", edit("commissions", "PJC", id="P/C"),
         "commissions.csv", "P/C", "id", "P/C", "pattern", "docs/model.md"),
    Case("31 February", edit("memberships", FIN, valid_from="1994-02-31"),
         "memberships.csv", FIN, "valid_from", "1994-02-31", "no such day", "calendar"),
    Case("29 February of a common year", edit("sources", "afp-list-of-isaf-contributors-around", read_on="2011-02-29"),
         "sources.csv", "afp-list-of-isaf-contributors-around", "read_on", "2011-02-29", "no such day", "calendar"),
    Case("a month 13", edit("memberships", FIN, attested_to="1994-13"),
         "memberships.csv", FIN, "attested_to", "1994-13", "no such month", "01 to 12"),
    Case("the year 0000", edit("memberships", FIN, valid_from="0000"),
         "memberships.csv", FIN, "valid_from", "0000", "not a date", "0001 to 9999"),
    Case("the year 10000", edit("memberships", FIN, valid_from="10000"),
         "memberships.csv", FIN, "valid_from", "10000", "", ""),
    Case("a date in words", edit("memberships", FIN, valid_from="9 May 1994"),
         "memberships.csv", FIN, "valid_from", "9 May 1994", "", "docs/model.md"),
    Case("a date in other digits", edit("memberships", FIN, valid_from="\uff11\uff19\uff19\uff14"),
         "memberships.csv", FIN, "valid_from", "\uff11\uff19\uff19\uff14", "", ""),
    Case("an open start", edit("memberships", FIN, valid_from=".."),
         "memberships.csv", FIN, "valid_from", "..", "only an end", "a date or nothing"),
    Case("an end before the start", edit("memberships", FIN, valid_from="1994-05-09", valid_to="1994-05-08"),
         "memberships.csv", FIN, "valid_to", "1994-05-08", "not after the start", "first day on which"),
    Case("an end on the day of the start", edit("memberships", FIN, valid_from="1994-05-09", valid_to="1994-05-09"),
         "memberships.csv", FIN, "valid_to", "1994-05-09", "not after the start", "first day on which"),
    Case("an unknown source", edit("memberships", FIN, sources="general-knowledge;general-knowlege"),
         "memberships.csv", FIN, "sources", "general-knowledge;general-knowlege", "'general-knowlege'", "general-knowledge"),
    Case("no source", edit("memberships", FIN, sources=""),
         "memberships.csv", FIN, "sources", "", "required", "docs/model.md"),
    Case("a list of no sources", edit("memberships", FIN, sources=";"),
         "memberships.csv", FIN, "sources", ";", "", ""),
    Case("an unknown country", edit("memberships", FIN, country="FIM"),
         "memberships.csv", FIN, "country", "FIM", "no country 'FIM'", "FIN"),
    Case("a body where a country must be", edit("memberships", FIN, country="EAPC"),
         "memberships.csv", FIN, "country", "EAPC", "no country 'EAPC'", "Correct the id"),
    Case("an unknown body", edit("memberships", FIN, body="PFPP"),
         "memberships.csv", FIN, "body", "PFPP", "'PFPP'", "PFP"),
    Case("an unknown role", edit("memberships", FIN, role="friend"),
         "memberships.csv", FIN, "role", "friend", "constraint", "docs/model.md"),
    Case("an unknown confidence", edit("memberships", FIN, confidence="certain"),
         "memberships.csv", FIN, "confidence", "certain", "constraint", "docs/model.md"),
    Case("a country's code in small letters", edit("countries", "FIN", alpha_2="fi"),
         "countries.csv", "FIN", "alpha_2", "fi", "pattern", "docs/model.md"),
    Case("a boolean in another language", edit("frameworks", "PFP", confers_partnership="oui"),
         "frameworks.csv", "PFP", "confers_partnership", "oui", "type", "docs/model.md"),
    Case("a release that is no number", edit("memberships", FIN, since_release="first"),
         "memberships.csv", FIN, "since_release", "first", "type", "docs/model.md"),
    Case("no release", edit("memberships", FIN, since_release=""),
         "memberships.csv", FIN, "since_release", "", "in no release yet", "partnerships release"),
    Case("a release in other digits", edit("memberships", FIN, since_release="\uff11"),
         "memberships.csv", FIN, "since_release", "\uff11", "no whole number", "docs/model.md"),
    Case("a release with a blank", edit("memberships", FIN, since_release="1 "),
         "memberships.csv", FIN, "since_release", "1 ", "no whole number", "docs/model.md"),
    Case("a number that no graph holds", edit("trust_funds", "TF-ALB-1", budget_eur=str(2**63)),
         "trust_funds.csv", "TF-ALB-1", "budget_eur", str(2**63), "no whole number", "docs/model.md"),
    Case("a number of more digits than Python reads", edit("trust_funds", "TF-ALB-1", budget_eur="9" * 5000),
         "trust_funds.csv", "TF-ALB-1", "budget_eur", "9" * 5000, "", "docs/model.md"),
    Case("a code that ends in a line end", edit("countries", "FIN", alpha_2="FI\n"),
         "countries.csv", "FIN", "alpha_2", "FI\n", "a line ends", "docs/model.md"),
    Case("an unknown release", edit("memberships", FIN, since_release="7"),
         "memberships.csv", FIN, "since_release", "7", "no such release", "releases.csv"),
    Case("a withdrawal in an unknown release", edit("memberships", FIN, until_release="7"),
         "memberships.csv", FIN, "until_release", "7", "no such release", "releases.csv"),
    Case("a withdrawal by the release that brought it", edit("memberships", FIN, until_release="1"),
         "memberships.csv", FIN, "until_release", "1", "after the release", "later release"),
    Case("releases out of order", add("releases", number=str(NEXT + 1), published_at="2027-01-01T00:00:00Z"),
         "releases.csv", str(NEXT + 1), "number", str(NEXT + 1), "1, 2, 3", f"Write {NEXT}"),
    Case("a release before the one before it", add("releases", number=str(NEXT), published_at="2026-01-01T00:00:00Z"),
         "releases.csv", str(NEXT), "published_at", "2026-01-01T00:00:00Z", "after the one before", "later instant"),
    Case("a release at no instant", edit("releases", "1", published_at="2026-11-22"),
         "releases.csv", "1", "published_at", "2026-11-22", "pattern", "docs/model.md"),
    Case("a release on 31 February", edit("releases", "1", published_at="2026-02-31T00:00:00Z"),
         "releases.csv", "1", "published_at", "2026-02-31T00:00:00Z", "not an instant", "2026-11-22"),
    Case("preferred without rivals", edit("memberships", FIN, rank="preferred"),
         "memberships.csv", FIN, "rank", "preferred", "has none", "normal"),
    Case("a rival group of one", edit("memberships", FIN, rank="preferred", rival_group="fin", rank_reason="alone"),
         "memberships.csv", FIN, "rival_group", "fin", "no other claim", "rival"),
    Case("a rank without its reason",
         both(edit("memberships", FIN, rank="preferred", rival_group="fin", rank_reason="seen"),
              edit("memberships", "EAPC:FIN:1997", rival_group="fin")),
         "memberships.csv", "EAPC:FIN:1997", "rank_reason", "", "why it has its rank", "reason"),
    Case("two preferred rivals",
         both(edit("memberships", FIN, rank="preferred", rival_group="fin", rank_reason="seen"),
              edit("memberships", "EAPC:FIN:1997", rank="preferred", rival_group="fin", rank_reason="seen")),
         "memberships.csv", FIN, "rank", "preferred", "2 claims", "Exactly one"),
    Case("no preferred rival",
         both(edit("memberships", FIN, rival_group="fin", rank_reason="seen"),
              edit("memberships", "EAPC:FIN:1997", rival_group="fin", rank_reason="seen")),
         "memberships.csv", FIN, "rank", "normal", "no claim of the rival group", "say which"),
]  # fmt: skip


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(PackageError) as refused:
        checked(folder)
    return list(refused.value.faults)


def test_the_data_that_the_cases_spoil_are_sound(tmp_path: Path) -> None:
    assert len(list(checked(copy_of_data(tmp_path / "data")).package)) > 1000


@pytest.mark.parametrize("case", part(CASES, 3), ids=lambda case: case.name)
def test_a_fault_is_told_with_its_place_its_value_and_its_remedy(case: Case, tmp_path: Path) -> None:
    folder = copy_of_data(tmp_path / "data")
    case.spoil(folder)
    found = faults_of(folder)
    assert {fault.file for fault in found} == {case.file}, "it is told once, and nowhere else"
    (fault,) = found
    line = case.at if isinstance(case.at, int) else line_of(folder, case.file, case.at)
    assert (fault.line, fault.column, fault.value) == (line, case.column, case.value)
    assert case.what in fault.what
    assert fault.what
    assert case.remedy in fault.remedy
    assert fault.remedy


def test_several_faults_of_single_tables_are_told_at_once(tmp_path: Path) -> None:
    folder = copy_of_data(tmp_path / "data")
    edit("memberships", FIN, role="friend", confidence="sure")(folder)
    edit("frameworks", "PFP", confers_partnership="oui")(folder)
    (folder / "names.csv").unlink()
    assert {(fault.file, fault.column) for fault in faults_of(folder)} == {
        ("memberships.csv", "role"),
        ("memberships.csv", "confidence"),
        ("frameworks.csv", "confers_partnership"),
        ("names.csv", ""),
    }


def test_several_faults_across_tables_are_told_at_once(tmp_path: Path) -> None:
    folder = copy_of_data(tmp_path / "data")
    edit("memberships", FIN, valid_from="1994-02-31", country="FIM", since_release="9")(folder)
    edit("contact_point_hosts", "HOST:ARM", country="ARN")(folder)
    assert {(fault.file, fault.column) for fault in faults_of(folder)} == {
        ("memberships.csv", "valid_from"),
        ("memberships.csv", "country"),
        ("memberships.csv", "since_release"),
        ("contact_point_hosts.csv", "country"),
    }


def test_the_message_holds_every_fault_with_its_place(tmp_path: Path) -> None:
    folder = copy_of_data(tmp_path / "data")
    edit("memberships", FIN, country="FIM", body="PFPP")(folder)
    with pytest.raises(PackageError, match="2 faults in the data package; nothing was loaded") as refused:
        checked(folder)
    line = line_of(folder, "memberships.csv", FIN)
    assert f"memberships.csv:{line}, column country: there is no country 'FIM'. (found 'FIM')" in str(refused.value)
    assert f"memberships.csv:{line}, column body:" in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"valid_from": "1994-02-31"}, "valid_from"), ({"role": "friend"}, "role"), ({"country": "XYZ"}, "country")],
)
def test_lines_are_counted_as_an_editor_counts_them(cells: dict[str, str], column: str, tmp_path: Path) -> None:
    rows = small_rows()
    rows["memberships"][0]["note"] = "A note\nof three\nlines."
    rows["memberships"][2].update(cells)
    folder = write_package(tmp_path / "data", rows)
    (fault,) = faults_of(folder)
    lines = (folder / "memberships.csv").read_text(encoding="utf-8").splitlines()
    assert lines[fault.line - 1].startswith("PFP:CCC:1994")
    assert fault.column == column


def test_an_empty_line_does_not_move_the_lines_after_it(tmp_path: Path) -> None:
    rows = small_rows()
    rows["memberships"][3]["role"] = "friend"
    folder = write_package(tmp_path / "data", rows)
    path = folder / "memberships.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "", *lines[2:]]) + "\n", encoding="utf-8")
    assert [(fault.line, fault.column) for fault in faults_of(folder)] == [(3, ""), (6, "role")]


def test_line_ends_of_windows_are_read_as_any_other(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "data", small_rows())
    for path in folder.glob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [row.key for row in checked(folder).package.rows["releases"]] == ["1"]


def test_a_row_with_the_wrong_number_of_cells_is_told_once(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "data", small_rows())
    path = folder / "memberships.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = ",".join(lines[1].split(",")[:4])
    lines[2] += ",,"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [(fault.line, fault.what) for fault in faults_of(folder)] == [
        (2, "the row has less cells than the header."),
        (3, "the row has more cells than the header."),
    ]


@pytest.mark.parametrize("sign", ["\t", ";", "|"])
def test_signs_that_part_cells_elsewhere_are_part_of_a_cell_here(sign: str, tmp_path: Path) -> None:
    rows = small_rows()
    for one in rows["names"]:
        one["text"] = one["note"] = sign.join("abcdefgh" * 5)
    assert checked(write_package(tmp_path / "data", rows)).package.rows["names"][0].cells["note"].count(sign) == 39


def test_a_row_that_is_broken_in_two_does_not_move_the_header(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "data", small_rows())
    path = folder / "names.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",high,", ",high,\n"), encoding="utf-8")
    assert [(fault.file, fault.line) for fault in faults_of(folder)] == [("names.csv", 2), ("names.csv", 3)]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"name":' * 100_000, "9" * 10_000, "", "\ufeff{}"], ids=len)
def test_a_description_that_cannot_be_read_is_told_in_words(text: str, tmp_path: Path) -> None:
    folder = write_package(tmp_path / "data", small_rows())
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    assert [(fault.file, fault.line) for fault in faults_of(folder)] == [("datapackage.json", 0)]


def test_a_release_or_a_change_that_is_faulty_makes_no_row_look_faulty(tmp_path: Path) -> None:
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T12:00:00Z"))
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    rows["releases"][0]["number"] = "first"
    rows["changes"][0]["reason"] = ""
    assert [(fault.file, fault.column) for fault in faults_of(write_package(tmp_path / "data", rows))] == [
        ("changes.csv", "reason"),
        ("releases.csv", "number"),
    ]


def test_a_quote_that_never_ends_is_a_fault_of_its_own_table_alone(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "data", small_rows())
    path = folder / "countries.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Beland", '"Beland', 1), encoding="utf-8")
    assert {fault.file for fault in faults_of(folder)} == {"countries.csv"}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PartnershipsError, match="no such folder") as refused:
        checked(tmp_path / "nowhere")
    assert refused.value.where == str(tmp_path / "nowhere")


def test_an_empty_folder_lacks_every_table(tmp_path: Path) -> None:
    assert {fault.what for fault in faults_of(tmp_path)} == {"the table is missing.", "the package has no description."}


def test_a_package_without_a_release_is_refused(tmp_path: Path) -> None:
    rows = small_rows()
    rows["releases"] = []
    found = faults_of(write_package(tmp_path / "data", rows))
    assert ("releases.csv", "there is no release.") in {(fault.file, fault.what) for fault in found}


def test_the_package_in_a_checkout_is_the_one_beside_the_code() -> None:
    assert default_folder() == ROOT / "data"
