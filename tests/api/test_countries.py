"""Countries over HTTP: what each is to NATO on a day, and how it came to be so."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest

from tests.api.support import POLICY_DAY


def test_every_country_has_a_status_on_the_day_of_the_policy(api: httpx.Client) -> None:
    items = api.get("/v1/countries", params={"as_of": POLICY_DAY}).json()["items"]
    assert {item["status"] for item in items} == {"ally", "partner", "none"}
    assert len({item["id"] for item in items}) == len(items)
    assert {"SWE", "DEU", "JOR", "CHN", "XKX"} <= {item["id"] for item in items}


@pytest.mark.parametrize(
    ("day", "allies"),
    [
        ("1949-04-03", 0),
        ("1982-05-29", 15),
        ("1999-03-12", 19),
        ("2004-03-29", 26),
        ("2009-03-31", 26),
        ("2009-04-01", 28),
        (POLICY_DAY, 28),
        ("2024-03-07", 32),
    ],
)
def test_as_many_countries_were_allies_on_a_day_as_history_says(api: httpx.Client, day: str, allies: int) -> None:
    items = api.get("/v1/countries", params={"as_of": day}).json()["items"]
    assert Counter(item["status"] for item in items)["ally"] == allies


@pytest.mark.parametrize(
    ("country", "day", "status"),
    [
        ("SWE", POLICY_DAY, "partner"),
        ("SWE", "2024-03-06", "partner"),
        ("SWE", "2024-03-07", "ally"),
        ("DEU", POLICY_DAY, "ally"),
        ("JOR", POLICY_DAY, "partner"),
        ("CHN", POLICY_DAY, "none"),
        ("XKX", POLICY_DAY, "none"),
    ],
)
def test_a_country_has_the_status_that_it_had_on_that_day(
    api: httpx.Client, country: str, day: str, status: str
) -> None:
    body = api.get(f"/v1/countries/{country}", params={"as_of": day}).json()
    assert (body["id"], body["as_of"], body["status"], body["certainty"]) == (country, day, status, "certain")


def test_a_membership_is_over_on_the_first_day_on_which_it_no_longer_holds(api: httpx.Client) -> None:
    eve, day = (api.get("/v1/countries/SWE", params={"as_of": day}).json() for day in ("2024-03-06", "2024-03-07"))
    assert {(item["id"], item["role"]) for item in eve["frameworks"]} >= {("EAPC", "partner"), ("PFP", "partner")}
    assert [(item["id"], item["role"]) for item in day["frameworks"]] == [("EAPC", "ally")]
    assert eve["frameworks"][0]["until"] == "2024-03-07"


def test_a_country_tells_its_frameworks_organisations_and_grounds(api: httpx.Client) -> None:
    body = api.get("/v1/countries/MLT", params={"as_of": POLICY_DAY}).json()
    assert [item["id"] for item in body["frameworks"]] == ["EAPC", "PFP"]
    assert {"EU", "OSCE"} <= {item["id"] for item in body["organisations"]}
    assert [(ground["body"], ground["since"]) for ground in body["grounds"]] == [
        ("EAPC", "2008-04-03"),
        ("PFP", "2008-04-03"),
    ]
    assert "Malte" in body["also_called"]


def test_a_country_tells_its_commissions(api: httpx.Client) -> None:
    body = api.get("/v1/countries/RUS", params={"as_of": POLICY_DAY}).json()
    assert [(item["id"], item["role"]) for item in body["commissions"]] == [("NRC", "partner")]


def test_an_ally_belongs_to_nato_among_its_organisations(api: httpx.Client) -> None:
    body = api.get("/v1/countries/CAN", params={"as_of": POLICY_DAY}).json()
    assert ("NATO", "ally", "1949-04-04") in {
        (item["id"], item["role"], item["since"]) for item in body["organisations"]
    }


def test_a_host_and_an_ally_tell_of_the_same_contact_point(api: httpx.Client) -> None:
    host, ally = (api.get(f"/v1/countries/{id_}", params={"as_of": "2015-06-01"}).json() for id_ in ("UKR", "LTU"))
    assert [item["id"] for item in host["contact_points"]["led_by"]] == ["LTU"]
    assert "UKR" in [item["id"] for item in ally["contact_points"]["leads_in"]]


def test_the_list_and_the_country_agree_on_every_partner_and_ally(api: httpx.Client) -> None:
    items = api.get("/v1/countries", params={"as_of": POLICY_DAY}).json()["items"]
    listed = {
        item["id"]: (item["status"], item["certainty"], item["grounds"]) for item in items if item["status"] != "none"
    }
    told = {id_: api.get(f"/v1/countries/{id_}", params={"as_of": POLICY_DAY}).json() for id_ in listed}
    assert listed == {id_: (body["status"], body["certainty"], body["grounds"]) for id_, body in told.items()}


def test_the_list_can_be_asked_for_one_country(api: httpx.Client) -> None:
    items = api.get("/v1/countries", params={"country": "SWE", "as_of": POLICY_DAY}).json()["items"]
    assert [(item["id"], item["status"]) for item in items] == [("SWE", "partner")]


def test_the_timeline_of_malta_has_its_two_memberships_of_the_partnership(api: httpx.Client) -> None:
    items = api.get("/v1/countries/MLT/timeline", params={"as_of": POLICY_DAY}).json()["items"]
    partnership = [(item["date"], item["event"], item["claim"]) for item in items if item["other"] == "PFP"]
    assert partnership == [
        ("1995-04-26", "began", "PFP:MLT:1995:r3"),
        ("1996-10-27", "ended", "PFP:MLT:1995:r3"),
        ("2008-04-03", "began", "PFP:MLT:2008:r3"),
    ]


@pytest.mark.parametrize("country", ["MLT", "RUS", "UKR", "DEU", "SRB", "ARM"])
def test_a_timeline_is_in_order(api: httpx.Client, country: str) -> None:
    items = api.get(f"/v1/countries/{country}/timeline", params={"as_of": "2026-11-22"}).json()["items"]
    days = [(item["latest"] or "9999-12-31", item["earliest"] or "0001-01-01") for item in items]
    assert days == sorted(days)
    assert len(days) > 3


def test_a_timeline_ends_with_the_day_asked_about(api: httpx.Client) -> None:
    items = api.get("/v1/countries/MLT/timeline", params={"as_of": "1996-10-26"}).json()["items"]
    events = [(item["event"], item["claim"]) for item in items if item["other"] in ("OSCE", "PFP", "EU", "EAPC")]
    assert events == [("began", "OSCE:MLT:1973"), ("began", "PFP:MLT:1995:r3")]


def test_a_partner_that_may_have_joined_later_that_year_is_a_possible_one(api: httpx.Client) -> None:
    body = api.get("/v1/countries/IRQ", params={"as_of": POLICY_DAY}).json()
    assert (body["status"], body["certainty"]) == ("partner", "possible")
    assert [(item["id"], item["certainty"]) for item in body["frameworks"]] == [("GLOBAL", "possible")]


def test_the_same_partner_is_certain_once_that_year_is_over(api: httpx.Client) -> None:
    body = api.get("/v1/countries/IRQ", params={"as_of": "2012-01-01"}).json()
    assert (body["status"], body["certainty"]) == ("partner", "certain")
