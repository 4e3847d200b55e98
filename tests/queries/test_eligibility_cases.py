"""Verdicts held to cases that a policy officer wrote from the text and the pages, before the rules: tests/cases/eligibility/."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from queries.cells import Column, read
from queries.desk import Desk
from queries.eligibility import ask
from queries.told import Wanted
from queries.verdict import VERDICTS, deciding
from tests.conftest import ROOT

FILES = sorted((ROOT / "tests" / "cases" / "eligibility").glob("*.yaml"))
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}"[:150])
    for file in FILES
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
ALL: list[Mapping[str, Any]] = [param.values[0] for param in CASES]  # type: ignore[misc]
KEYS = {
    "name",
    "actor",
    "tool",
    "operation",
    "commission",
    "area",
    "as_of",
    "verdict",
    "provision",
    "names",
    "between",
    "page",
}


def _texts(value: Any) -> Iterator[str]:
    """Every text of a tree."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held)


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_is_what_the_text_and_the_pages_say(case: Mapping[str, Any], desk: Desk) -> None:
    assert set(case) <= KEYS
    wanted = Wanted(case["actor"], case["tool"], case.get("operation"), case.get("commission"), case.get("area"))
    found = ask(desk, wanted, as_of=dt.date.fromisoformat(str(case["as_of"]))).tree
    assert found["verdict"] == case["verdict"], found["summary"]
    if found["verdict"] == "undetermined":
        assert {one["verdict"] for one in found["undetermined"]} == set(case["between"])
    told = set(_texts([found["reasons"], found["notes"], found["undetermined"]]))
    assert set(case.get("names", ())) <= told
    if provision := case.get("provision"):
        assert [
            text
            for text in told
            if text == provision or text.startswith((f"{provision}.", f"{provision}a", f"{provision}b"))
        ]


def test_there_are_cases_enough_for_each_verdict_and_kind_of_actor() -> None:
    verdicts = Counter(case["verdict"] for case in ALL)
    assert set(verdicts) == set(VERDICTS)
    assert len(ALL) >= 150
    assert min(verdicts.values()) >= 2


def test_there_are_three_cases_at_least_for_each_rule(desk: Desk) -> None:
    """A case is one of a rule that its verdict rests on; of a no all that speak of the tool and are not met."""
    grounds, _ = read(desk, as_of=dt.date(2011, 4, 15))
    of_rule: Counter[str] = Counter()
    for case in ALL:
        column = Column(case["tool"], case.get("operation"), case.get("commission"))
        cell = grounds.cell(case["actor"], column, case.get("area"))
        day = dt.date.fromisoformat(str(case["as_of"]))
        of_rule.update(rule.id for rule in deciding(cell, cell.on(day), cell.holding(day)))
    assert {row["id"]: of_rule[row["id"]] for row in grounds.rules if of_rule[row["id"]] < 3} == {}
