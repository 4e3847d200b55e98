"""The evaluator that serves against the second one, written from the page and the tables apart from it, and both engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.clocks import BEGINNING
from graph.connection import Graph
from loaders.load import load
from queries.catalogue import Catalogue
from queries.cells import Column, Grounds, read
from queries.desk import Desk
from queries.verdict import Cell
from tests.conftest import ROOT, TODAY
from tests.support import second_evaluator as second
from tests.support.small_package import Rows, row, small_rows, write_package

AREAS = (None, "other", "direct_threat")
AREA_TOOLS = ("CONSULTATION", "COOPERATION", "FLEXIBLE_FORMAT", "ENGAGEMENT")


def cells(grounds: Grounds) -> Iterator[tuple[str, Column, str | None]]:
    """Every cell that can be asked about, those of areas where rules know areas."""
    for actor in grounds.actors:
        for column in grounds.columns:
            for area in AREAS if column.tool in AREA_TOOLS else AREAS[:1]:
                yield actor, column, area


def days(cell: Cell, other: second.Cell) -> list[dt.date]:
    """The days on which either thinks that something may change, and one before the first."""
    found = sorted({*cell.edges, *(day for day in other.change_days() if day > BEGINNING)})
    return [found[0] - dt.timedelta(days=1), *found] if found else [dt.date(2011, 4, 15)]


def compare(grounds: Grounds, tables: second.Tables, every: int = 1) -> tuple[int, int, list[str]]:
    """How many cells and verdicts were compared, and every difference. `every`: of so many cells only one."""
    count = verdicts = 0
    differences: list[str] = []
    for actor, column, area in list(cells(grounds))[::every]:
        one = grounds.cell(actor, column, area)
        ties = {"operation": column.operation, "commission": column.commission, "area": area}
        other = second.cell(tables, actor, column.tool, **ties)
        count += 1
        for day in days(one, other):
            mine, theirs = one.on(day), other.on(day)
            verdicts += 1
            if (mine.verdict, mine.between, set(mine.unknowns)) != (
                theirs.verdict,
                theirs.between,
                set(theirs.unknowns),
            ):
                differences.append(f"{actor} {column} {area} {day}: {mine} against {theirs}")
    return count, verdicts, differences


def test_both_evaluators_agree_on_every_cell_on_every_day_on_which_anything_changes(
    desk: Desk, engine_name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every cell on the embedded engine, and every fifth on Neo4j, which gives the same rows to work from: it takes minutes."""
    every = 1 if engine_name == "embedded" else 5
    grounds, _ = read(desk, as_of=dt.date(2011, 4, 15))
    tables = second.Tables.read(ROOT / "data")
    assert list(grounds.actors) == sorted(second.actors(tables))
    count, verdicts, differences = compare(grounds, tables, every)
    with capsys.disabled():
        print(f"\n{count:,} cells, {verdicts:,} verdicts compared, {len(differences)} differences")
    assert differences == []
    assert count == -(-_told("cells") // every)
    assert every > 1 or verdicts == _told("verdicts")


def _told(what: str) -> int:
    """The number that docs/decisions/0006-eligibility.md tells."""
    words = (ROOT / "docs" / "decisions" / "0006-eligibility.md").read_text(encoding="utf-8").split()
    return int(words[words.index(f"{what},") - 1 if f"{what}," in words else words.index(what) - 1].replace(",", ""))


# Tables made at random

_STARTS = ("2009-01-01", "2010", "2011-04", "2011-04-15", "2011-04-16", "")
_ENDS = ("..", "..", "", "2011-05-01", "2012", "2013-01-01")
_COUNTRIES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """A package with rules, what they ask, memberships, contributions and acts, all made up."""

    def one(options: Any) -> Any:
        return draw(st.sampled_from(options))

    def span(start: str = "valid_from", end: str = "valid_to") -> dict[str, str]:
        return {start: one(_STARTS), end: one(_ENDS)}

    rows = small_rows()
    for name in (
        "memberships",
        "contact_point_embassies",
        "contact_point_hosts",
        "contact_point_leads",
        "contact_point_supports",
    ):
        rows[name] = []
    rows["countries"] = [
        row(
            "countries",
            id=code,
            name=code.title(),
            kind="country",
            alpha_2=code[:2],
            euro_atlantic=one(("inside", "beyond")),
        )
        for code in _COUNTRIES
    ]
    rows["frameworks"] = [
        row("frameworks", id=id_, name=id_, confers_partnership=confers)
        for id_, confers in (("PFP", "true"), ("MD", "true"), ("CONTACT", "false"))
    ]
    rows["operations"] = [row("operations", id=id_, name=id_) for id_ in ("OP1", "OP2")]
    rows["tools"] = [row("tools", id=id_, name=id_, kind="programme") for id_ in ("T1", "T2", "T3")]
    rows["operation_lives"] = [
        row(
            "operation_lives",
            id=f"LIFE:{id_}",
            alliance="NATO",
            operation=id_,
            role=one(("article_5", "non_article_5")),
            **span(),
        )
        for id_ in ("OP1", "OP2")
    ]
    for number in range(draw(st.integers(4, 14))):
        country, body = one(_COUNTRIES), one(("PFP", "MD", "CONTACT", "NATO"))
        ally = body == "NATO"
        rows["memberships"].append(
            row(
                "memberships", id=f"M:{number}", country=country, body=body, role="ally" if ally else "partner",
                valid_from="2012-06-01" if ally else one(_STARTS[:5]), valid_to=".." if ally else "2012-03-01",
            )
        )  # fmt: skip
    for number in range(draw(st.integers(0, 4))):
        rows["contributions"].append(
            row("contributions", id=f"C:{number}", country=one(_COUNTRIES), operation=one(("OP1", "OP2")), **span())
        )
    for number in range(draw(st.integers(1, 6))):
        tool, id_ = one(("T1", "T2", "T3")), f"r{number}"
        per = "operation" if tool == "T3" else ""
        # Nothing in these tables is a fact about an organisation, so a rule on those asks nothing.
        audience = "country" if per else one(("country", "country", "organisation"))
        rows["rules"].append(
            row(
                "rules", id=id_, tool=tool, modality=one(("open", "on_request", "needs_decision")), wording="made up",
                decides="NAC", audience=audience, per=per,
                strand=one(("political", "practical", "both")), reading="ours", **span(),
            )
        )  # fmt: skip
        if audience == "organisation":
            continue
        alternatives = one((("",), ("1", "2")))
        # A rule asks nothing that it also forbids, and of whom it speaks is no alternative: the check would refuse it.
        scopes = ("false", "false", "true") if len(alternatives) == 1 else ("false",)
        expected: dict[str, str] = {}
        for count in range(draw(st.integers(2, 4)) if len(alternatives) > 1 else draw(st.integers(0, 3))):
            asked = one(
                (
                    {"relation": "MEMBER_OF", "role": "partner", "object": "PFP"},
                    {"relation": "MEMBER_OF", "role": "partner", "object": "MD"},
                    {"relation": "MEMBER_OF", "role": "partner", "any_of": "partnership"},
                    {"relation": "MEMBER_OF", "role": "ally", "object": "NATO"},
                    {"attribute": "beyond_euro_atlantic"},
                )
            )
            rows["rule_conditions"].append(
                row(
                    "rule_conditions", id=f"{id_}:{count}", rule=id_, alternative=alternatives[count % len(alternatives)],
                    scope=one(scopes), asks="is so",
                    expected=expected.setdefault(repr(asked), one(("true", "true", "false"))), **asked,
                )
            )  # fmt: skip
        if per:
            for count, asked in enumerate(
                (
                    {"relation": "CONTRIBUTES_TO", "any_of": "operation"},
                    {
                        "relation": "CONDUCTS",
                        "any_of": "operation",
                        "subject": "NATO",
                        "role": one(("", "non_article_5")),
                    },
                )
            ):
                rows["rule_conditions"].append(
                    row(
                        "rule_conditions", id=f"{id_}:per{count}", rule=id_, scope="false", asks="is so", expected="true",
                        **asked,
                    )
                )  # fmt: skip
    for number in range(draw(st.integers(0, 5))):
        id_ = f"D:{number}"
        rows["decisions"].append(
            row(
                "decisions", id=id_, title="made up", summary="made up", body="NAC", kind="made up",
                effect=one(("grants", "suspends", "suspends", "none")), strand=one(("", "political", "practical", "both")),
                **span("effective_from", "effective_until"),
            )
        )  # fmt: skip
        for actor in draw(st.sets(st.sampled_from(_COUNTRIES), min_size=1, max_size=3)):
            rows["decision_actors"].append(row("decision_actors", decision=id_, actor=actor))
        for thing in draw(st.sets(st.sampled_from(("T1", "T2", "T3", "OP1", "PFP")), max_size=2)):
            rows["decision_tools"].append(row("decision_tools", decision=id_, tool=thing))
    return rows


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=tables())
def test_both_evaluators_agree_on_tables_made_at_random(
    rows: Rows, empty_graph: Graph, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.mktemp("random")
    write_package(folder, rows)
    load(empty_graph, folder, today=TODAY)
    grounds, _ = read(Desk(empty_graph, catalogue), as_of=dt.date(2011, 4, 15))
    count, verdicts, differences = compare(grounds, second.Tables.of(rows))
    assert differences == []
    assert verdicts >= count > 0
