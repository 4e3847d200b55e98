"""Frameworks and organisations over HTTP, and who belongs to them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.api.support import POLICY_DAY


def _members(api: httpx.Client, path: str, **parameters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(path, params=parameters).raise_for_status().json()["items"]
    return items


def test_the_frameworks_of_the_day_of_the_policy_are_those_of_paragraph_seven(api: httpx.Client) -> None:
    items = api.get("/v1/frameworks", params={"as_of": POLICY_DAY}).json()["items"]
    assert [item["id"] for item in items if item["kind"] == "framework"] == ["EAPC", "GLOBAL", "ICI", "MD", "PFP"]
    assert [item["id"] for item in items if item["kind"] == "commission"] == ["NGC", "NRC", "NUC"]


def test_contact_countries_give_way_to_partners_across_the_globe_on_the_day_of_the_policy(api: httpx.Client) -> None:
    eve, day = (
        {item["id"] for item in api.get("/v1/frameworks", params={"as_of": day}).json()["items"]}
        for day in ("2011-04-14", POLICY_DAY)
    )
    assert eve - day == {"CONTACT"}
    assert day - eve == {"GLOBAL"}


@pytest.mark.parametrize(("framework", "partners"), [("EAPC", 22), ("PFP", 22), ("MD", 7), ("ICI", 4)])
def test_the_list_counts_as_many_partners_as_the_members_show(api: httpx.Client, framework: str, partners: int) -> None:
    listed = {item["id"]: item for item in api.get("/v1/frameworks", params={"as_of": POLICY_DAY}).json()["items"]}
    members = _members(api, f"/v1/frameworks/{framework}/members", as_of=POLICY_DAY, role="partner")
    assert listed[framework]["partners"] == len(members) == partners


def test_the_eapc_has_22_partners_and_28_allies_on_the_day_of_the_policy(api: httpx.Client) -> None:
    members = _members(api, "/v1/frameworks/EAPC/members", as_of=POLICY_DAY)
    assert Counter(member["role"] for member in members) == {"partner": 22, "ally": 28}
    assert {member["certainty"] for member in members} == {"certain"}


@pytest.mark.parametrize(
    ("day", "partners"),
    [
        ("1997-06-30", 28),
        ("2001-10-01", 27),
        ("2004-06-30", 20),
        ("2007-01-31", 23),
        ("2008-06-30", 24),
        ("2024-07-31", 18),
    ],
)
def test_the_eapc_had_as_many_partners_on_a_day_as_history_says(api: httpx.Client, day: str, partners: int) -> None:
    assert len(_members(api, "/v1/frameworks/EAPC/members", as_of=day, role="partner")) == partners


def test_a_member_has_what_the_contract_promises(api: httpx.Client) -> None:
    sweden = next(item for item in _members(api, "/v1/frameworks/PFP/members", as_of=POLICY_DAY) if item["id"] == "SWE")
    promised = {name: sweden[name] for name in ("id", "name", "role", "since", "certainty", "claim")}
    assert promised == {
        "id": "SWE",
        "name": "Sweden",
        "role": "partner",
        "since": "1994-05-09",
        "certainty": "certain",
        "claim": "PFP:SWE:1994",
    }


def test_certain_and_possible_members_are_kept_apart(api: httpx.Client) -> None:
    members = {item["id"]: item for item in _members(api, "/v1/frameworks/GLOBAL/members", as_of=POLICY_DAY)}
    assert members["IRQ"]["certainty"] == "possible"
    assert {members[id_]["certainty"] for id_ in ("AFG", "AUS", "JPN", "KOR", "NZL")} == {"certain"}
    listed = {item["id"]: item for item in api.get("/v1/frameworks", params={"as_of": POLICY_DAY}).json()["items"]}
    certainties = Counter(member["certainty"] for member in members.values())
    assert (listed["GLOBAL"]["partners"], listed["GLOBAL"]["possible_partners"]) == (
        certainties["certain"],
        certainties["possible"],
    )


def test_nato_is_an_organisation_and_its_members_are_the_allies(api: httpx.Client) -> None:
    listed = {item["id"]: item for item in api.get("/v1/organisations", params={"as_of": POLICY_DAY}).json()["items"]}
    members = _members(api, "/v1/organisations/NATO/members", as_of=POLICY_DAY)
    assert {member["role"] for member in members} == {"ally"}
    assert listed["NATO"]["members"] == len(members) == 28
    assert listed["NATO"]["kind"] == "alliance"


def test_the_organisations_hold_those_that_the_policy_speaks_of(api: httpx.Client) -> None:
    listed = {item["id"] for item in api.get("/v1/organisations", params={"as_of": POLICY_DAY}).json()["items"]}
    assert {"NATO", "UN", "EU", "OSCE", "AU", "GCC", "ARAB_LEAGUE", "CIS", "CSTO"} <= listed


@pytest.mark.parametrize(
    ("day", "members"), [("2004-04-30", 15), (POLICY_DAY, 27), ("2013-07-01", 28), ("2020-02-01", 27)]
)
def test_the_eu_had_as_many_members_on_a_day_as_history_says(api: httpx.Client, day: str, members: int) -> None:
    assert len(_members(api, "/v1/organisations/EU/members", as_of=day, role="member")) == members


@pytest.mark.parametrize("role", ["ally", "partner"])
def test_members_can_be_asked_for_in_one_role(api: httpx.Client, role: str) -> None:
    members = _members(api, "/v1/frameworks/EAPC/members", as_of=POLICY_DAY, role=role)
    every = _members(api, "/v1/frameworks/EAPC/members", as_of=POLICY_DAY)
    assert members == [member for member in every if member["role"] == role]
