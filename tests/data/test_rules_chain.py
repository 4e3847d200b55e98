"""Rules that take each other's place: on every day from the first to the last of them one is in force, and never two."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

import pytest

from graph.clocks import BEGINNING, LAST_DAY, bounds
from tests.conftest import ROOT
from tests.support.corrupt import read_rows

Row = Mapping[str, str]

RULES = read_rows(ROOT / "data" / "rules.csv")
RELEASES = [int(row["number"]) for row in read_rows(ROOT / "data" / "releases.csv")]
ONE_DAY = dt.timedelta(days=1)


def _uncorrected(id_: str) -> str:
    """A rule that was corrected is replaced under either id."""
    return re.sub(r":r[0-9]+$", "", id_)


def known(rules: Sequence[Row], release: int) -> dict[str, Row]:
    """The rules that a release holds."""
    return {
        _uncorrected(row["id"]): row
        for row in rules
        if int(row["since_release"]) <= release and not (row["until_release"] and int(row["until_release"]) <= release)
    }


def chains(rules: Mapping[str, Row]) -> list[list[Row]]:
    """From each rule that no other replaces back to one that replaces none; several where it branches."""
    before = {
        id_: [_uncorrected(one.strip()) for one in row["replaces"].split(";") if one.strip()]
        for id_, row in rules.items()
    }

    def back(id_: str) -> Iterator[list[Row]]:
        for older in before[id_]:
            yield from ([*chain, rules[id_]] for chain in back(older))
        if not before[id_]:
            yield [rules[id_]]

    replaced = {id_ for ids in before.values() for id_ in ids}
    return [chain for id_ in rules if id_ not in replaced for chain in back(id_) if len(chain) > 1]


def wrong_days(chain: Sequence[Row]) -> list[str]:
    """The days on which more than one rule of a chain may be in force, or none is for certain between its ends.

    Nothing changes between the days on which something begins or ends, so those and their neighbours are all days.
    """
    lives = [
        bounds(*(row[name] for name in ("valid_from", "valid_to", "attested_from", "attested_to"))) for row in chain
    ]
    turns = {day for life in lives for day in (life.from_min, life.from_max, life.to_min, life.to_max)}
    days = {day + ONE_DAY * step for day in turns if BEGINNING < day <= LAST_DAY for step in (-1, 0, 1)}
    wrong: list[str] = []
    for day in sorted(day for day in days if day <= LAST_DAY):
        possible = sum(life.possible(day) for life in lives)
        certain = sum(life.certain(day) for life in lives)
        if possible > 1 or (lives[0].from_max <= day < lives[-1].to_min and certain != 1):
            wrong.append(day.isoformat())
    return wrong


CHAINS = [
    pytest.param(chain, id=f"release {release}: {' '.join(row['id'] for row in chain)}")
    for release in RELEASES
    for chain in chains(known(RULES, release))
]


@pytest.mark.parametrize("chain", CHAINS)
def test_in_each_chain_one_rule_is_in_force_on_every_day_and_never_two(chain: Sequence[Row]) -> None:
    assert wrong_days(chain) == []


def test_every_rule_that_takes_the_place_of_another_is_in_a_chain() -> None:
    newest = known(RULES, RELEASES[-1])
    linked = sum(len([one for one in row["replaces"].split(";") if one.strip()]) for row in newest.values())
    found = {(older["id"], newer["id"]) for chain in chains(newest) for older, newer in itertools.pairwise(chain)}
    assert len(found) == linked
    assert found


def test_each_chain_is_of_one_tool() -> None:
    assert all(len({row["tool"] for row in chain}) == 1 for chain in chains(known(RULES, RELEASES[-1])))


@pytest.mark.parametrize(
    ("end", "start", "wrong"),
    [
        ("2011-04-15", "2011-04-15", []),
        ("2011-04-16", "2011-04-15", ["2011-04-15"]),
        ("2011-04-14", "2011-04-15", ["2011-04-14"]),
        ("2011-04", "2011-04", ["2011-04-01", "2011-04-02", "2011-04-29"]),
        ("2011-04", "2011-04-15", ["2011-04-01", "2011-04-02", "2011-04-14", "2011-04-15", "2011-04-16", "2011-04-29"]),
        ("..", "2011-04-15", ["2011-04-15", "2011-04-16", "2020-01-01"]),
    ],
)
def test_an_overlap_a_gap_and_a_month_are_seen(end: str, start: str, wrong: list[str]) -> None:
    usual = {"attested_from": "", "attested_to": ""}
    older = {"id": "older", "valid_from": "1994-01-10", "valid_to": end} | usual
    newer = {"id": "newer", "valid_from": start, "valid_to": "2020-01-02"} | usual
    assert wrong_days([older, newer]) == wrong
