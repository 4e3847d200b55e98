"""Whatever later releases correct and withdraw, what was known at a release is what it published, on both engines."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import loaders.load
import loaders.releasing
from graph.clocks import parse_instant
from graph.connection import Graph
from graph.schema import tables
from graph.settings import Settings
from loaders.checks import Checked, checked
from loaders.load import load
from loaders.package import default_folder, read_package
from loaders.releasing import plan_release, publish, published_tables
from queries.catalogue import Catalogue
from queries.desk import Desk
from queries.types import ENTITY_LABELS, ParameterError
from tests.conftest import TODAY
from tests.support.claims_only import Asked, Said, ask_all
from tests.support.corrupt import read_rows
from tests.support.published import as_published, coming_rows
from tests.support.small_package import Rows, row, small_rows, write_package
from tests.support.thorough import fewer, part

CATALOGUE = Catalogue.read()
BEGIN = dt.datetime(2020, 1, 1)
MOMENT = dt.timedelta(seconds=1)
COUNTRIES = ("EEE", "FFF", "GGG")
BODIES = ("COUNCIL", "CIRCLE")
YEARS = st.sampled_from(["1994", "1995-03", "1996-07-01", ""])
ENDS = st.sampled_from(["..", "", "1997", "2001-01-01"])
DAYS = (dt.date(1995, 6, 1), dt.date(1998, 1, 1))

GENERATE = (Phase.explicit, Phase.generate)
"""A history takes a second: too long to look for a shorter one that fails."""

Edit = Callable[[Rows, Rows, int, int], None]
"""Changes working tables: told what is published, the number of the coming release, and one of its own for new ids."""


def _current(rows: Rows) -> list[dict[str, str]]:
    """Published memberships of the test that no release has closed, nor will the coming one."""
    return [cells for cells in rows["memberships"] if cells["id"].startswith("M:") and not cells["until_release"]]


def _membership(id_: str, country: str, body: str, start: str, end: str, **cells: str) -> dict[str, str]:
    usual = {"country": country, "body": body, "role": "observer", "valid_from": start, "valid_to": end}
    return row("memberships", **{"id": id_, **usual, "since_release": "", **cells})


@st.composite
def _edits(draw: st.DrawFn) -> Edit:
    """Anything that somebody may do to the tables between two releases."""
    kind = draw(st.sampled_from(["add", "correct", "withdraw", "close", "describe", "contest", "resource"]))
    country, body = draw(st.sampled_from(COUNTRIES)), draw(st.sampled_from(BODIES))
    start, end = draw(YEARS), draw(ENDS)
    which = draw(st.integers(0, 20))

    def edit(rows: Rows, published: Rows, number: int, new: int) -> None:
        current = _current(rows)
        chosen = current[which % len(current)] if current else None
        free = chosen if chosen and not chosen["rival_group"] else None
        if kind == "add":
            rows["memberships"].append(_membership(f"M:{new}", country, body, start, end))
        elif kind == "contest":
            for rank in ("preferred", "normal"):
                cells = {"rank": rank, "rank_reason": "The one is nearer.", "rival_group": f"G{new}"}
                rows["memberships"].append(_membership(f"M:{new}:{rank}", country, body, start, end, **cells))
        elif kind == "describe":
            (found,) = [cells for cells in rows["countries"] if cells["id"] == country]
            found["name"] = f"Land {new}"
        elif kind == "correct" and chosen:
            chosen |= {"valid_from": start, "valid_to": end}
        elif kind == "resource" and chosen:
            chosen["sources"] = "two" if chosen["sources"] == "one" else "one"
        elif kind == "withdraw" and free:
            rows["memberships"].remove(free)
        elif kind == "close" and free and free["since_release"]:
            (was,) = [cells for cells in published["memberships"] if cells["id"] == free["id"]]
            free |= was | {"until_release": str(number)}  # As it was published: closed or corrected, not both.

    return edit


def histories(least: int, most: int) -> st.SearchStrategy[list[list[Edit]]]:
    """The edits before each release after the first."""
    return st.lists(st.lists(_edits(), min_size=1, max_size=5), min_size=least, max_size=most)


def _first_rows() -> Rows:
    rows = small_rows()
    rows["releases"] = []
    rows["countries"] += [row("countries", id=id_, name=f"{id_} land", kind="country") for id_ in COUNTRIES]
    rows["frameworks"] += [row("frameworks", id=id_, name=id_.title(), confers_partnership="false") for id_ in BODIES]
    rows["tools"] = [row("tools", id="T", name="Tool", kind="programme")]
    rows["operations"] = [row("operations", id="OP", name="Operation")]
    rows["meetings"] = [row("meetings", id="MEET", title="Meeting", date="1995-06-01", format="28+n")]
    rows["memberships"] += [
        _membership("M:a", "EEE", "COUNCIL", "1994", ".."),
        _membership("M:b", "FFF", "COUNCIL", "1995-03", ""),
        _membership("M:c", "FFF", "CIRCLE", "", "1997"),
    ]
    for table in tables():
        if table.recorded:
            for cells in rows[table.name]:
                cells["since_release"] = ""
    return rows


@dataclass
class History:
    """A package in a folder after all its releases."""

    folder: Path
    instants: list[dt.datetime] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)

    def numbers(self) -> range:
        return range(1, len(self.instants) + 1)


def _released(folder: Path, history: Sequence[Sequence[Edit]]) -> History:
    """Carry out a history; a release in which nothing changed after all is none.

    The last tables are checked, which takes half a second; those on the way are made by the same code.
    """
    made = History(write_package(folder, _first_rows()))
    rows, new = _first_rows(), 0
    for edits in ([], *history):
        number = len(made.instants) + 1
        before = {name: [dict(cells) for cells in found] for name, found in rows.items()}
        for edit in edits:
            new += 1
            edit(rows, before, number, new)
        if number > 1 and rows == before:
            continue
        now = BEGIN + dt.timedelta(days=100 * number)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loaders.releasing, "checked", lambda folder: None)
            plan = plan_release(folder, rows, note=f"Release {number}.", now=now, correct=True)
        publish(folder, plan)
        made.instants.append(now)
        rows = plan.rows
    made.rows = rows
    checked(folder)
    return made


def _known(rows: Mapping[str, Sequence[Mapping[str, str]]], number: int) -> dict[str, list[dict[str, str]]]:
    """The rows that count as known at a release, by what the tables say of themselves and nothing else."""
    return {
        table.name: sorted(
            (
                {name: cell for name, cell in cells.items() if name != "until_release"}
                for cells in rows[table.name]
                if int(cells["since_release"]) <= number and (int(cells["until_release"] or 0) or number + 1) > number
            ),
            key=lambda cells: cells["id"],
        )
        for table in tables()
        if table.recorded
    }


@settings(max_examples=fewer(15, 4), phases=GENERATE)
@given(histories(1, 4))
def test_the_last_tables_hold_what_every_release_published(history: list[list[Edit]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = _released(Path(folder), history)
        for number in made.numbers():
            assert _known(made.rows, number) == _known(published_tables(made.folder, number), number)


# The same by the answers of an engine


def _asked() -> Asked:
    """Every question, about entities of the test: of the kind that it asks for."""
    asked: list[tuple[str, dict[str, str]]] = []
    for question in CATALOGUE:
        entities = iter(("FFF", "COUNCIL"))
        of_kind = {
            "country": "FFF",
            "actor": "FFF",
            "body": "COUNCIL",
            "tool": "T",
            "operation": "OP",
            "meeting": "MEET",
        }
        asked.append(
            (
                question.path,
                {
                    parameter.name: of_kind.get(parameter.type) or next(entities)
                    if parameter.type in ENTITY_LABELS
                    else "1990-01-01"
                    if parameter.type == "day"
                    else parameter.example
                    for parameter in question.parameters
                    if parameter.required
                },
            )
        )
    return asked


def _empty(graph: Graph) -> None:
    with graph.write() as writer:
        writer.run("MATCH (node) DETACH DELETE node")


@settings(max_examples=fewer(3, 3), phases=GENERATE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(2, 3))
def test_at_a_release_the_last_package_answers_as_that_release_alone_however_late_it_loaded(
    history: list[list[Edit]], empty_graph: Graph
) -> None:
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder:
        made = _released(Path(folder) / "last", history)
        alone: dict[int, Said] = {}
        for number in made.numbers():
            _empty(empty_graph)
            then = write_package(Path(folder) / str(number), published_tables(made.folder, number))
            load(empty_graph, then, today=TODAY)
            alone[number] = ask_all(Desk(empty_graph, CATALOGUE), asked, DAYS, None)
        _empty(empty_graph)
        load(empty_graph, made.folder, today=TODAY)
        desk = Desk(empty_graph, CATALOGUE)
        for number, instant in enumerate(made.instants, start=1):
            assert ask_all(desk, asked, DAYS, instant) == alone[number]
            if number > 1:
                assert ask_all(desk, asked, DAYS, instant - MOMENT) == alone[number - 1]
                assert desk.ask("countries/status", as_of=DAYS[0], known_at=instant - MOMENT).release == number - 1
        with pytest.raises(ParameterError, match="no release had been published by then"):
            desk.ask("countries/status", as_of=DAYS[0], known_at=made.instants[0] - MOMENT)


# Our own data

ARCHIVES = sorted(int(path.stem) for path in (default_folder() / "releases").glob("*.zip"))
OWN_DAYS = [dt.date(1999, 3, 13), dt.date(2011, 4, 15), dt.date(2026, 11, 1)]


@pytest.fixture(scope="module")
def coming() -> Rows:
    """Our own tables as the next release would have them."""
    return coming_rows()


def test_every_release_of_ours_but_the_first_has_its_archive(coming: Rows) -> None:
    published = [int(cells["number"]) for cells in read_rows(default_folder() / "releases.csv")]
    assert [number for number in published if number > 1] == ARCHIVES


@pytest.mark.parametrize("number", ARCHIVES)
def test_our_own_tables_hold_what_each_release_published(number: int, coming: Rows) -> None:
    assert _known(coming, number) == _known(as_published(number, coming), number)


@pytest.mark.parametrize("number", part(ARCHIVES[::-1], 3))
def test_our_own_data_answer_at_a_release_as_that_release_alone(
    number: int, coming: Rows, spare_embedded_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the embedded engine alone: that both engines answer alike is a test of its own."""
    # What a release published was sound by the rules of its day, and need not be by those of today.
    monkeypatch.setattr(loaders.load, "checked", lambda folder, _: Checked(read_package(folder)[0], ()))
    then = as_published(number, coming)
    instant = parse_instant(then["releases"][-1]["published_at"])
    asked = [(question.path, question.examples) for question in CATALOGUE]
    said: list[Said] = []
    with Graph.open(spare_embedded_settings) as graph:
        for name, rows in (("then", then), ("now", coming)):
            _empty(graph)
            load(graph, write_package(tmp_path / name, rows), today=TODAY)
            said.append(ask_all(Desk(graph, CATALOGUE), asked, OWN_DAYS, instant))
    before, now = said
    assert before.keys() == now.keys()
    assert [question for question in before if before[question] != now[question]] == []
