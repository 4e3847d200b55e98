"""Both engines give the same rows to every question, on days on which much changed and on days at the edges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from queries.catalogue import Catalogue
from queries.desk import Desk

QUESTIONS = sorted(Catalogue.read().questions)
DAYS = ["0001-01-01", "1949-04-04", "1991-12-20", "1997-06-30", "2004-03-29", "2011-04-15", "2026-11-01", "9999-12-30"]
OTHER_PARAMETERS: list[tuple[str, dict[str, str]]] = [
    ("changes/between_days", {"from": "0001-01-01", "to": "9999-12-30"}),
    ("changes/between_days", {"from": "2010-12-31", "to": "2011-12-31", "entity": "IRQ"}),
    ("connections/paths_between", {"from": "FIN", "to": "UKR", "steps": "1"}),
    ("connections/paths_between", {"from": "CPE:UKR", "to": "NATO", "steps": "3"}),
    ("connections/paths_between", {"from": "MLT", "to": "MLT", "steps": "2"}),
    ("countries/status", {}),
    ("countries/status", {"country": "XKX"}),
    ("countries/profile", {"country": "UKR"}),
    ("countries/profile", {"country": "USA"}),
    ("countries/timeline", {"country": "RUS"}),
    ("countries/timeline", {"country": "UKR"}),
    ("embassies/contact_points", {}),
    ("embassies/contact_points", {"host": "UKR"}),
    ("frameworks/shared_with", {"country": "SWE"}),
    ("members/of_body", {"body": "NATO"}),
    ("members/of_body", {"body": "OSCE"}),
    ("sources/behind_country", {"country": "UKR"}),
]


@pytest.mark.neo4j
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("path", QUESTIONS)
def test_both_engines_give_the_same_rows_to_a_question_with_its_examples(
    path: str, day: str, desks: Mapping[str, Desk], catalogue: Catalogue
) -> None:
    _same_on_both(desks, path, dict(catalogue[path].examples), day)


@pytest.mark.neo4j
@pytest.mark.parametrize("day", ["2011-04-15", "2026-11-01"])
@pytest.mark.parametrize(("path", "given"), OTHER_PARAMETERS)
def test_both_engines_give_the_same_rows_to_a_question_with_other_parameters(
    path: str, given: dict[str, str], day: str, desks: Mapping[str, Desk]
) -> None:
    _same_on_both(desks, path, given, day)


@pytest.mark.neo4j
def test_both_engines_hold_the_same_names_sources_and_releases(desks: Mapping[str, Desk]) -> None:
    known = {name: desk.known() for name, desk in desks.items()}
    assert known["embedded"].sources == known["neo4j"].sources
    assert known["embedded"].releases == known["neo4j"].releases
    spelt = {
        name: {entity.id: (entity.name, set(entity.labels), sorted(entity.also)) for entity in held.entities.values()}
        for name, held in known.items()
    }
    assert spelt["embedded"] == spelt["neo4j"]


def _same_on_both(desks: Mapping[str, Desk], path: str, given: dict[str, str], day: str) -> None:
    answers = {name: desk.ask(path, given, as_of=dt.date.fromisoformat(day)) for name, desk in desks.items()}
    assert answers["embedded"].rows == answers["neo4j"].rows
    assert answers["embedded"].sources == answers["neo4j"].sources
