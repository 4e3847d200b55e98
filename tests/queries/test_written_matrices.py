"""A matrix is written once for all days between two on which something changes: always the same as one made for the day."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_right
from typing import Any

import pytest
from pydantic_core import to_json

from api.answers import spliced
from api.links import links_behind, list_body
from queries import many as module
from queries.desk import Desk
from queries.many import Many

BERLIN = dt.date(2011, 4, 15)
ONE_DAY = dt.timedelta(days=1)
EVERYTHING: list[dict[str, str | None]] = [
    {"actor": "JOR"},
    {"actor": "Jordanie"},
    {"tool": "IPAP"},
    {"tool": "CONSULTATION"},
    {"tool": "CONSULTATION", "area": "other"},
    {"tool": "CONSULTATION", "area": "direct_threat"},
    {"tool": "CONSULTATION", "area": "CIVIL_EMERGENCY"},
    {"tool": "CONSULTATION", "verdict": "needs_decision"},
    {"tool": "CONSULTATION", "verdict": "undetermined"},
    {"operation": "ISAF"},
    {"commission": "NRC"},
    {"kind": "organisation", "tool": "IO_RELATIONS"},
    {"framework": "MD"},
    {"framework": "ICI"},
]


@pytest.fixture(scope="module")
def many(desk: Desk) -> Many:
    return Many(desk, 100_000_000)


def _written(many: Many, given: dict[str, str | None], **clocks: Any) -> bytes:
    answer, behind, items = many.written(given, **clocks)
    return spliced(answer, links_behind(answer, behind, ""), items)


def _plain(many: Many, given: dict[str, str | None], **clocks: Any) -> bytes:
    answer, behind = many.ask("eligibility/matrix", given, **clocks)
    return to_json(list_body(answer, links_behind(answer, behind, "")))


def test_every_input_counts(many: Many) -> None:
    """Each is asked after all others have been kept, on the days around a change, twice."""
    clocks: list[dict[str, Any]] = [
        {"as_of": day, "known_at": instant}
        for day in (BERLIN - ONE_DAY, BERLIN)
        for instant in (None, dt.datetime(2026, 11, 27))
    ]
    for _ in range(2):
        for given in EVERYTHING:
            for both in clocks:
                assert _written(many, given, **both) == _plain(many, given, **both), (given, both)
    assert _written(many, {}, as_of=BERLIN) == _plain(many, {}, as_of=BERLIN)


def test_days_drawn_by_lot_are_answered_as_if_each_were_the_first(many: Many) -> None:
    lot = random.Random(5)  # noqa: S311 - a seed, so that each run draws the same
    grounds = many.desk.together(lambda known: many.matrix(known, known.releases[-1].published_at, None)).grounds
    edges = [day for day in grounds.edges if dt.date(1991, 1, 1) < day < dt.date(2027, 1, 1)]
    for edge in lot.sample(edges, 8):
        for day in (edge - ONE_DAY, edge, edge + ONE_DAY):
            assert _written(many, {"kind": "country", "tool": "IPAP"}, as_of=day) == _plain(
                many, {"kind": "country", "tool": "IPAP"}, as_of=day
            )


def test_between_two_changes_nothing_is_worked_out_again(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    grounds = many.desk.together(lambda known: many.matrix(known, known.releases[-1].published_at, None)).grounds
    begin = next(
        one
        for one, two in zip(grounds.edges, grounds.edges[1:], strict=False)
        if one.year > 2000 and (two - one).days > 20
    )
    _written(many, {}, as_of=begin)

    def never(_: Any) -> Any:
        raise AssertionError("worked out again")

    monkeypatch.setattr(module, "_matrix", never)
    kept = [_written(many, {}, as_of=begin + days * ONE_DAY) for days in range(5)]
    assert len(set(kept)) == 5  # each with its own day
    with pytest.raises(AssertionError, match="worked out again"):
        _written(many, {}, as_of=grounds.edges[bisect_right(grounds.edges, begin)])


def test_what_is_kept_is_bounded(desk: Desk) -> None:
    bounded = Many(desk, 30_000)
    for actor in ("JOR", "SWE", "AUT", "UKR", "RUS", "CHN"):
        for day in (BERLIN, BERLIN - ONE_DAY):
            assert _written(bounded, {"actor": actor}, as_of=day) == _plain(bounded, {"actor": actor}, as_of=day)
    held = [len(one.items) for one in bounded._written.values()]
    assert 0 < sum(held) <= 30_000
    nothing = Many(desk)
    _written(nothing, {"actor": "JOR"}, as_of=BERLIN)
    assert not nothing._written.values()


def test_what_is_worked_out_ahead_is_what_would_be_worked_out_then(desk: Desk) -> None:
    ahead = desk.together(lambda known: Many(desk).matrix(known, known.releases[-1].published_at, None))
    ahead.work_ahead()
    later = desk.together(lambda known: Many(desk).matrix(known, known.releases[-1].published_at, None))
    chosen = random.Random(1).sample(list(later.places), 500)  # noqa: S311
    assert [ahead.spells(place) for place in chosen] == [later.spells(place) for place in chosen]
    assert {id(ahead.cell(place)) for place in ahead.places} == set(ahead._spells)
