"""The graph as it was at a release: what has no record clock is rolled back, or the answer is refused; never other bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest
from pydantic_core import to_json

from api.links import permalink
from api.routers.replay import body_of
from graph.connection import Graph
from graph.errors import PartnershipsError
from graph.schema import OURS, tables
from graph.schema import table as declared
from loaders.load import load, unload
from loaders.unloading import packages_in
from queries.catalogue import Catalogue
from queries.desk import Answer, Desk
from queries.past import ChangedSinceError
from queries.replay import OtherReleasesError, Replays
from queries.types import ParameterError, UnknownEntityError
from tests.conftest import TODAY
from tests.support.small_package import Rows, row, write_package
from tests.support.thorough import part
from tests.support.whole_package import LATER, NEW, Edit, edits, later_rows, load_rows, published

CATALOGUE = Catalogue.read()

THEN = dt.datetime(2021, 6, 1, 12)
"""When the package's second release was published."""

DAYS = (dt.date(2002, 1, 1), dt.date(2012, 6, 1))
IDS = {
    "country": "CCC",
    "actor": "CCC",
    "body": "PFP",
    "commission": "NDC",
    "tool": "PARP",
    "operation": "ISAF",
    "meeting": "M-1",
    "entity": "EEE",
}
CALLED = {
    ("claim", "text"): "PFP:CCC:1994",
    ("decision", "text"): "D-GRANT",
    ("source", "text"): "one",
    ("paragraph", "text"): "1",
    ("event", "entity"): "TEXT",
    ("from", "entity"): "CCC",
    ("other", "actor"): "EEE",
    ("object", "entity"): "PEACE",
    ("subject", "entity"): "ISAF",
    ("in_format", "entity"): "EAPC",
    ("from", "day"): "1990-01-01",
    ("to", "day"): "2012-06-01",
}
"""What some parameters are given; all others by their type."""

Later = Callable[[Edit], Replays]
Beside = Callable[[Rows], Replays]

Ask = tuple[str, tuple[tuple[str, str], ...], dt.date]


@dataclass(frozen=True)
class First:
    """A graph that holds the package at its second release, and what its permalinks then gave."""

    graph: Graph
    replays: Replays
    gave: Mapping[Ask, bytes]


def _asks(replays: Replays) -> Iterator[Ask]:
    """Every question about things of the package: with what it needs, and with each of its other parameters."""
    for path in replays.paths:
        parameters = replays.question(path).parameters
        values = {one.name: CALLED.get((one.name, one.type)) or IDS.get(one.type) or one.example for one in parameters}
        needed = {one.name: values[one.name] for one in parameters if one.required}
        yield from ((path, tuple(needed.items()), day) for day in DAYS)
        for one in parameters:
            if not one.required:
                yield path, tuple((needed | {one.name: values[one.name]}).items()), DAYS[-1]


def _could_read(path: str, edit: str) -> bool:
    """By its text alone; what is worked out from many rows may read anything."""
    name, _, column = edit.split(maxsplit=1)[0].partition(".")
    table = declared(name)
    ties = [link.edge for link in table.links if column in ("", link.column)]
    words = [column or "id", *ties, *([table.structure.name] if table.structure else [])]
    return path.startswith(("analytics", "eligibility")) or any(word in CATALOGUE[path].text for word in words)


def _replayed(replays: Replays, ask: Ask, rests_on: str = "2", known_at: dt.datetime = THEN) -> bytes:
    path, given, day = ask
    return to_json(body_of(replays.ask(path, dict(given), as_of=day, known_at=known_at, rests_on=rests_on)))


