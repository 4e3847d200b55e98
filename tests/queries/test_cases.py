"""What the questions answer, held to cases that a policy officer could check on the pages: tests/cases/questions.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from queries.catalogue import Catalogue
from queries.desk import Desk
from tests.conftest import ROOT

CASES = yaml.safe_load((ROOT / "tests" / "cases" / "questions.yaml").read_text(encoding="utf-8"))
KEYS = {"name", "question", "given", "as_of", "rows", "has", "lacks"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']}: {case['name']}"[:110])
def test_the_answer_holds_what_the_pages_say(case: Mapping[str, Any], desk: Desk) -> None:
    assert set(case) <= KEYS
    given = {name: str(value) for name, value in case.get("given", {}).items()}
    rows = desk.ask(case["question"], given, as_of=dt.date.fromisoformat(str(case["as_of"]))).rows
    assert case.get("rows", len(rows)) == len(rows)
    for wanted in case["has"]:
        assert _like(wanted, rows), f"no row has {wanted}"
    for unwanted in case.get("lacks", ()):
        assert not _like(unwanted, rows), f"a row has {unwanted}"


def test_every_question_has_a_case(catalogue: Catalogue) -> None:
    assert {case["question"] for case in CASES} == set(catalogue.questions)


def test_every_case_asks_for_a_row() -> None:
    assert all(case["has"] for case in CASES)


def _like(wanted: Mapping[str, Any], rows: Any) -> list[Mapping[str, Any]]:
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]
