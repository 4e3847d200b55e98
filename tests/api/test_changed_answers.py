"""Which answers a release changes, against a list made by hand; and the curator's commands, which tell it."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.changed_answers import ChangedAnswer, changed_answers, described
from graph.connection import Graph
from graph.schema import OURS
from loaders.checks import checked
from loaders.load import load
from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.api.support import Command, Said
from tests.conftest import TODAY
from tests.loaders.test_releasing import FIRST, release, unreleased_rows
from tests.support.corrupt import read_rows, write_rows
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

BEGAN, ENDED = dt.date(1995, 1, 1), dt.date(2004, 3, 29)

# DDD was in PFP from 1995-01-01 to 2004-03-29, says release 1; release 2 withdraws that. Rows before and after:
CHANGED = [
    # Beside it, the start of HOST:CCC, which nobody knows, may always have been that day.
    ("changes/between_days", {"from": "1994-12-31"}, [BEGAN], 2, 1),
    ("changes/between_days", {"from": "2004-03-28"}, [ENDED], 2, 1),
    # One way alone is asked for: the other has the same paths.
    ("connections/paths_between", {"from": "DDD", "to": "PFP"}, [BEGAN], 1, 0),
    ("countries/profile", {"country": "DDD"}, [BEGAN], 1, 0),
    ("countries/status", {}, [BEGAN], 4, 4),  # Every country has a status: DDD another one.
    ("countries/timeline", {"country": "DDD"}, [BEGAN, ENDED, TODAY], 1, 0),  # What was is told on later days, too.
    ("embassies/hosts_with_none_known", {}, [BEGAN], 2, 1),
    ("frameworks/on_day", {}, [BEGAN], 1, 1),  # One partner less.
    ("frameworks/shared_with", {"country": "DDD"}, [BEGAN], 1, 0),
    ("members/of_body", {"body": "PFP"}, [BEGAN], 2, 1),
    ("sources/behind_country", {"country": "DDD"}, [BEGAN], 2, 0),
]
UNCHANGED = ("claims/disputed", "embassies/contact_points", "gaps/known", "organisations/on_day")
ABOUT_RELEASES = ("changes/releases", "changes/of_releases")


def two_releases() -> Rows:
    """The small package with a second release that did nothing yet."""
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T00:00:00Z"))
    return rows


def _changed(graph: Graph, catalogue: Catalogue, folder: Path, rows: Rows, number: int = 2) -> list[ChangedAnswer]:
    load(graph, write_package(folder, rows), today=TODAY)
    return changed_answers(Desk(graph, catalogue), OURS, number, today=TODAY)


def test_the_answers_that_change_are_those_worked_out_by_hand(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = two_releases()
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    found = [
        (one.question, dict(one.parameters), list(one.days), one.before, one.after)
        for one in _changed(empty_graph, catalogue, tmp_path / "package", rows)
    ]
    by_hand = {question for question, *_ in CHANGED}
    assert [one for one in found if one[0] in by_hand] == CHANGED
    assert not {question for question, *_ in found} & {*UNCHANGED, *ABOUT_RELEASES}


def test_an_answer_changes_too_where_only_what_stands_beside_it_does(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = two_releases()
    (first,) = [cells for cells in rows["memberships"] if cells["id"] == "PFP:DDD:1995"]
    first |= {"rank": "preferred", "rank_reason": "Nearer.", "rival_group": "DDD"}
    rows["memberships"].append({**first, "id": "PFP:DDD:other", "rank": "normal", "valid_to": "2005-03-29"})
    withdraw(rows, "memberships", "PFP:DDD:other", "2")
    found = {
        (one.question, *one.parameters.values()): one
        for one in _changed(empty_graph, catalogue, tmp_path / "package", rows)
    }
    changed = found["members/of_body", "PFP"]
    assert (changed.before, changed.after) == (2, 2)
    assert list(changed.days) == [BEGAN]  # On the day of its own end it stood beside nothing.


def test_what_is_the_same_to_the_cell_changes_no_answer(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = two_releases()
    rows["countries"][0]["name"] = "Another land"
    assert _changed(empty_graph, catalogue, tmp_path / "package", rows) == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_first_release_and_one_that_there_is_not_change_no_answer(
    number: int, empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    assert _changed(empty_graph, catalogue, tmp_path / "package", two_releases(), number) == []


def test_progress_runs_to_the_number_of_answers(empty_graph: Graph, catalogue: Catalogue, tmp_path: Path) -> None:
    rows = two_releases()
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    load(empty_graph, write_package(tmp_path / "package", rows), today=TODAY)
    told: list[tuple[int, int]] = []
    changed_answers(
        Desk(empty_graph, catalogue), OURS, 2, today=TODAY, progress=lambda done, total: told.append((done, total))
    )
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))


def test_a_changed_answer_is_one_line() -> None:
    changed = ChangedAnswer("countries/timeline", {"country": "DDD"}, [BEGAN, ENDED, TODAY], 1, 0)
    assert described(changed) == (
        "countries/timeline country=DDD on 1995-01-01 and 2 more days (1 rows before, 0 after on the first)"
    )


# The commands


@dataclass(frozen=True)
class Curated:
    """What each command said, and the files of the package after it."""

    said: dict[str, Said]
    files: dict[str, dict[str, bytes]]
    folder: Path


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


GOOD = "table,row,reason\nmemberships,PFP:DDD:1995,No source gives the end.\n"
EMPTY = "table,row,reason\nmemberships,PFP:DDD:1995, \n"
OTHER = "table,row,reason\nmemberships,PFP:CCC:1994,It was wrong.\n"


@pytest.fixture(scope="session")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Curated:
    """The commands, one after the other, on a package of the test's own."""
    home = tmp_path_factory.mktemp("curated")
    rows = unreleased_rows()
    rows["memberships"][3]["sources"] = "two"
    rows["memberships"][2]["sources"] = "one;two"
    folder = write_package(home / "package", rows)
    release(folder, FIRST, "First.")
    environment = {"PARTNERSHIPS_HOME": str(home / "engine"), "PARTNERSHIPS_ENGINE_MEMORY": "512m"}
    said: dict[str, Said] = {}
    files = {"start": _files(folder)}

    def run(name: str, *arguments: str) -> None:
        said[name] = Command([*arguments], environment).run(home)
        files[name] = _files(folder)

    place = str(folder)
    run("nothing", "release", place, "--note", "None.", "--no-answers")
    run("no note", "release", place)
    members = read_rows(folder / "memberships.csv")
    write_rows(folder / "memberships.csv", [one | {"valid_to": one["valid_to"] and ".."} for one in members])
    files["edited"] = _files(folder)
    run("altered", "release", place, "--note", "Ends.", "--no-answers")
    run("pending", "withdraw", "two", place, "--reason", "A forgery.", "--no-answers")
    ends = ["release", place, "--note", "Ends.", "--correct"]
    for name, text in (("good", GOOD), ("columns", "row,reason\n"), ("empty", EMPTY), ("other", OTHER)):
        (home / f"{name}.csv").write_text(text, encoding="utf-8")
        run(f"{name} reasons", *ends, "--plan", "--no-answers", "--reasons", str(home / f"{name}.csv"))
    run("plan", *ends, "--plan", "--reasons", str(home / "good.csv"))
    run("release", *ends, "--reasons", str(home / "good.csv"))
    run("unknown", "withdraw", "three", place, "--reason", "A forgery.", "--no-answers")
    run("withdraw plan", "withdraw", "two", place, "--reason", "A forgery.", "--plan", "--no-answers")
    run("withdraw", "withdraw", "two", place, "--reason", "A forgery.", "--no-answers")
    run("twice", "withdraw", "two", place, "--reason", "A forgery.", "--no-answers")
    return Curated(said, files, folder)


