"""Answers: of one revision, with their clocks and their sources, and refused in words where they cannot be given."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph, Row
from graph.errors import DatabaseUnavailableError, EmptyGraphError
from graph.text import cypher
from loaders.load import load
from queries.catalogue import Catalogue, UnknownQuestionError
from queries.desk import Desk
from queries.types import ParameterError, UnknownEntityError
from tests.conftest import ROOT, TODAY
from tests.support.corrupt import read_rows
from tests.support.small_package import row, small_rows, withdraw, write_package

DAY = dt.date(2011, 4, 15)


@pytest.fixture
def small_desk(empty_graph: Graph, catalogue: Catalogue, tmp_path: Path) -> Desk:
    """A desk on a graph that holds the small package, which a test may write to."""
    load(empty_graph, write_package(tmp_path / "first", small_rows()), today=TODAY)
    return Desk(empty_graph, catalogue)


def _members(desk: Desk, **clocks: Any) -> list[str]:
    return [
        found["id"]
        for found in desk.ask("members/of_body", {"body": "PFP"}, **{"as_of": dt.date(1996, 1, 1), **clocks}).rows
    ]


@pytest.mark.parametrize(
    ("path", "parameter", "word", "nearest"),
    [
        ("countries/profile", "country", "Sweeeden", "SWE"),
        ("countries/profile", "country", "SWEEDEN", "SWE"),
        ("countries/profile", "country", "Suuèdde", "SWE"),
        ("countries/profile", "country", "Herzegovina", "BIH"),
        ("members/of_body", "body", "EAPCC", "EAPC"),
        ("members/of_body", "body", "Partnerships of Peace", "PFP"),
    ],
)
def test_an_unknown_id_is_told_with_the_nearest(path: str, parameter: str, word: str, nearest: str, desk: Desk) -> None:
    with pytest.raises(UnknownEntityError) as refused:
        desk.ask(path, {parameter: word}, as_of=DAY)
    assert refused.value.parameter == parameter
    assert nearest in refused.value.nearest
    assert nearest in refused.value.remedy


def test_an_id_of_another_kind_is_not_taken(desk: Desk) -> None:
    with pytest.raises(UnknownEntityError):
        desk.ask("countries/profile", {"country": "EAPC"}, as_of=DAY)


def test_a_word_like_nothing_is_told_how_ids_look(desk: Desk) -> None:
    with pytest.raises(UnknownEntityError, match="SWE or EAPC") as refused:
        desk.ask("countries/profile", {"country": "@@@@"}, as_of=DAY)
    assert refused.value.nearest == ()


@pytest.mark.parametrize(
    "word",
    [
        "SWE'}) DETACH DELETE n //",
        "$as_of",
        "`",
        "\\",
        "x" * 100_000,
        "*/ MATCH (n) DELETE n /*",
        "\x00",
        "' OR 1=1 --",
    ],
    ids=lambda word: word[:12].encode("unicode_escape").decode(),
)
def test_cypher_in_a_name_is_only_an_unknown_name(word: str, desk: Desk) -> None:
    before = desk.refresh()
    with pytest.raises(UnknownEntityError) as refused:
        desk.ask("countries/profile", {"country": word}, as_of=DAY)
    assert len(refused.value.what) < 200
    assert desk.refresh() == before


def test_an_unknown_parameter_is_named_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(ParameterError, match="It has: body, role") as refused:
        desk.ask("members/of_body", {"bodies": "EAPC"}, as_of=DAY)
    assert refused.value.parameter == "bodies"


def test_a_missing_parameter_is_named_with_an_example(desk: Desk) -> None:
    with pytest.raises(ParameterError, match="EAPC") as refused:
        desk.ask("members/of_body", {}, as_of=DAY)
    assert refused.value.parameter == "body"


@pytest.mark.parametrize("value", ["0", "4", "two", ""])
def test_a_number_out_of_range_is_named(value: str, desk: Desk) -> None:
    with pytest.raises(ParameterError) as refused:
        desk.ask("connections/paths_between", {"from": "FIN", "to": "UKR", "steps": value}, as_of=DAY)
    assert refused.value.parameter == "steps"


def test_an_unknown_question_is_told_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(UnknownQuestionError, match="countries/profile"):
        desk.ask("countries/profil", as_of=DAY)


def test_a_day_that_is_no_real_one_is_out_of_range(desk: Desk) -> None:
    with pytest.raises(ParameterError) as refused:
        desk.ask("countries/status", as_of=dt.date(9999, 12, 31))
    assert refused.value.parameter == "as_of"


def test_before_the_first_release_nothing_was_known(desk: Desk) -> None:
    with pytest.raises(ParameterError, match="The first is of 2026-11-22T00:00:00Z") as refused:
        desk.ask("countries/status", as_of=DAY, known_at=dt.datetime(2026, 11, 21, 23, 59, 59))
    assert refused.value.parameter == "known_at"


def test_an_answer_carries_its_clocks(desk: Desk) -> None:
    answer = desk.ask("members/of_body", {"body": "EAPC"}, as_of=DAY)
    newest = read_rows(ROOT / "data" / "releases.csv")[-1]
    assert answer.clocks() == {
        "as_of": "2011-04-15",
        "known_at": newest["published_at"],
        "release": int(newest["number"]),
        "revision": desk.known().revision,
    }


def test_the_head_of_an_answer_is_its_clocks_and_how_names_were_understood(desk: Desk) -> None:
    answer = desk.ask("members/of_body", {"body": "Euro-Atlantic Partnership Council", "role": "ally"}, as_of=DAY)
    assert answer.head() == {**answer.clocks(), "understood": answer.understood}
    assert answer.parameters == {"body": "EAPC", "role": "ally"}
    assert [told["id"] for told in answer.understood] == ["EAPC"]


def test_the_nearest_of_a_kind_are_told(desk: Desk) -> None:
    assert desk.known().nearest("Mediteranian Dialog", "Framework")[0].id == "MD"
    assert desk.known().nearest("Swedden", "Country")[0].id == "SWE"
    assert desk.known().nearest("Swedden", "Operation") == ()


def test_what_a_later_release_brought_was_not_known_before_it(desk: Desk) -> None:
    first = dt.datetime(2026, 11, 22)
    then, now = (
        {row["relation"] for row in desk.ask("countries/profile", {"country": "SWE"}, as_of=DAY, known_at=known).rows}
        for known in (first, None)
    )
    assert "has_mission_to" in now
    assert then == now - {"uses", "has_mission_to", "contributes_to"}


def test_a_default_of_the_day_asked_about_is_that_day(desk: Desk) -> None:
    answer = desk.ask("changes/between_days", {"from": "2009-03-31"}, as_of=dt.date(2009, 4, 1))
    assert answer.parameters["to"] == dt.date(2009, 4, 1)


def test_an_optional_parameter_left_empty_is_as_if_not_given(desk: Desk) -> None:
    one = desk.ask("countries/status", {"country": ""}, as_of=DAY)
    assert one.rows == desk.ask("countries/status", as_of=DAY).rows


def test_an_empty_graph_says_what_to_do(empty_graph: Graph, catalogue: Catalogue) -> None:
    with pytest.raises(EmptyGraphError, match="partnerships load"):
        Desk(empty_graph, catalogue).ask("countries/status", as_of=DAY)


def test_a_graph_that_was_emptied_meanwhile_says_what_to_do(small_desk: Desk) -> None:
    assert _members(small_desk)
    with small_desk.graph.write() as writer:
        writer.run("MATCH (node) DETACH DELETE node")
    with pytest.raises(EmptyGraphError):
        _members(small_desk)


def test_after_a_load_the_next_answer_is_of_the_new_revision(small_desk: Desk, tmp_path: Path) -> None:
    first = small_desk.ask("members/of_body", {"body": "PFP"}, as_of=dt.date(1996, 1, 1))
    rows = small_rows()
    rows["countries"].append(row("countries", id="EEE", name="Eland", kind="country"))
    rows["sources"].append(row("sources", id="three", title="Three"))
    rows["memberships"].append(
        row(
            "memberships",
            id="PFP:EEE:1995",
            country="EEE",
            body="PFP",
            role="partner",
            valid_from="1995",
            valid_to="..",
            sources="three",
        )
    )
    load(small_desk.graph, write_package(tmp_path / "second", rows), today=TODAY)
    second = small_desk.ask("members/of_body", {"body": "PFP"}, as_of=dt.date(1996, 1, 1))
    assert second.revision == first.revision + 1
    assert [found["id"] for found in second.rows] == ["CCC", "DDD", "EEE"]
    assert [source["id"] for source in second.sources] == ["one", "three", "two"]


class _Moving:
    """The graph, written to behind the desk's back after each of the first so many answers was read."""

    def __init__(self, graph: Graph, times: int) -> None:
        self.graph = graph
        self.address = graph.address
        self.left = times

    def read(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        rows = self.graph.read(text, parameters)
        if self.left and "revision_before" in text:
            self.left -= 1
            with self.graph.write() as writer:
                writer.run("MATCH (state:GraphState) SET state.revision = state.revision + 1")
            (moved,) = self.graph.read("MATCH (state:GraphState) RETURN state.revision AS revision")
            rows = [{**dict(rows[0]), "revision_after": moved["revision"]}]
        return rows


def test_an_answer_during_which_the_graph_was_written_is_read_anew(small_desk: Desk, catalogue: Catalogue) -> None:
    before = small_desk.known().revision
    moving = _Moving(small_desk.graph, times=2)
    answer = Desk(moving, catalogue).ask("members/of_body", {"body": "PFP"}, as_of=DAY)  # type: ignore[arg-type]
    assert answer.revision == before + 2
    assert moving.left == 0


def test_a_graph_that_never_rests_is_told_as_one_that_may_answer_later(small_desk: Desk, catalogue: Catalogue) -> None:
    moving = _Moving(small_desk.graph, times=1000)
    with pytest.raises(DatabaseUnavailableError, match="one revision"):
        Desk(moving, catalogue).ask("members/of_body", {"body": "PFP"}, as_of=DAY)  # type: ignore[arg-type]


class _Slow:
    """The graph, which takes its time, counts what is read of it, and may be away."""

    def __init__(self, graph: Graph, *, away: bool = False) -> None:
        self.graph = graph
        self.address = graph.address
        self.away = away
        self.reads: Counter[str] = Counter()

    def read(self, text: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        self.reads[text] += 1
        time.sleep(0.05)
        if self.away:
            raise DatabaseUnavailableError("the database does not answer.")
        return self.graph.read(text, parameters)


def test_what_many_find_missing_at_one_time_is_read_once(small_desk: Desk, catalogue: Catalogue) -> None:
    slow = _Slow(small_desk.graph)
    desk = Desk(slow, catalogue)  # type: ignore[arg-type]
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: desk.known(), range(16)))
    assert all(one is found[0] for one in found)
    assert slow.reads[cypher("graph", "cypher/sources.cypher")] == 1
    assert desk.refresh() is not found[0]


