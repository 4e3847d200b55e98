"""A typed Python client, generated from the committed document, asks the real server: it is understood as it is meant."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.promise import PROMISE
from tests.conftest import ROOT

PACKAGE = "partnerships_client"
BERLIN = dt.date(2011, 4, 15)

TYPED = """
import datetime as dt

from partnerships_client import Client
from partnerships_client.api.countries import country
from partnerships_client.api.frameworks import frameworks_members
from partnerships_client.models.country_answer import CountryAnswer
from partnerships_client.models.members_of_body_answer import MembersOfBodyAnswer
from partnerships_client.models.country_answer_status import CountryAnswerStatus

client = Client(base_url="http://127.0.0.1:1")
members = frameworks_members.sync(client=client, id="EAPC", as_of=dt.date(2011, 4, 15), limit=5)
if isinstance(members, MembersOfBodyAnswer):
    day: dt.date = members.as_of
    claims: list[str] = [item.claim for item in members.items]
    since: str | None = members.items[0].since
    addresses: list[str | None] = [source.address for source in members.sources]
sweden = country.sync(client=client, country="SWE")
if isinstance(sweden, CountryAnswer):
    assert sweden.status is CountryAnswerStatus.PARTNER
"""
WRONG = (
    'frameworks_members.sync(client=client, id="EAPC", as_of="2011-04-15")',
    "frameworks_members.sync(client=client)",
    "if isinstance(members, MembersOfBodyAnswer): members.items[0].nothing",
    "if isinstance(members, MembersOfBodyAnswer): members.items[0].since + 1",
)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that holds the generated package, from which it can be imported."""
    folder = tmp_path_factory.mktemp("client")
    config = ROOT / "tests" / "api" / "client.yaml"
    said = subprocess.run(
        [
            *(sys.executable, "-c", "from openapi_python_client.cli import app; app()", "generate"),
            *("--path", PROMISE, "--config", config, "--meta", "none", "--output-path", folder / PACKAGE),
            "--fail-on-warning",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield folder


@pytest.fixture
def client(generated: Path, address: str) -> Iterator[Any]:
    with importlib.import_module(PACKAGE).Client(base_url=address, timeout=30) as client:
        yield client


def _call(name: str) -> Any:
    """A call of the client, such as `frameworks.frameworks_members`."""
    return importlib.import_module(f"{PACKAGE}.api.{name}")


def _model(name: str) -> Any:
    return getattr(importlib.import_module(f"{PACKAGE}.models"), name)


def test_it_asks_for_a_list_and_gets_typed_rows(client: Any) -> None:
    members = _call("frameworks.frameworks_members").sync(
        client=client, id="EAPC", as_of=BERLIN, role=_model("FrameworksMembersRole").PARTNER
    )
    assert isinstance(members, _model("MembersOfBodyAnswer"))
    assert members.as_of == BERLIN
    assert len(members.items) == 22
    (sweden,) = (item for item in members.items if item.id == "SWE")
    assert (sweden.since, sweden.claim, sweden.certainty) == ("1997-05-30", "EAPC:SWE:1997", "certain")
    assert {source.id for source in members.sources} >= set(sweden.sources)


def test_it_asks_what_a_country_was_and_goes_from_its_claim_to_the_source(client: Any) -> None:
    sweden = _call("countries.country").sync(client=client, country="SWE", as_of=BERLIN)
    assert sweden.status == _model("CountryAnswerStatus").PARTNER
    claim = _call("claims_and_sources.claim").sync(client=client, claim=sweden.grounds[0].claim)
    assert claim.claim.start == "SWE"
    source = _call("claims_and_sources.source").sync(client=client, source=claim.sources[0].id)
    assert claim.claim.claim in {item.claim for item in source.items}


def test_it_reads_a_list_in_parts(client: Any) -> None:
    ask = _call("questions.members_of_body").sync
    part = ask(client=client, body="PFP", as_of=BERLIN, limit=10)
    found = [item.id for item in part.items]
    while part.next_:
        part = ask(client=client, body="PFP", limit=10, cursor=part.next_)
        found += [item.id for item in part.items]
    assert found == [item.id for item in ask(client=client, body="PFP", as_of=BERLIN).items]


def test_it_finds_by_name(client: Any) -> None:
    found = _call("search.search").sync(client=client, q="Turky")
    assert found.items[0].id == "TUR"


def test_it_asks_for_an_answer_as_it_was(client: Any) -> None:
    members = _call("questions.members_of_body").sync(client=client, body="EAPC", as_of=BERLIN)
    replayed = _call("permalinks.replay").sync(
        client=client,
        path=_model("ReplayPath").MEMBERSOF_BODY,
        parameters=_model("ReplayParameters").from_dict({"body": "EAPC"}),
        as_of=BERLIN,
        known_at=members.known_at.isoformat().replace("+00:00", "Z"),
        release=str(members.release),
    )
    assert replayed.permalink == members.links.permalink
    assert [item.additional_properties for item in replayed.items] == [item.to_dict() for item in members.items]


def test_what_goes_wrong_is_a_typed_problem(client: Any) -> None:
    answer = _call("countries.country").sync_detailed(client=client, country="SWEDN")
    assert answer.status_code == 404
    assert isinstance(answer.parsed, _model("Problem"))
    assert answer.parsed.nearest[0] == "SWE"


def test_it_gets_what_is_no_json_as_it_is(client: Any) -> None:
    answer = _call("questions.favourites").sync_detailed(client=client)
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_its_types_let_right_use_pass_and_tell_wrong_use(generated: Path, tmp_path: Path) -> None:
    use = tmp_path / "use.py"
    use.write_text(f"{TYPED}\n" + "\n".join(WRONG) + "\n", encoding="utf-8")
    said = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", tmp_path / "cache", use],
        env={**os.environ, "MYPYPATH": str(generated)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = {int(line.split(":")[1]) for line in said.stdout.splitlines() if ": error:" in line}
    begin = TYPED.count("\n") + 2
    assert told == set(range(begin, begin + len(WRONG))), said.stdout + said.stderr
