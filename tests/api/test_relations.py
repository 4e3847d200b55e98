"""Contact points, connections and changes over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.support import POLICY_DAY


def _items(api: httpx.Client, path: str, **parameters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(path, params=parameters).raise_for_status().json()["items"]
    return items


def test_lithuania_led_the_contact_point_in_ukraine_in_2015(api: httpx.Client) -> None:
    found = _items(api, "/v1/embassies", host="UKR", as_of="2015-06-01")
    assert [(item["contact_point"], item["ally"], item["part"], item["certainty"]) for item in found] == [
        ("CPE:UKR", "LTU", "leads", "certain")
    ]


def test_contact_points_can_be_asked_for_by_ally(api: httpx.Client) -> None:
    found = _items(api, "/v1/embassies", ally="LTU", as_of="2015-06-01")
    assert {item["ally"] for item in found} == {"LTU"}
    assert "UKR" in {item["host"] for item in found}


def test_a_host_and_an_ally_together_name_one_contact_point(api: httpx.Client) -> None:
    both = _items(api, "/v1/embassies", host="UKR", ally="LTU", as_of="2015-06-01")
    assert [item["claim"] for item in both] == ["LEAD:UKR:LTU:2015"]


def test_every_contact_point_of_the_day_is_found_by_its_host_and_by_its_ally(api: httpx.Client) -> None:
    every = _items(api, "/v1/embassies", as_of="2015-06-01")
    for name in ("host", "ally"):
        parts = [
            _items(api, "/v1/embassies", as_of="2015-06-01", **{name: id_}) for id_ in {item[name] for item in every}
        ]
        found = sorted(item["claim"] for part in parts for item in part)
        assert found == sorted(item["claim"] for item in every)


@pytest.mark.parametrize(("day", "certainty"), [("2019-01-01", "certain"), ("2024-06-01", "possible")])
def test_a_contact_point_whose_end_nobody_knows_is_certain_at_first_and_possible_later(
    api: httpx.Client, day: str, certainty: str
) -> None:
    found = _items(api, "/v1/embassies", host="UKR", as_of=day)
    assert [(item["ally"], item["until"], item["certainty"]) for item in found] == [
        ("CAN", None, certainty),
        ("GBR", None, certainty),
    ]


def test_finland_and_ukraine_were_connected_through_what_both_belonged_to(api: httpx.Client) -> None:
    found = _items(api, "/v1/paths", **{"from": "FIN", "to": "UKR", "as_of": POLICY_DAY})
    through = [item["through"] for item in found]
    assert [path for path in through if path[1] in ("EAPC", "OSCE", "PFP")] == [
        ["FIN", "EAPC", "UKR"],
        ["FIN", "OSCE", "UKR"],
        ["FIN", "PFP", "UKR"],
    ]
    assert {item["certainty"] for item in found} == {"certain"}


def test_a_path_names_the_claim_behind_each_step(api: httpx.Client) -> None:
    found = _items(api, "/v1/paths", **{"from": "FIN", "to": "UKR", "as_of": POLICY_DAY})
    assert [step["claim"] for step in found[0]["steps"]] == ["EAPC:FIN:1997", "EAPC:UKR:1997"]


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_no_path_is_longer_than_asked_for(api: httpx.Client, steps: int) -> None:
    found = _items(api, "/v1/paths", **{"from": "FIN", "to": "EAPC", "as_of": POLICY_DAY, "steps": str(steps)})
    assert {item["length"] for item in found} <= set(range(1, steps + 1))
    assert all(len(item["steps"]) == item["length"] == len(item["through"]) - 1 for item in found)
    assert found


def test_the_way_back_has_the_same_claims(api: httpx.Client) -> None:
    there = _items(api, "/v1/paths", **{"from": "FIN", "to": "UKR", "as_of": POLICY_DAY})
    back = _items(api, "/v1/paths", **{"from": "UKR", "to": "FIN", "as_of": POLICY_DAY})
    claims = [
        sorted(tuple(sorted(step["claim"] for step in item["steps"])) for item in items) for items in (there, back)
    ]
    assert claims[0] == claims[1]


def test_albania_and_croatia_acceded_on_the_first_of_april_2009(api: httpx.Client) -> None:
    found = _items(api, "/v1/diff", **{"from": "2009-03-31", "to": "2009-04-01"})
    certain = {(item["event"], item["claim"]) for item in found if item["certainty"] == "certain"}
    assert {claim for event, claim in certain if event == "began" and claim.startswith("NATO:")} == {
        "NATO:ALB:2009",
        "NATO:HRV:2009",
    }
    assert {("ended", "PFP:ALB:1994"), ("ended", "PFP:HRV:2000"), ("began", "EAPC:ALB:2009")} <= certain


def test_what_happened_on_the_first_day_is_not_in_the_period(api: httpx.Client) -> None:
    found = _items(api, "/v1/diff", **{"from": "2009-04-01", "to": "2009-04-02"})
    assert [item for item in found if item["certainty"] == "certain"] == []


def test_changes_can_be_asked_for_of_one_actor(api: httpx.Client) -> None:
    found = _items(api, "/v1/diff", **{"from": "2009-03-31", "to": "2009-04-01", "entity": "ALB"})
    assert found
    assert all("ALB" in (item["start"], item["end"]) for item in found)


def test_the_period_ends_with_the_day_asked_about_unless_a_last_day_is_given(api: httpx.Client) -> None:
    given = _items(api, "/v1/diff", **{"from": "2009-03-31", "to": "2009-04-01", "as_of": "2009-04-01"})
    assert _items(api, "/v1/diff", **{"from": "2009-03-31", "as_of": "2009-04-01"}) == given


def test_two_parts_of_a_period_have_the_certain_events_of_the_whole(api: httpx.Client) -> None:
    whole, *parts = (
        {
            (item["event"], item["claim"])
            for item in _items(api, "/v1/diff", **{"from": first, "to": last})
            if item["certainty"] == "certain" and item["earliest"] == item["latest"]
        }
        for first, last in (("2003-12-31", "2011-04-15"), ("2003-12-31", "2009-03-31"), ("2009-03-31", "2011-04-15"))
    )
    assert parts[0] | parts[1] == whole
    assert parts[0] & parts[1] == set()
