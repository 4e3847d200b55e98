"""GEXF opened in Gephi itself (its toolkit: all but the windows), with the filter of its time line."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.exports import all_formats
from api.exports.taken import Relation, Taken
from graph.clocks import BEGINNING, OPEN_END
from graph.neo4j_server import fetch_jars
from queries.desk import Desk
from tests.conftest import ROOT, skip_without_neo4j

HERE = Path(__file__).parent / "gephi"
DAYS = (dt.date(1949, 4, 4), dt.date(1999, 3, 12), dt.date(2011, 4, 14), dt.date(2011, 4, 15), dt.date(2024, 3, 7))
"""Among them days on which something begins or ends, and days of doubt."""


@dataclass(frozen=True)
class InGephi:
    """What Gephi said: `holds` are the spells of each edge, `seen` its edges on each day."""

    said: dict[str, list[str]]
    holds: dict[str, str]
    seen: dict[str, set[str]]


@pytest.fixture(scope="module")
def opened(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> InGephi:
    skip_without_neo4j()  # Java and Maven are what both need.
    jars = fetch_jars(ROOT / ".partnerships" / "tests" / "gephi", HERE / "pom.xml")
    file = tmp_path_factory.mktemp("gephi") / "whole.gexf"
    file.write_bytes(b"".join(all_formats()["gexf"].write(Taken(desk))))
    said, holds, seen = defaultdict(list), {}, {str(day): set() for day in DAYS}
    for line in _run("java", "-cp", f"{jars}/*", HERE / "Opened.java", file, *DAYS).splitlines():
        word, *more = line.split("\t")
        if word == "holds":
            holds[more[0]] = more[1]
        elif word in seen:
            seen[word].add(more[0])
        else:
            said[word] += more
    return InGephi(said, holds, seen)


def _run(*command: object) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_gephi_opens_every_thing_and_every_claim_with_its_time_line(
    opened: InGephi, desk: Desk, relations: list[Relation]
) -> None:
    assert opened.said["issue"] == ["INFO", "GEXF version 1.3"]
    assert opened.said["nodes"] == [str(len(list(Taken(desk).things())))]
    assert opened.said["edges"] == [str(len(relations))]
    assert opened.said["dynamic"] == ["true"]
    first, last = (dt.date.fromisoformat(opened.said[name][0]) for name in ("from", "to"))
    assert first == min(one.from_earliest for one in relations if one.from_earliest)
    assert last >= max(DAYS)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_on_a_day_its_time_line_shows_what_may_hold_then(
    day: dt.date, opened: InGephi, relations: list[Relation]
) -> None:
    def may_hold(one: Relation) -> bool:
        return (one.from_earliest or BEGINNING) <= day < (one.to_latest or OPEN_END)

    assert opened.seen[str(day)] == {one.id for one in relations if one.claim is None or may_hold(one)}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_on_a_day_it_tells_the_certain_from_the_possible(
    day: dt.date, opened: InGephi, relations: list[Relation]
) -> None:
    at = dt.datetime.combine(day, dt.time(), dt.UTC).timestamp() * 1000
    for one in relations:
        if one.claim and one.id in opened.seen[str(day)]:
            spells = re.findall(r"\[(\S+), (\S+), (\w+)\]", opened.holds[one.id])
            words = {word for first, last, word in spells if float(first) <= at <= float(last)}
            surely = (one.from_latest or OPEN_END) <= day < (one.to_earliest or OPEN_END)
            assert words == {"certain" if surely else "possible"}, one.id