def test_what_many_could_not_read_is_tried_anew_by_the_next(small_desk: Desk, catalogue: Catalogue) -> None:
    slow = _Slow(small_desk.graph, away=True)
    desk = Desk(slow, catalogue)  # type: ignore[arg-type]
    with ThreadPoolExecutor(16) as pool:
        found = [pool.submit(desk.known) for _ in range(16)]
    assert {type(one.exception()) for one in found} == {DatabaseUnavailableError}
    assert slow.reads.total() < 16
    slow.away = False
    assert desk.known() == small_desk.known()


def test_several_answers_together_are_of_one_revision(small_desk: Desk) -> None:
    moved: list[bool] = []

    def two(known: Any) -> tuple[int, int]:
        one = small_desk.answer(known, "members/of_body", {"body": "PFP"}, as_of=DAY)
        if not moved:
            moved.append(True)
            with small_desk.graph.write() as writer:
                writer.run("MATCH (state:GraphState) SET state.revision = state.revision + 1")
        other = small_desk.answer(known, "countries/status", {}, as_of=DAY)
        return one.revision, other.revision

    one, other = small_desk.together(two)
    assert one == other
    assert moved


def test_what_a_later_release_corrected_is_still_what_was_known_before(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T12:00:00Z"))
    (old,) = [cells for cells in rows["memberships"] if cells["id"] == "PFP:DDD:1995"]
    rows["memberships"].append({**old, "id": "PFP:DDD:1997", "valid_from": "1997-01-01", "since_release": "2"})
    withdraw(rows, "memberships", "PFP:DDD:1995", "2", replacement="PFP:DDD:1997")
    load(empty_graph, write_package(tmp_path / "corrected", rows), today=TODAY)
    desk = Desk(empty_graph, catalogue)
    assert _members(desk) == ["CCC"]
    assert _members(desk, known_at=dt.datetime(2021, 6, 1, 11, 59, 59)) == ["CCC", "DDD"]
    assert _members(desk, known_at=dt.datetime(2021, 6, 1, 12, 0, 0)) == ["CCC"]


def test_an_answer_names_the_release_that_was_the_newest_then(
    empty_graph: Graph, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T12:00:00Z"))
    load(empty_graph, write_package(tmp_path / "two", rows), today=TODAY)
    desk = Desk(empty_graph, catalogue)
    releases = [
        desk.ask("countries/status", as_of=DAY, known_at=known_at).release
        for known_at in (dt.datetime(2020, 1, 1), dt.datetime(2021, 6, 1, 11), dt.datetime(2021, 6, 1, 12), None)
    ]
    assert releases == [1, 1, 2, 2]
