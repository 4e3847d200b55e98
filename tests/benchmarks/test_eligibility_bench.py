"""The measurements of eligibility, once and quickly and without peers: that they ask what they say, not what they measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from benchmarks import eligibility, peers
from benchmarks.addresses import AS_OF, noted
from benchmarks.eligibility import CHECK, NO, YES, Size, all_days, check, matrix, partners, small_package
from benchmarks.http_load import Hits
from benchmarks.service import NO_OP_OF_SIZE, started
from benchmarks.ways import Aim, aims, in_turns
from graph.connection import Graph
from graph.settings import Settings
from loaders.checks import checked
from loaders.package import default_folder, read_package
from queries.catalogue import Catalogue
from queries.cells import GROUNDS, NATIONS, PARTNERSHIPS, RULES, STANDING
from queries.eligibility import ACTS, BESIDE
from queries.eligibility import CHECK as CHECK_QUESTION
from tests.benchmarks.support import skip_without_h2load

SIZE = Size(1, 0.01, 1, mixed_seconds=1, mixed_connections=2, write_every=1, factor=2)


def test_the_driver_is_given_what_the_app_sends(engine: Graph, engine_settings: Settings, catalogue: Catalogue) -> None:
    for path, after, questions in (
        (CHECK, CHECK, (CHECK_QUESTION, ACTS, BESIDE)),
        (f"/v1/eligibility/matrix?as_of={AS_OF}", CHECK, (RULES, GROUNDS, STANDING, NATIONS, PARTNERSHIPS)),
    ):
        sent = [statement.text for statement in noted(engine_settings, path, after).statements]
        assert sent == [catalogue[question].assembled for question in questions]


def test_the_peers_get_the_memberships_of_the_graph(engine: Graph, engine_settings: Settings) -> None:
    found = partners(engine_settings)
    assert {body for body, countries in found.items() if YES in countries} == {"MD"}
    assert not any(NO in countries for countries in found.values())
    assert {body: len(countries) for body, countries in found.items() if body in ("EAPC", "ICI")} == {
        "EAPC": 22,
        "ICI": 4,
    }


def test_the_no_op_of_a_size_has_it(engine: Graph, engine_settings: Settings) -> None:
    with started(engine_settings) as server:
        answer = httpx.get(f"{server}{NO_OP_OF_SIZE}?bytes=12345", headers={"accept-encoding": "identity"})
    assert (len(answer.content), answer.headers["content-length"]) == (12345, "12345")


def test_one_verdict_is_asked_in_each_way_and_a_missing_peer_is_told(
    engine: Graph, engine_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    skip_without_h2load()
    monkeypatch.setattr(eligibility, "PEERS", {"OpenFGA": peers.openfga})
    monkeypatch.setattr(peers, "_HOME", tmp_path)
    monkeypatch.setattr(peers.shutil, "which", lambda _: None)
    lines = list(check({"one": engine_settings}, SIZE))
    assert "OpenFGA is left out: there is no go on the PATH to build it." in lines
    ways = [line.split("|") for line in lines if line.startswith("| ")]
    assert [cells[1].strip() for cells in ways if cells[-2].strip() == "0"] == [
        "repeated, one",
        "first time, one",
        "driver, one",
        "no-op",
    ]
    assert sum(line.startswith("| first time / driver, one") for line in lines) == 1


def test_all_verdicts_of_a_day_are_asked_first_and_again(engine: Graph, engine_settings: Settings) -> None:
    skip_without_h2load()
    lines = list(matrix({"one": engine_settings}, SIZE))
    ways = [line.split(" | ")[0].removeprefix("| one: ") for line in lines if line.endswith("| 0 |")]
    assert set(ways) == {"first", "driver", "next day", "again", "days in turn", "no-op", "again, gzip", "no-op, gzip"}
    assert sum("no-op of as many bytes" in line for line in lines) == 3


def test_all_days_have_every_place(engine: Graph, engine_settings: Settings) -> None:
    with Graph.open(engine_settings) as graph:
        cells = eligibility.cells_of(graph)
    found = all_days(engine_settings)
    assert found.places == len(cells.grounds.actors) * len(cells.grounds.columns)
    assert 0 < found.days <= found.changes


def test_the_writer_s_package_may_stand_beside_ours(tmp_path: Path) -> None:
    ours, _ = read_package(default_folder())
    assert len(list(checked(small_package(tmp_path), tuple(ours)).package.claims())) == 3


def test_each_way_has_its_turn_and_the_first_round_is_not_counted() -> None:
    asked: list[str] = []

    def call(name: str) -> Callable[[], Hits]:
        def hits() -> Hits:
            asked.append(name)
            return Hits(2.0, [1.0, 0.5, float(len(asked))], [0.0, 1.0, 1.5], Counter())

        return hits

    found = in_turns({"one": call("one"), "two": call("two")}, 2)
    assert asked == ["two", "one", "one", "two", "two", "one"]
    assert (found["one"].medians, found["two"].rates) == ([1.0, 1.0], [1.5, 1.5])


def test_a_way_that_answers_nothing_ends_the_run() -> None:
    with pytest.raises(RuntimeError, match="504"):
        in_turns({"one": lambda: Hits(0.0, (), (), Counter({"504": 2}))}, 1)


@pytest.mark.parametrize(
    ("aim", "told"),
    [
        (Aim("quick", [1.0, 3.0, 1.2], 1.5), "| quick | 1.20 (1.10 to 2.10) | at most 1.5 | 0.80 | yes |"),
        (Aim("slow", [3.0], 1.5), "| slow | 3.00 (3.00 to 3.00) | at most 1.5 | 2.00 | **no** |"),
        (Aim("many", [3.0], 2, at_least=True), "| many | 3.00 (3.00 to 3.00) | at least 2 | 1.50 | yes |"),
        (Aim("few", [1.0], 2, at_least=True), "| few | 1.00 (1.00 to 1.00) | at least 2 | 0.50 | **no** |"),
        (Aim("errors", [1], 0), "| errors | 1.00 (1.00 to 1.00) | at most 0 |  | **no** |"),
        (Aim("beside", [1.0]), "| beside | 1.00 (1.00 to 1.00) |  |  |  |"),
    ],
    ids=lambda value: value.what if isinstance(value, Aim) else "",
)
def test_an_aim_says_whether_it_was_reached_and_how_far(aim: Aim, told: str) -> None:
    assert list(aims([aim]))[2] == told