@pytest.mark.parametrize(
    ("name", "before", "words"),
    [
        ("nothing", "start", ["nothing changed since release 1"]),
        ("no note", "start", ["--note"]),
        ("altered", "edited", ["memberships.csv:5", "valid_to", "Write '2004-03-29' again", "--correct"]),
        ("columns reasons", "edited", ["columns.csv", "table, row and reason"]),
        ("empty reasons", "edited", ["empty.csv", "PFP:DDD:1995 has no reason"]),
        ("other reasons", "edited", ["other.csv", "PFP:CCC:1994 is not changed"]),
        ("pending", "edited", ["1 other changes", "Release them first"]),
        ("unknown", "release", ["three", "no such source"]),
        ("twice", "withdraw", ["two", "release 3 has withdrawn it"]),
    ],
)
def test_what_cannot_be_released_is_refused_in_words_and_nothing_is_written(
    name: str, before: str, words: list[str], curated: Curated
) -> None:
    said = curated.said[name]
    assert said.status in (1, 2)
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.words
    assert curated.files[name] == curated.files[before]


@pytest.mark.parametrize(
    ("name", "before"), [("plan", "edited"), ("good reasons", "edited"), ("withdraw plan", "release")]
)
def test_a_plan_says_what_would_happen_and_writes_nothing(name: str, before: str, curated: Curated) -> None:
    assert curated.said[name].status == 0
    assert curated.said[name].out.startswith("Would be release")
    assert curated.files[name] == curated.files[before]


@pytest.mark.parametrize(("name", "number"), [("release", "2"), ("withdraw", "3")])
def test_a_release_does_what_its_plan_said(name: str, number: str, curated: Curated) -> None:
    plan, done = curated.said["plan" if name == "release" else "withdraw plan"], curated.said[name]
    assert done.status == 0
    assert done.out.startswith(f"Release {number} of ")
    assert done.out.splitlines()[1:] == plan.out.splitlines()[1:]
    assert curated.files[name].keys() - curated.files["edited"].keys() >= {
        f"releases/{number}.zip",
        f"releases/{number}.md",
    }


def test_a_release_tells_its_corrections_and_the_answers_that_change(curated: Curated) -> None:
    words = curated.said["release"].words
    assert "1 corrected: memberships: PFP:DDD:1995 -> PFP:DDD:1995:r2 (No source gives the end.)" in words
    assert "answers change" in words
    assert "members/of_body body=PFP on 1995-01-01 and 2 more days" in words
    page = curated.files["release"]["releases/2.md"].decode()
    for line in (
        "# Release 2",
        "## Corrected (1)",
        "- memberships: PFP:DDD:1995 -> PFP:DDD:1995:r2 (No source gives the end.)",
    ):
        assert line in page.splitlines()
    assert "## Answers that change" in page
    assert "members/of_body body=PFP on 1995-01-01 and 2 more days" in page


def test_a_withdrawal_tells_what_goes_and_what_does_without_the_source(curated: Curated) -> None:
    words = curated.said["withdraw"].words
    assert "memberships: PFP:CCC:1994 -> PFP:CCC:1994:r3 (A forgery.)" in words
    assert "memberships: PFP:DDD:1995:r2 (A forgery.)" in words
    assert "sources: two, withdrawn_in: (nothing) -> 3" in words
    assert "## Answers that change" not in curated.files["withdraw"]["releases/3.md"].decode()


def test_the_package_is_sound_after_all_of_it(curated: Curated, tmp_path: Path) -> None:
    assert checked(shutil.copytree(curated.folder, tmp_path / "copy")).package.name == OURS
