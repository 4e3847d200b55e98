"""Numbers that NATO itself gave out, asked of both engines as a user would ask them."""

from __future__ import annotations

import datetime as dt

import pytest

from queries.desk import Desk


def certain_members(desk: Desk, body: str, day: str, role: str | None = None) -> set[str]:
    """The countries that are certainly in a body on a day."""
    answer = desk.ask("members/of_body", {"body": body, "role": role}, as_of=dt.date.fromisoformat(day))
    found = [row["id"] for row in answer.rows if row["certainty"] == "certain"]
    assert len(found) == len(set(found)), "a country stands twice"
    return set(found)


@pytest.mark.parametrize(
    ("day", "number"),
    [("1949-08-24", 12), ("1952-02-17", 12), ("1982-06-01", 16), ("1999-03-12", 19), ("2004-03-28", 19), ("2004-03-29", 26),
     ("2009-03-31", 26), ("2009-04-01", 28), ("2011-04-15", 28), ("2017-06-05", 29), ("2020-03-27", 30), ("2023-04-03", 30),
     ("2023-04-04", 31), ("2024-03-06", 31), ("2024-03-07", 32), ("2026-11-01", 32)],
)  # fmt: skip
def test_the_alliance_has_so_many_allies(day: str, number: int, desk: Desk) -> None:
    assert len(certain_members(desk, "NATO", day, "ally")) == number


@pytest.mark.parametrize(
    ("day", "number"),
    [("1997-06-30", 28), ("2001-10-01", 27), ("2004-06-30", 20), ("2007-01-31", 23), ("2008-06-30", 24), ("2011-04-15", 22),
     ("2024-07-31", 18)],
)  # fmt: skip
def test_the_euro_atlantic_partnership_council_has_so_many_partners(day: str, number: int, desk: Desk) -> None:
    assert len(certain_members(desk, "EAPC", day, "partner")) == number


@pytest.mark.parametrize(("body", "number"), [("PFP", 22), ("MD", 7), ("ICI", 4)])
def test_a_framework_has_so_many_partners_on_the_day_of_the_policy(body: str, number: int, desk: Desk) -> None:
    assert len(certain_members(desk, body, "2011-04-15", "partner")) == number


def test_thirty_four_countries_have_ever_been_in_the_partnership_for_peace(desk: Desk) -> None:
    answer = desk.ask(
        "changes/between_days",
        {"from": "1990-01-01", "to": "2026-11-01", "entity": "PFP"},
        as_of=dt.date(2026, 11, 1),
    )
    began = {row["start"] for row in answer.rows if row["relation"] == "MEMBER_OF" and row["event"] == "began"}
    assert len(began) == 34


def test_the_euro_atlantic_partnership_council_has_fifty_members_in_all(desk: Desk) -> None:
    members = certain_members(desk, "EAPC", "2011-04-15")
    assert len(members) == 50
    assert members == certain_members(desk, "NATO", "2011-04-15") | certain_members(
        desk, "EAPC", "2011-04-15", "partner"
    )


def test_the_mediterranean_dialogue_and_the_istanbul_initiative_have_these_partners(desk: Desk) -> None:
    assert certain_members(desk, "MD", "2011-04-15") == {"DZA", "EGY", "ISR", "JOR", "MRT", "MAR", "TUN"}
    assert certain_members(desk, "ICI", "2011-04-15") == {"BHR", "KWT", "QAT", "ARE"}


@pytest.mark.parametrize(
    ("country", "day", "status"),
    [("SWE", "2011-04-15", "partner"), ("SWE", "2024-03-06", "partner"), ("SWE", "2024-03-07", "ally"),
     ("JOR", "2011-04-15", "partner"),
     ("DEU", "2011-04-15", "ally"), ("CHN", "2011-04-15", "none"), ("XKX", "2026-11-01", "none"), ("ALB", "2009-03-31", "partner"),
     ("ALB", "2009-04-01", "ally")],
)  # fmt: skip
def test_a_country_is_ally_partner_or_neither_on_a_day(country: str, day: str, status: str, desk: Desk) -> None:
    (row,) = desk.ask("countries/status", {"country": country}, as_of=dt.date.fromisoformat(day)).rows
    assert (row["status"], row["certainty"]) == (status, "certain")


@pytest.mark.parametrize("day", ["1997-06-30", "2011-04-15", "2026-11-01"])
def test_the_status_of_all_countries_agrees_with_the_members_of_the_alliance(day: str, desk: Desk) -> None:
    rows = desk.ask("countries/status", as_of=dt.date.fromisoformat(day)).rows
    assert {row["id"] for row in rows if row["status"] == "ally"} == certain_members(desk, "NATO", day)


@pytest.mark.parametrize("day", ["1991-12-19", "1997-06-30", "2011-04-15", "2024-07-31"])
def test_what_a_framework_counts_is_what_its_members_are(day: str, desk: Desk) -> None:
    for row in desk.ask("frameworks/on_day", as_of=dt.date.fromisoformat(day)).rows:
        assert row["partners"] == len(certain_members(desk, row["id"], day, "partner")), row["id"]
