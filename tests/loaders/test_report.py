"""The report on a package: every number worked out by hand for a package of a few rows, and sums that must be right for ours."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from graph.schema import tables
from loaders.checks import Checked, checked
from loaders.package import default_folder
from loaders.report import Report, markdown, report
from tests.conftest import TODAY
from tests.support.corrupt import read_rows
from tests.support.small_package import Rows, row, small_rows, withdraw, write_package


def _rows() -> Rows:
    """The small package with a second release, a withdrawn row, two rivals, a gap and a long term."""
    rows = small_rows()
    rows["releases"].append(row("releases", number="2", published_at="2021-06-01T12:00:00Z"))
    rows["sources"].append(
        row("sources", id="gone", title="Gone", address="https://example.org/gone", withdrawn_in="2"),
    )
    ranked = {"rival_group": "start of CCC", "rank_reason": "the text itself"}
    (first,) = [one for one in rows["memberships"] if one["id"] == "PFP:CCC:1994"]
    first |= {"rank": "preferred"} | ranked
    rows["memberships"].append(
        first
        | {"id": "PFP:CCC:1994:other", "rank": "normal", "rank_reason": "a summary", "valid_from": "1994-06"}
        | {"sources": "two", "confidence": "low", "since_release": "2"}
    )
    withdraw(rows, "memberships", "PFP:DDD:1995", "2")
    rows["gaps"] = [
        row("gaps", id="GAP:1", actor="CCC;DDD", what="Who hosted it?", unknown_from="1994", unknown_to="..",
            looked_on="2020-01-01", looked_where="One and two", since_release="1"),
    ]  # fmt: skip
    rows["contact_point_leads"].append(
        row("contact_point_leads", id="LEAD:CCC:BBB:2003", country="BBB", contact_point="CPE:CCC", confidence="medium",
            valid_from="2003-01-01", valid_to="2009-01-01")
    )  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """That package, checked."""
    return checked(write_package(tmp_path_factory.mktemp("small") / "package", _rows()))


@pytest.fixture(scope="module")
def found(small: Checked) -> Report:
    """Its report."""
    return report(small, TODAY)


@pytest.fixture(scope="module")
def ours() -> Checked:
    """Our own data, checked."""
    return checked(default_folder())


# By hand


def test_the_report_says_of_what_it_is(small: Checked, found: Report) -> None:
    assert {name: found[name] for name in ("package", "release", "published_at", "digest")} == {
        "package": "partnership-graph",
        "release": 2,
        "published_at": "2021-06-01T12:00:00Z",
        "digest": small.package.digest,
    }


BY_HAND = {
    # table: rows, current, sources, high, medium, low, start unknown, end unknown, disputed
    "changes": (1, 1, 0),
    "contact_point_embassies": (1, 1, 1),
    "countries": (4, 4, 1),
    "frameworks": (1, 1, 1),
    "gaps": (1, 1, 0),
    "organisations": (1, 1, 1),
    "releases": (2, 2, 0),
    "sources": (3, 3, 0),
    "contact_point_hosts": (1, 1, 1, 1, 0, 0, 1, 1, 0),
    "contact_point_leads": (2, 2, 1, 1, 1, 0, 0, 1, 0),
    "establishments": (1, 1, 1, 1, 0, 0, 0, 0, 0),
    "memberships": (5, 4, 2, 3, 0, 1, 0, 0, 2),
    "names": (1, 1, 1, 1, 0, 0, 1, 0, 0),
}


def test_every_table_with_rows_is_counted(found: Report) -> None:
    counted = {}
    for one in found["tables"]:
        levels = [one["confidence"][level] for level in ("high", "medium", "low")] if one["confidence"] else []
        unknown = [one[name] for name in ("start_unknown", "end_unknown", "disputed") if one[name] is not None]
        counted[one["table"]] = (one["rows"], one["current"], one["sources"], *levels, *unknown)
    assert counted == BY_HAND
    assert list(counted) == list(BY_HAND)


def test_sources_are_counted_by_what_rests_on_them(found: Report) -> None:
    assert found["sources"] == {
        "sources": 3,
        "with an address": 1,
        "with a date of publication": 1,
        "withdrawn": 1,
        "that nothing current rests on": 1,
        "rows that rest on one source alone": 16,
    }


def test_releases_are_counted_by_what_they_brought_and_took_back(found: Report) -> None:
    assert found["releases"] == [
        {"release": 1, "published_at": "2020-01-01T00:00:00Z", "brought": 10, "took_back": 0},
        {"release": 2, "published_at": "2021-06-01T12:00:00Z", "brought": 1, "took_back": 1},
    ]


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("1950-01-01", {"memberships": 1}, {"contact_point_hosts": 1, "names": 1}),
        ("1990-01-01", {"memberships": 2}, {"contact_point_hosts": 1, "names": 1}),
        ("1995-01-01", {"establishments": 1, "memberships": 4}, {"contact_point_hosts": 1}),
        (
            "2005-01-01",
            {"contact_point_leads": 1, "establishments": 1, "memberships": 4},
            {"contact_point_hosts": 1, "contact_point_leads": 1},
        ),
        ("2026-11-22", {"establishments": 1, "memberships": 4}, {"contact_point_hosts": 1, "contact_point_leads": 1}),
    ],
)
def test_current_claims_are_counted_over_time(
    day: str, certain: dict[str, int], possible: dict[str, int], found: Report
) -> None:
    (counted,) = [one for one in found["over_time"] if one["day"] == day]
    assert (counted["certain"], counted["possible"]) == (certain, possible)


def test_time_runs_in_steps_of_five_years_to_the_day_that_is_given(small: Checked, found: Report) -> None:
    days = [one["day"] for one in found["over_time"]]
    assert days == [*(f"{year}-01-01" for year in range(1950, 2026, 5)), "2026-11-22"]
    assert [one["day"] for one in report(small, dt.date(1961, 5, 2))["over_time"]] == [
        *("1950-01-01", "1955-01-01", "1960-01-01", "1961-05-02")
    ]


def test_disputes_stand_with_their_ranks_reasons_and_sources_the_preferred_first(found: Report) -> None:
    assert found["disputes"] == [
        {
            "group": "start of CCC",
            "claims": [
                {"claim": "PFP:CCC:1994", "rank": "preferred", "reason": "the text itself", "sources": ["one"]},
                {"claim": "PFP:CCC:1994:other", "rank": "normal", "reason": "a summary", "sources": ["two"]},
            ],
        }
    ]


def test_gaps_and_warnings_stand_as_they_are(small: Checked, found: Report) -> None:
    assert found["gaps"] == [
        {"id": "GAP:1", "actor": "CCC;DDD", "tool": "", "what": "Who hosted it?"}
        | {"unknown_from": "1994", "unknown_to": "..", "looked_on": "2020-01-01"}
    ]
    (warning,) = found["warnings"]
    assert warning == str(small.warnings[0])
    assert warning.startswith("contact_point_leads.csv:3, column valid_to: the term is longer than four years")


def test_a_gap_and_a_rival_that_a_release_took_back_are_in_no_list(tmp_path: Path) -> None:
    rows = _rows()
    withdraw(rows, "gaps", "GAP:1", "2")
    for one in rows["memberships"]:
        one["since_release"] = "1"
    withdraw(rows, "memberships", "PFP:CCC:1994:other", "2")
    told = report(checked(write_package(tmp_path / "package", rows)), TODAY)
    assert told["gaps"] == []
    assert "PFP:CCC:1994:other" not in [one["claim"] for group in told["disputes"] for one in group["claims"]]


# For people and for programs


def _part(page: str, title: str) -> list[str]:
    """The lines of a section, without empty ones."""
    (part,) = [part for part in page.split("\n## ")[1:] if part.startswith(title)]
    return [line for line in part.split("\n")[1:] if line]


def _table(lines: list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def _same(page: str, found: Report) -> None:
    """The page says what the report holds, section by section."""
    assert page.startswith(f"# Report on {found['package']}, release {found['release']}\n")
    assert found["published_at"] in page
    assert found["digest"][:16] in page
    header, _, *rows = _table(_part(page, "Tables"))
    for cells, one in zip(rows, found["tables"], strict=True):
        levels = one["confidence"] or {}
        held = {**one, **levels, "start unknown": one["start_unknown"], "end unknown": one["end_unknown"]}
        told = [held.get(name) for name in header]
        assert cells == ["" if value is None else str(value) for value in told]
    assert _part(page, "Sources") == [f"- {what}: {number}" for what, number in found["sources"].items()]
    _, _, *rows = _table(_part(page, "Releases"))
    assert rows == [
        [str(one[name]) for name in ("release", "published_at", "brought", "took_back")] for one in found["releases"]
    ]
    header, _, *rows = _table(_part(page, "Over time"))
    for cells, one in zip(rows, found["over_time"], strict=True):
        assert cells[0] == one["day"]
        for name, cell in zip(header[1:], cells[1:], strict=True):
            assert cell == f"{one['certain'].get(name, 0)} ({one['possible'].get(name, 0)})"
        assert set(one["certain"]) | set(one["possible"]) <= set(header)
    disputes = _part(page, f"Disputes ({len(found['disputes'])})")
    assert [line[2:] for line in disputes if line.startswith("- ")] == [one["group"] for one in found["disputes"]]
    claims = [claim for one in found["disputes"] for claim in one["claims"]]
    for line, claim in zip([line for line in disputes if line.startswith("  - ")], claims, strict=True):
        assert f"{claim['rank']}: `{claim['claim']}` ({claim['reason']})" in line
        assert line.endswith(", ".join(claim["sources"]))
    for line, gap in zip(_part(page, f"Gaps ({len(found['gaps'])})"), found["gaps"], strict=True):
        assert f"`{gap['id']}` {gap['what']}" in line
        assert gap["looked_on"] in line
    assert _part(page, f"Warnings ({len(found['warnings'])})") == [f"- {warning}" for warning in found["warnings"]]


def test_the_page_for_people_says_the_same(found: Report) -> None:
    _same(markdown(found), found)
    assert "- `GAP:1` Who hosted it? (from 1994 to today; looked for on 2020-01-01)" in markdown(found)


def test_the_page_on_our_own_data_says_the_same(ours: Checked) -> None:
    found = report(ours, TODAY)
    _same(markdown(found), found)


def test_the_page_is_markdown_whose_tables_are_whole(found: Report) -> None:
    tables_: list[int] = []
    for line in markdown(found).split("\n"):
        if line.startswith("|"):
            tables_.append(line.count("|"))
        elif tables_:
            assert len(set(tables_)) == 1
            tables_ = []
    assert not re.search(r"\n\n\n", markdown(found))


def test_the_report_is_json(found: Report) -> None:
    assert json.loads(json.dumps(found)) == found


# Our own data


def test_every_table_of_our_own_data_with_rows_is_in_the_report_and_adds_up(ours: Checked) -> None:
    counted = {one["table"]: one["rows"] for one in report(ours, TODAY)["tables"]}
    rows = {table.name: len(read_rows(default_folder() / f"{table.name}.csv")) for table in tables()}
    assert counted == {name: number for name, number in rows.items() if number}
    assert sum(counted.values()) == len(list(ours.package))


def test_what_the_releases_of_our_own_data_brought_adds_up_to_the_rows_that_releases_bring(ours: Checked) -> None:
    found = report(ours, TODAY)
    recorded = [one for one in ours.package if one.table.recorded]
    assert sum(one["brought"] for one in found["releases"]) == len(recorded)
    assert sum(one["took_back"] for one in found["releases"]) == sum(1 for one in recorded if one.withdrawn)


def test_confidence_and_claims_of_our_own_data_add_up(ours: Checked) -> None:
    found = report(ours, TODAY)
    for one in found["tables"]:
        if one["confidence"]:
            assert sum(one["confidence"].values()) == one["current"]
    claims = sum(1 for one in ours.package.claims() if not one.withdrawn)
    assert sum(one["current"] for one in found["tables"] if one["disputed"] is not None) == claims
    for one in found["over_time"]:
        assert sum(one["certain"].values()) + sum(one["possible"].values()) <= claims


def test_disputed_rows_of_our_own_data_are_those_of_its_disputes(ours: Checked) -> None:
    found = report(ours, TODAY)
    disputed = sum(one["disputed"] or 0 for one in found["tables"])
    assert disputed == sum(len(group["claims"]) for group in found["disputes"]) > 0