def _said(replays: Replays, ask: Ask) -> bytes | str:
    """The bytes, or the kind of the refusal."""
    try:
        return _replayed(replays, ask)
    except PartnershipsError as error:
        return type(error).__name__


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package at its second release."""
    return published(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def first(_spare_graph: Graph, folder: Path) -> First:
    with _spare_graph.write() as writer:
        writer.run("MATCH (node) DETACH DELETE node")
    load(_spare_graph, folder, today=TODAY)
    replays = Replays(Desk(_spare_graph, CATALOGUE))
    gave = {ask: said for ask in _asks(replays) if isinstance(said := _said(replays, ask), bytes)}
    return First(_spare_graph, replays, gave)


@pytest.fixture
def later(first: First, folder: Path) -> Later:
    """Loads the third release, made by an edit, over the second."""

    def of(edit: Edit) -> Replays:
        load_rows(first.graph, folder, later_rows(folder, edit), today=TODAY)
        return first.replays

    return of


@pytest.fixture
def back(first: First, folder: Path) -> Replays:
    """The second release again."""
    load(first.graph, folder, today=TODAY)
    return first.replays


def test_every_question_has_an_answer_to_replay_that_holds_something(first: First) -> None:
    assert {path for path, _, _ in first.gave} == set(first.replays.paths)
    empty = set(first.replays.paths) - {path for (path, _, _), gave in first.gave.items() if b'"items":[]' not in gave}
    assert empty == set()


EDITS = {name: dict(found) for name, found in groupby(edits(), key=lambda one: one[0].replace(".", " ").split()[0])}


@pytest.mark.parametrize("table", EDITS)
def test_whatever_a_later_release_does_to_it_an_answer_is_the_same_or_refused(
    table: str, first: First, later: Later, engine_name: str
) -> None:
    # What an answer reads is told from its text, and compared in Python: more columns on one of the engines.
    some = [name for name in EDITS[table] if "." not in name] + [name for name in EDITS[table] if "." in name][:1]
    for name in part(list(EDITS[table]), 20) if engine_name == "embedded" else part(some, 4):
        later(EDITS[table][name])
        others = {
            ask: said
            for ask, gave in first.gave.items()
            if _could_read(ask[0], name)
            and (said := _said(first.replays, ask)) not in (gave, ChangedSinceError.__name__)
        }
        assert others == {}, name


# What is rolled back


def _of(path: str, day: dt.date = DAYS[0], **given: str) -> Ask:
    return path, tuple(given.items()), day


def _now(first: First, ask: Ask) -> Answer:
    """What the newest release answers."""
    path, given, day = ask
    return Desk(first.graph, CATALOGUE).ask(path, dict(given), as_of=day)


MEMBERS = _of("members/of_body", body="PFP")


def test_what_a_source_said_of_itself_stays(first: First, later: Later) -> None:
    def edit(rows: Rows) -> None:
        rows["sources"][0] |= {"title": "One, as corrected", "address": "https://example.org/new"}

    replays = later(edit)
    for ask in (MEMBERS, _of("sources/behind_country", country="CCC")):
        assert b'"One"' in _replayed(replays, ask)
        assert _replayed(replays, ask) == first.gave[ask]
        assert "One, as corrected" in {source["title"] for source in _now(first, ask).sources}


def test_the_name_of_a_thing_stays_where_it_does_not_order_the_rows(first: First, later: Later) -> None:
    def edit(rows: Rows) -> None:
        (found,) = (one for one in rows["countries"] if one["id"] == "CCC")
        found["name"] = "Anderland"

    replays = later(edit)
    for path in ("eligibility", "eligibility/timeline"):
        ask = _of(path, actor="CCC", tool="PARP")
        assert b"Celand" in _replayed(replays, ask)
        assert _replayed(replays, ask) == first.gave[ask]
    with pytest.raises(ChangedSinceError, match=r"release 3 changed name of CCC in countries\.csv"):
        _replayed(replays, MEMBERS)
    of_others = _of("members/of_body", body="NATO")
    assert b"AAA" in _replayed(replays, of_others)
    assert "Anderland" in {row["name"] for row in _now(first, MEMBERS).rows}


def test_what_was_not_there_yet_is_left_out(first: First, later: Later) -> None:
    def edit(rows: Rows) -> None:
        rows["countries"].append(row("countries", id=NEW, name="Aa", kind="country"))
        rows["meetings"].append(
            row("meetings", id="M-2", title="Second", date="2001-01-01", format="28+n", confidence="high")
        )
        rows["meeting_formats"].append(row("meeting_formats", meeting="M-2", format="EAPC"))

    replays = later(edit)
    for ask, id_ in ((_of("countries/status"), NEW), (_of("meetings/held", DAYS[1]), "M-2")):
        assert _replayed(replays, ask) == first.gave[ask]
        assert id_ in {found["id"] for found in _now(first, ask).rows}
    with pytest.raises(UnknownEntityError):
        _replayed(replays, _of("countries/profile", country=NEW))


def test_a_claim_does_not_tell_what_a_later_release_made_of_it(first: First, later: Later) -> None:
    def edit(rows: Rows) -> None:
        (found,) = (one for one in rows["memberships"] if one["id"] == "PFP:CCC:1994")
        found["note"] = "As corrected."

    replays = later(edit)
    ask = _of("claims/one", claim="PFP:CCC:1994")
    assert _replayed(replays, ask) == first.gave[ask]
    assert [found["until_release"] for found in _now(first, ask).rows] == [3]
    new = _of("claims/one", claim="PFP:CCC:1994:r3")
    assert b'"items":[]' in _replayed(replays, new)
    assert len(_now(first, new).rows) == 1


def test_what_was_taken_out_is_told_where_it_is_asked_about(later: Later) -> None:
    replays = later(lambda rows: rows["documents"].pop())
    with pytest.raises(ChangedSinceError, match=r"release 3 took out ASIDE in documents\.csv"):
        _replayed(replays, _of("countries/on_day_of", event="ASIDE"))


def test_an_edge_touches_those_at_it_and_those_at_what_it_hangs_on(later: Later, back: Replays) -> None:
    asks = {actor: _of("eligibility/acts", DAYS[1], actor=actor, tool="PARP") for actor in ("AAA", "CCC", "DDD")}
    before = {actor: _replayed(back, ask) for actor, ask in asks.items()}
    replays = later(lambda rows: rows["decision_actors"].append(row("decision_actors", decision="D-2", actor="DDD")))
    assert _replayed(replays, asks["AAA"]) == before["AAA"]
    for actor in ("CCC", "DDD"):
        with pytest.raises(ChangedSinceError, match=r"release 3 entered D-2 DDD in decision_actors\.csv"):
            _replayed(replays, asks[actor])


def test_what_hangs_on_a_record_that_was_not_known_yet_touches_nothing(first: First, later: Later) -> None:
    def edit(rows: Rows) -> None:
        rows["decisions"].append({**rows["decisions"][0], "id": "D-3", "since_release": ""})
        rows["decision_actors"].append(row("decision_actors", decision="D-3", actor="CCC"))
        rows["decision_tools"].append(row("decision_tools", decision="D-3", tool="PARP"))

    replays = later(edit)
    ask = _of("eligibility", actor="CCC", tool="PARP")
    assert _replayed(replays, ask) == first.gave[ask]
    assert b"D-3" in to_json(_now(first, _of("eligibility/acts", actor="CCC", tool="PARP")).rows)


# Packages of one's own

THEIRS = "atlas-of-clubs"


def _theirs(published: str) -> Rows:
    rows: Rows = {table.name: [] for table in tables()}
    rows["releases"] = [row("releases", number="1", published_at=published, note="Clubs.")]
    rows["sources"] = [row("sources", id="a-club-list", title="A list of clubs")]
    usual = {"sources": "a-club-list"}
    rows["countries"] = [row("countries", id="FFF", name="Aa land", kind="country", **usual)]
    rows["frameworks"] = [row("frameworks", id="CLUB", name="A club", confers_partnership="true", **usual)]
    rows["tools"] = [row("tools", id="CLUB_TOOL", name="A tool of clubs", kind="programme", **usual)]
    member = {"role": "partner", "valid_from": "2000", "valid_to": "..", **usual}
    rows["memberships"] = [
        row("memberships", id=f"{body}:{country}:2000", country=country, body=body, **member)
        for country, body in (("FFF", "PFP"), ("CCC", "CLUB"), ("EEE", "CLUB"))
    ]
    return rows


@pytest.fixture
def beside(first: First, back: Replays, tmp_path: Path) -> Iterator[Beside]:
    """Loads a package of somebody else beside the second release of ours, and takes it out again."""

    def load_it(rows: Rows) -> Replays:
        load(first.graph, write_package(tmp_path / "theirs", rows, THEIRS), today=TODAY)
        return back

    yield load_it
    if THEIRS in packages_in(first.graph):
        unload(first.graph, THEIRS, today=TODAY)


def test_a_package_that_published_later_changes_no_byte(first: First, beside: Beside) -> None:
    replays = beside(_theirs("2021-12-01T00:00:00Z"))
    assert "FFF" in {found["id"] for found in _now(first, MEMBERS).rows}
    assert {ask: said for ask, gave in first.gave.items() if (said := _said(replays, ask)) != gave} == {}


def test_an_edge_of_theirs_at_something_of_ours_is_told(beside: Beside) -> None:
    rows = _theirs("2021-12-01T00:00:00Z")
    rows["decision_actors"] = [row("decision_actors", decision="D-2", actor="DDD")]
    replays = beside(rows)
    with pytest.raises(ChangedSinceError, match=r"from D-2 to DDD \(CONCERNS\)"):
        _replayed(replays, _of("eligibility/acts", DAYS[1], actor="DDD", tool="PARP"))
    assert _replayed(replays, _of("eligibility/acts", DAYS[1], actor="AAA", tool="PARP"))


def test_a_package_that_had_published_by_then_must_be_named(first: First, beside: Beside) -> None:
    replays = beside(_theirs("2021-01-01T00:00:00Z"))
    with pytest.raises(OtherReleasesError, match=f"unload {THEIRS}") as refused:
        _replayed(replays, MEMBERS)
    assert f"are '2~{THEIRS}~1'" in refused.value.what
    told = _now(first, MEMBERS)
    assert f"release=2~{THEIRS}~1" in permalink(told)
    assert b"FFF" in _replayed(replays, MEMBERS, f"2~{THEIRS}~1")


def test_what_rested_on_a_package_is_refused_without_it(back: Replays) -> None:
    with pytest.raises(OtherReleasesError, match=f"load {THEIRS} up to release 1"):
        _replayed(back, MEMBERS, f"2~{THEIRS}~1")


def test_a_release_that_came_before_the_instant_after_all_is_told(later: Later) -> None:
    replays = later(lambda rows: rows["sources"].append(row("sources", id="new", title="New")))
    with pytest.raises(OtherReleasesError, match=f"does not hold release 3 of {OURS}"):
        _replayed(replays, MEMBERS, "2", LATER)
    assert _replayed(replays, MEMBERS, "3", LATER)


def test_at_the_first_release_nobody_can_tell_what_was_there(first: First) -> None:
    with pytest.raises(ChangedSinceError, match="release 2 entered rows without writing down which"):
        _replayed(first.replays, MEMBERS, "1", dt.datetime(2020, 1, 1))


@pytest.mark.parametrize(
    "text", ["", "~", "2~", "~2", "2~mine", "two", "2.0", "-2", "2~mine~2~", "2~Mine~2", "2 mine 2"]
)
def test_what_names_no_releases_is_refused(text: str, first: First) -> None:
    with pytest.raises(ParameterError, match="names no releases"):
        _replayed(first.replays, MEMBERS, text)


def test_what_is_kept_of_one_revision_is_not_used_at_another(first: First, back: Replays, tmp_path: Path) -> None:
    ask = _of("eligibility/timeline", actor="CCC", tool="PARP")
    assert _replayed(back, ask) == first.gave[ask]
    load(first.graph, write_package(tmp_path / "theirs", _theirs("2021-01-01T00:00:00Z"), THEIRS), today=TODAY)
    with pytest.raises(OtherReleasesError):
        _replayed(first.replays, ask)
    unload(first.graph, THEIRS, today=TODAY)
    assert _replayed(first.replays, ask) == first.gave[ask]
