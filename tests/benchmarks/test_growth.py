"""The synthetic graph keeps the shape of ours, and the comparison asks every question of it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.growth import Rows, grown, hubs, looks_at_one, measure, report
from graph.connection import Graph
from graph.schema import tables
from graph.settings import Settings
from loaders.checks import checked
from loaders.package import default_folder
from queries.catalogue import Catalogue

FACTOR = 3


def _rows(folder: Path) -> Rows:
    """Every table as it stands."""
    found: dict[str, list[dict[str, str]]] = {}
    for declared in tables():
        with (folder / f"{declared.name}.csv").open(encoding="utf-8", newline="") as handle:
            found[declared.name] = list(csv.DictReader(handle))
    return found


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grown(tmp_path_factory.mktemp("growth") / "package", FACTOR)


def _degrees(rows: Rows, end: str) -> Counter[str]:
    """How many claims start or end at each id, of rows that nothing closed."""
    return Counter(
        cells[getattr(declared.edge, end)]
        for declared in tables()
        if declared.edge
        for cells in rows[declared.name]
        if not cells["until_release"]
    )


def test_the_synthetic_package_passes_our_own_check(package: Path) -> None:
    ours = sum(1 for _ in checked(default_folder()).package.claims())
    assert (FACTOR - 0.2) * ours < sum(1 for _ in checked(package).package.claims()) <= FACTOR * ours


def test_each_copied_actor_has_as_many_claims_as_the_one_it_copies(package: Path) -> None:
    ours, theirs = _degrees(_rows(default_folder()), "start"), _degrees(_rows(package), "start")
    assert {id_: theirs[id_] for id_ in ours} == ours
    assert {id_: theirs[f"x{FACTOR - 1}-{id_}"] for id_ in ours} == ours


def test_our_hubs_grow_with_the_graph_and_a_copy_has_its_own(package: Path) -> None:
    rows = _rows(default_folder())
    ours, theirs = _degrees(rows, "end"), _degrees(_rows(package), "end")
    shared = hubs(rows)
    assert {"UN", "EAPC", "NATO"} <= shared
    in_ours = sum(theirs[id_] for id_ in shared) / sum(ours[id_] for id_ in shared)
    in_copies = sum(theirs[f"x1-{id_}"] for id_ in shared) / sum(ours[id_] for id_ in shared)
    assert in_ours == pytest.approx(1 + (FACTOR - 1) / 2, rel=0.05)
    assert in_copies == pytest.approx(0.5, rel=0.1)


def test_what_is_no_hub_does_not_grow(package: Path) -> None:
    rows = _rows(default_folder())
    ours, theirs = _degrees(rows, "end"), _degrees(_rows(package), "end")
    assert {id_: theirs[id_] for id_ in ours if id_ not in hubs(rows)} == {
        id_: number for id_, number in ours.items() if id_ not in hubs(rows)
    }


def test_every_question_is_asked_at_every_size(engine: Graph, engine_settings: Settings, catalogue: Catalogue) -> None:
    found = measure({1: engine_settings, 2: engine_settings}, rounds=1)
    assert set(found) == set(catalogue.questions)
    assert all(one.rows[1] == one.rows[2] for one in found.values())
    assert sum(f"`{path}`" in text for text in report(found, [2]) for path in found) == len(found)


def test_a_question_looks_at_one_by_its_parameters(catalogue: Catalogue) -> None:
    assert looks_at_one(catalogue["countries/profile"])
    assert not looks_at_one(catalogue["organisations/on_day"])
