"""What an answer says would change it, applied to the tables and judged by the second evaluator: it does."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from queries.cells import read
from queries.desk import Desk
from queries.eligibility import ask
from queries.told import Tree, Wanted
from tests.conftest import ROOT
from tests.queries.test_eligibility import EXPLAINED
from tests.support import second_evaluator as second

Rows = dict[str, list[dict[str, str]]]

NEW = {"valid_from": "1000-01-01", "valid_to": "..", "rank": "normal"}
FRAMEWORK = "PFP"
"""What stands for any framework that confers partnership."""


@cache
def own_rows() -> Rows:
    found: Rows = {}
    for name in second.TABLES:
        with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            found[name] = list(csv.DictReader(handle))
    return found


def newest() -> str:
    return own_rows()["releases"][-1]["number"]


def changed(change: Mapping[str, Any], day: dt.date, wanted: Wanted) -> Rows:
    """The tables as they would be with that one change."""
    rows = {name: list(held) for name, held in own_rows().items()}
    if added := change["adds"]:
        if effect := added.get("decision"):
            rows["decisions"].append(
                {"id": "new", "effect": effect, "strand": "", "effective_from": "1000-01-01", "effective_until": "..",
                 "since_release": newest()}
            )  # fmt: skip
            rows["decision_actors"].append({"decision": "new", "actor": added["actor"]})
            if effect == "grants":
                rows["decision_tools"].append({"decision": "new", "tool": added["tool"]})
            return rows
        table, start, end = second.RELATIONS[added["relation"]]
        tied = {"partnership": FRAMEWORK, "operation": wanted.operation, "commission": wanted.commission}
        other = added["object"] or tied[added["any_of"]]
        ends = {start: added["subject"], end: other}
        if added["subject"] != "NATO" and start == "alliance":  # The Alliance is where the edge begins, whoever asks.
            ends = {start: other, end: added["subject"]}
        rows[table].append({"id": "new", **ends, "role": added["role"] or "", "since_release": newest(), **NEW})
        return rows
    id_, holds = (change["ends"], "no") if change["ends"] else (change["settles"]["id"], change["settles"]["holds"])
    for name, held in rows.items():
        for at, row in enumerate(held):
            if row.get("id") == id_ and name not in ("releases", "rule_conditions"):
                span = {"yes": ("1000-01-01", ".."), "no": ("1000-01-01", "1000-01-02")}[holds]
                starts = ("effective_from", "effective_until") if name == "decisions" else ("valid_from", "valid_to")
                held[at] = {**row, "attested_from": "", "attested_to": "", **dict(zip(starts, span, strict=True))}
    return rows


def verdict(tree: Tree, rows: Rows, day: dt.date, wanted: Wanted) -> str:
    ties = {name: tree[name] for name in ("operation", "commission", "area")}
    return second.verdict(second.Tables.of(rows), wanted.actor, wanted.tool, day, **ties).verdict


@pytest.mark.parametrize("name", EXPLAINED)
def test_each_change_that_an_answer_names_does_change_it(name: str, desk: Desk) -> None:
    wanted, text = EXPLAINED[name]
    day = dt.date.fromisoformat(text)
    tree = ask(desk, wanted, as_of=day).tree
    assert verdict(tree, own_rows(), day, wanted) == tree["verdict"]
    for change in tree["would_change_if"]:
        assert verdict(tree, changed(change, day, wanted), day, wanted) == change["verdict"], change


def test_each_change_of_answers_drawn_by_lot_does_change_them(desk: Desk) -> None:
    grounds, _ = read(desk, as_of=dt.date(2011, 4, 15))
    lot = random.Random(6)  # noqa: S311 - a seed, so that each run draws the same
    drawn = 0
    while drawn < 12:
        actor, column = lot.choice(list(grounds.actors)), lot.choice(grounds.columns)
        cell = grounds.cell(actor, column)
        day = lot.choice([*cell.edges, dt.date(2011, 4, 15)])
        if cell.on(day).verdict in ("silent", "closed") and lot.random() < 0.9:
            continue
        drawn += 1
        wanted = Wanted(actor, column.tool, column.operation, column.commission)
        tree = ask(desk, wanted, as_of=day).tree
        for change in tree["would_change_if"]:
            assert verdict(tree, changed(change, day, wanted), day, wanted) == change["verdict"], (wanted, day, change)
