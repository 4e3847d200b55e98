"""Panels: every word of a year is what the API says of its days, and each format says the same."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter, defaultdict
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.panels import FIRST_YEAR, PANELS, Panels
from api.panels.codes import SYSTEMS, code, state_codes
from api.panels.days import RULES, Days, Year, merged, shared
from api.panels.written import FORMATS, panel
from graph.clocks import today
from queries.desk import Desk
from tests.support.thorough import part

THROUGH = dt.date(2026, 11, 22)
SPLIT_BY_US = {1991, 2003, 2006}
"""Years in which two of ours share what the lists have as one state: of the Soviet Union, and of Yugoslavia twice."""

spans = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=5)


@pytest.fixture(scope="module")
def panels(desk: Desk) -> Panels:
    return Panels.read(desk, through=THROUGH)


@pytest.fixture(scope="module")
def country_years(panels: Panels) -> dict[str, dict[tuple[int, str], dict[str, Any]]]:
    return {rule: {(row["year"], row["country"]): row for row in panels.country_years(rule)} for rule in RULES}


# Days


def _listed(found: Any) -> set[int]:
    return {day for first, past in found for day in range(first, past)}


@given(spans, spans)
def test_spans_are_the_days_in_them(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    assert _listed(merged(one)) == _listed(one)
    assert _listed(shared(merged(one), merged(other))) == _listed(one) & _listed(other)
    assert all(past < first for (_, past), (first, _) in zip(merged(one), merged(one)[1:], strict=False))


@given(spans, spans, st.integers(1, 30), st.integers(1, 30))
def test_a_year_is_called_by_its_days(
    certain: list[tuple[int, int]], may: list[tuple[int, int]], first: int, length: int
) -> None:
    days = Days(merged(certain), merged([*certain, *may]))
    year = Year(0, (first, first + length))
    inside = set(range(first, first + length))
    sure, maybe = (len(_listed(found) & inside) for found in (days.certain, days.possible))
    expected = {
        "any_day": (sure > 0, maybe > 0),
        "first_day": (first in _listed(days.certain), first in _listed(days.possible)),
        "majority": (sure * 2 > length, maybe * 2 > length),
    }
    for rule in RULES:
        is_sure, is_maybe = expected[rule]
        assert days.word(year, rule) == ("yes" if is_sure else "possible" if is_maybe else "no")


# Country-years


@pytest.mark.parametrize("number", part([1949, 1992, 1994, 1999, 2004, 2009, 2011, 2017, 2024, 2026], 4))
def test_the_first_day_of_a_year_is_as_the_status_of_that_day(
    number: int, desk: Desk, country_years: dict[str, dict[tuple[int, str], dict[str, Any]]]
) -> None:
    rows = desk.ask("countries/status", as_of=dt.date(number, 1, 1)).rows
    found = country_years["first_day"]
    for row in rows:
        said = found.get((number, row["id"]))
        if said is None:
            assert row["status"] == "none", row["id"]
        else:
            assert said["status"] == row["status"], row["id"]
            assert said["status_certainty"] == ("" if row["status"] == "none" else row["certainty"]), row["id"]


def test_a_body_of_a_year_is_as_its_members_of_that_day(
    desk: Desk, country_years: dict[str, dict[tuple[int, str], dict[str, Any]]]
) -> None:
    for body in ("PFP", "EAPC", "MD"):
        rows = desk.ask("members/of_body", {"body": body}, as_of=dt.date(2005, 1, 1)).rows
        members = {row["id"]: row["certainty"] for row in rows if row["role"] in ("ally", "partner")}
        words = {
            country: {"yes": "certain", "possible": "possible"}[row[f"in_{body.lower()}"]]
            for (year, country), row in country_years["first_day"].items()
            if year == 2005 and row[f"in_{body.lower()}"] != "no"
        }
        assert words == members


def test_the_year_of_an_accession_depends_on_the_rule(
    country_years: dict[str, dict[tuple[int, str], dict[str, Any]]],
) -> None:
    poland = {rule: rows[1999, "POL"] for rule, rows in country_years.items()}
    assert {rule: row["status"] for rule, row in poland.items()} == {
        "any_day": "ally",
        "first_day": "partner",
        "majority": "ally",
    }
    assert {row["depends_on_rule"] for row in poland.values()} == {3}, "status, NATO, and PfP, which it left"
    assert poland["any_day"]["nato_days"] == 295  # from 12 March
    settled = country_years["any_day"][2011, "FRA"]
    assert settled["depends_on_rule"] == 0
    assert settled["claims"]
    assert settled["sources"]


def test_any_day_is_never_less_than_the_other_rules(
    country_years: dict[str, dict[tuple[int, str], dict[str, Any]]], panels: Panels
) -> None:
    order = {"no": 0, "possible": 1, "yes": 2}
    assert len({len(rows) for rows in country_years.values()}) == 1
    for key, row in country_years["any_day"].items():
        for body in panels.bodies:
            for rule in RULES:
                assert order[country_years[rule][key][f"in_{body.lower()}"]] <= order[row[f"in_{body.lower()}"]], key
    allies = Counter(year for (year, _), row in country_years["majority"].items() if row["status"] == "ally")
    assert (allies[1949], allies[1950], allies[2011], allies[2026]) == (12, 12, 28, 32)


def test_every_claim_of_a_year_can_hold_on_a_day_of_it(
    panels: Panels, country_years: dict[str, dict[tuple[int, str], dict[str, Any]]]
) -> None:
    by_claim = {one.claim: one for one in panels.memberships}
    for (number, country), row in country_years["any_day"].items():
        year = Year.of(number, THROUGH)
        for id_ in filter(None, row["claims"].split("; ")):
            claim = by_claim[id_]
            assert claim.country == country
            assert claim.days.word(year, "any_day") != "no"


# Dyad-years


def test_dyads_are_pairs_of_what_countries_are(
    panels: Panels, country_years: dict[str, dict[tuple[int, str], dict[str, Any]]]
) -> None:
    rows = [row for row in panels.dyad_years("first_day") if row["year"] == 2011]
    assert all(row["country1"] < row["country2"] for row in rows)
    pairs = {(row["country1"], row["country2"]): row for row in rows}
    assert len(pairs) == len(rows)
    of_year = {country: row for (year, country), row in country_years["first_day"].items() if year == 2011}
    assert sum(row["both_allies"] == "yes" for row in rows) == 28 * 27 // 2
    for one in sorted(of_year):
        for other in sorted(of_year):
            if one < other:
                words = {of_year[one]["status"], of_year[other]["status"]}
                row = pairs.get((one, other), defaultdict(lambda: "no"))
                assert (row["ally_and_partner"] != "no") == (words == {"ally", "partner"}), (one, other)
                both = {of_year[one]["in_pfp"], of_year[other]["in_pfp"]}
                assert row["both_pfp"] == ("yes" if both == {"yes"} else "no" if "no" in both else "possible")


# Codes


def test_codes_are_of_countries_that_there_are_and_tell_them_apart(panels: Panels) -> None:
    ids = {country.id for country in panels.countries}
    assert {country for country, _ in state_codes()} <= ids
    for system in SYSTEMS:
        for year in panels.years:
            found = Counter(filter(None, (code(id_, system, year) for id_ in ids)))
            twice = [number for number, times in found.items() if times > 1]
            assert not twice or year.number in SPLIT_BY_US, (system, year.number, twice)


@pytest.mark.parametrize(
    ("country", "number", "cow", "gw"),
    [
        ("DEU", 1989, 260, 260),
        ("DEU", 1990, 255, 260),
        ("SRB", 2007, 345, 340),
        ("SUN", 1990, 365, 365),
        ("RUS", 1990, None, None),
        ("RUS", 2011, 365, 365),
        ("CZE", 1992, None, None),
        ("SWE", FIRST_YEAR, 380, 380),
        ("DDR", 1955, 265, 265),
        ("ABW", 2011, None, None),
    ],
)
def test_a_country_has_the_codes_of_its_year(country: str, number: int, cow: int | None, gw: int | None) -> None:
    year = Year.of(number, THROUGH)
    assert (code(country, "cow", year), code(country, "gw", year)) == (cow, gw)


# Files


@pytest.mark.parametrize("name", PANELS)
def test_each_format_says_the_same(name: str, desk: Desk) -> None:
    frames = {}
    for key, form in FORMATS.items():
        made = panel(desk, name, "majority")
        data = b"".join(form.write(made))
        readers: dict[str, Any] = {
            "csv": lambda data=data: pd.read_csv(io.BytesIO(data), keep_default_na=False, low_memory=False),
            "parquet": lambda data=data: pd.read_parquet(io.BytesIO(data)),
            "stata": lambda data=data: pd.read_stata(io.BytesIO(data)),
        }
        frames[key] = readers[key]()
        assert list(frames[key].columns) == [column.name for column in made.columns]
    as_text = {
        key: frame.astype(object).where(frame.notna(), "").map(_plain).reset_index(drop=True)
        for key, frame in frames.items()
    }
    assert len(as_text["csv"]) > 10_000
    pd.testing.assert_frame_equal(as_text["csv"], as_text["parquet"])
    pd.testing.assert_frame_equal(as_text["csv"], as_text["stata"])


def _plain(value: Any) -> str:
    text = str(value)
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def test_labels_are_as_long_as_stata_takes_them(panels: Panels) -> None:
    for name in PANELS:
        assert all(0 < len(column.about) <= 80 for column in panels.columns(name))
        assert all(len(column.name) <= 32 for column in panels.columns(name))


def test_the_present_year_ends_today() -> None:
    assert Year.of(THROUGH.year, THROUGH).days == (THROUGH - dt.date(THROUGH.year, 1, 1)).days + 1
    assert Year.of(2024, today()).days == 366
