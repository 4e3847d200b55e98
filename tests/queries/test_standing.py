"""What countries were through time is, on each day on which it changes, what the question about one day says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from queries.desk import Desk

TODAY = dt.date(2026, 11, 22)
COUNTRIES = ("SWE", "AZE", "MLT", "RUS", "ROU", "YUG")


def _told(row: Mapping[str, Any]) -> tuple[object, ...]:
    grounds = sorted((one["claim"], one["certainty"], one["role"]) for one in row["grounds"])
    return row["id"], row["name"], row["status"], row["certainty"], tuple(grounds)


def test_on_every_day_on_which_a_status_changes_standing_says_what_status_says(desk: Desk) -> None:
    standing = desk.ask("countries/standing", as_of=TODAY).rows
    days = sorted({day for row in standing for day in (row["since"], row["until"]) if day})
    assert len(days) > 60
    for day in days:
        status = desk.ask("countries/status", as_of=dt.date.fromisoformat(day)).rows
        here = {_told(row) for row in status if row["status"] != "none"}
        there = {_told(row) for row in standing if (row["since"] or "") <= day and (row["until"] or "9999") > day}
        assert there == here, day


def test_a_country_s_spans_hold_each_event_of_its_timeline(desk: Desk) -> None:
    for country in COUNTRIES:
        spans = {row["claim"]: row for row in desk.ask("countries/spans", {"country": country}, as_of=TODAY).rows}
        events = [
            event
            for event in desk.ask("countries/timeline", {"country": country}, as_of=TODAY).rows
            if event["relation"] not in ("succeeds", "succeeded_by")
        ]
        assert events
        for event in events:
            began = event["event"] == "began"
            row = spans[event["claim"]]
            edge = ("from_earliest", "from_latest") if began else ("to_earliest", "to_latest")
            assert (row["relation"], row["other"]) == (event["relation"], event["other"])
            assert row["since" if began else "until"] == event["date"]
            assert tuple(row[name] for name in edge) == (event["earliest"], event["latest"])
