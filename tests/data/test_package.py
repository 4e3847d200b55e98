"""What must be true of every row of our own data, read without the graph."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import pycountry
import pytest

from graph.clocks import OPEN_END, Bounds, bounds, parse_edtf, parse_instant
from graph.schema import table as declared
from graph.schema import tables
from loaders.table_schema import key_columns
from tests.conftest import ROOT, TODAY
from tests.support.corrupt import read_rows

DATA = {table.name: read_rows(ROOT / "data" / f"{table.name}.csv") for table in tables()}
CLAIMS = [(table.name, row) for table in tables() if table.edge for row in DATA[table.name]]
NO_PAGE = {"general-knowledge"}
"""Sources that are no page: what rests on nothing else is of low confidence."""


def days(row: dict[str, str]) -> Bounds:
    """The four days of a claim."""
    return bounds(row["valid_from"], row["valid_to"], row["attested_from"], row["attested_to"])


def cells() -> Iterator[tuple[str, str, str, str]]:
    """Every cell with its table, its row and its column."""
    for name, rows in DATA.items():
        for row in rows:
            for column, cell in row.items():
                yield name, " ".join(row[key] for key in key_columns(declared(name))), column, cell


def test_every_country_of_iso_3166_is_there_with_its_codes() -> None:
    ours = {row["id"]: (row["alpha_2"], row["numeric"]) for row in DATA["countries"] if row["kind"] == "country"}
    assert ours == {country.alpha_3: (country.alpha_2, country.numeric) for country in pycountry.countries}


def test_historic_states_and_kosovo_are_there() -> None:
    others = {row["id"]: row["kind"] for row in DATA["countries"] if row["kind"] != "country"}
    assert others == {**dict.fromkeys(("SUN", "CSK", "YUG", "SCG", "DDR"), "historic_state"), "XKX": "other"}


@pytest.mark.parametrize("code", ["SUN", "CSK", "YUG", "SCG", "DDR"])
def test_every_historic_state_has_a_successor(code: str) -> None:
    assert [row["successor"] for row in DATA["successions"] if row["predecessor"] == code]


@pytest.mark.parametrize("id_", ["NACC", "EAPC", "PFP", "MD", "ICI", "CONTACT", "GLOBAL"])
def test_every_framework_of_the_policy_is_there(id_: str) -> None:
    assert id_ in {row["id"] for row in DATA["frameworks"]}


@pytest.mark.parametrize("id_", ["PJC", "NRC", "NUC", "NUCOUNCIL", "NGC"])
def test_every_commission_is_there(id_: str) -> None:
    assert id_ in {row["id"] for row in DATA["commissions"]}


@pytest.mark.parametrize("id_", ["NATO", "UN", "EU", "OSCE", "AU", "GCC", "ARAB_LEAGUE", "CIS", "CSTO"])
def test_every_organisation_is_there(id_: str) -> None:
    assert id_ in {row["id"] for row in DATA["organisations"]}


def test_every_claim_has_a_source() -> None:
    assert not [row["id"] for _, row in CLAIMS if not [one for one in row["sources"].split(";") if one.strip()]]


def test_no_claim_names_a_source_twice() -> None:
    lists = {row["id"]: row["sources"].split(";") for _, row in CLAIMS}
    assert not [id_ for id_, sources in lists.items() if len(sources) != len(set(sources))]


def test_what_rests_on_no_page_is_of_low_confidence() -> None:
    assert not [
        row["id"] for _, row in CLAIMS if set(row["sources"].split(";")) <= NO_PAGE and row["confidence"] != "low"
    ]


def test_every_source_carries_something() -> None:
    used = {one for rows in DATA.values() for row in rows for one in row.get("sources", "").split(";")}
    used |= {one for row in DATA["gaps"] for one in row["read"].split(";")}
    used |= {row["source"] for row in DATA["changes"]}
    assert {row["id"] for row in DATA["sources"]} <= used


def test_no_two_sources_have_one_address() -> None:
    # A page that was read in two editions is two sources.
    addresses = [(row["address"], row["published"]) for row in DATA["sources"] if row["address"]]
    assert len(addresses) == len(set(addresses))


def test_every_address_of_a_source_is_one_of_the_web() -> None:
    assert not [
        row["address"]
        for row in DATA["sources"]
        if row["address"] and not row["address"].startswith(("http://", "https://"))
    ]


def test_no_cell_has_blanks_around_it_or_lines_in_it() -> None:
    assert not [
        (name, key, column)
        for name, key, column, cell in cells()
        if cell != cell.strip() or "\n" in cell or "  " in cell
    ]


def test_every_date_is_a_date() -> None:
    kinds = {table.name: {column.name: column.kind for column in table.columns} for table in tables()}
    for name, _, column, cell in cells():
        if cell and cell != ".." and kinds[name][column] == "date":
            assert parse_edtf(cell).earliest.year > 1000


def test_no_source_shows_a_claim_or_was_read_after_today() -> None:
    late = [
        (row["id"], column)
        for rows in DATA.values()
        for row in rows
        for column in ("attested_from", "attested_to", "published", "read_on")
        if row.get(column) and parse_edtf(row[column]).earliest > TODAY
    ]
    assert not late


def test_no_claim_begins_after_the_release_that_brought_it() -> None:
    published = {row["number"]: parse_instant(row["published_at"]).date() for row in DATA["releases"]}
    late = [
        row["id"]
        for _, row in CLAIMS
        if row["valid_from"] and parse_edtf(row["valid_from"]).earliest > published[row["since_release"]]
    ]
    assert not late


def test_a_source_in_force_still_is_shown_by_a_source_or_a_rule() -> None:
    """`..` says that it still holds, which a page that says nothing of its date cannot show."""
    open_ended = [row for name, row in CLAIMS if name == "contact_point_leads" and row["valid_to"] == ".."]
    assert not [
        row["id"] for row in open_ended if not (row["attested_to"] or row["attested_from"] or row["valid_from"])
    ]


def test_two_memberships_of_one_country_in_one_body_never_overlap_for_certain() -> None:
    spans: dict[tuple[str, str, str], list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    for row in DATA["memberships"]:
        claim = days(row)
        if not row["until_release"] and not row["rival_group"] and claim.from_max < claim.to_min:
            spans[row["country"], row["body"], ""].append((claim.from_max, claim.to_min, row["id"]))
    clashes = [
        (one[2], other[2])
        for found in spans.values()
        for one, other in zip(sorted(found), sorted(found)[1:], strict=False)
        if other[0] < one[1]
    ]
    assert not clashes


def test_no_membership_lies_outside_the_life_of_its_body() -> None:
    lives = {row["body"]: days(row) for row in DATA["establishments"]}
    outside = [
        row["id"]
        for row in DATA["memberships"]
        if row["body"] in lives
        and row["valid_from"]
        and (days(row).from_max < lives[row["body"]].from_min or days(row).to_min > lives[row["body"]].to_max)
    ]
    assert not outside


def test_whoever_leads_or_supports_a_contact_point_was_an_ally_in_that_time() -> None:
    allied = {row["country"]: days(row) for row in DATA["memberships"] if row["body"] == "NATO"}
    for table in ("contact_point_leads", "contact_point_supports"):
        for row in DATA[table]:
            term, alliance = days(row), allied[row["country"]]
            assert term.from_min < alliance.to_max, row["id"]
            assert alliance.from_min < term.to_max, row["id"]


def test_every_contact_point_serves_in_one_country() -> None:
    hosts = [row["contact_point"] for row in DATA["contact_point_hosts"] if not row["until_release"]]
    assert sorted(hosts) == sorted(row["id"] for row in DATA["contact_point_embassies"])


def test_no_country_is_named_like_another() -> None:
    names = [row["name"].casefold() for row in DATA["countries"]]
    assert len(names) == len(set(names))


def test_ids_of_claims_are_natural() -> None:
    prefixes = {"contact_point_hosts": "HOST:", "contact_point_leads": "LEAD:", "contact_point_supports": "SUPPORT:",
                "establishments": "LIFE:", "names": "NAME:", "successions": "SUCC:", "agreement_parties": "PARTY:",
                "aspirations": "ASPIRES:", "centre_hosts": "HOSTS:", "consideration_evidence": "EVID:",
                "contributions": "CONTRIB:", "figures": "FIG:", "fund_beneficiaries": "BENEFIT:", "fund_contributors": "FUNDS:",
                "fund_leads": "FUNDLEAD:", "missions": "MISSION:", "operation_lives": "LIFE:", "participations": "PART:",
                "recognitions": "RECOG:", "relations": "REL:", "tool_uses": "USE:"}  # fmt: skip
    for name, row in CLAIMS:
        assert row["id"].startswith(prefixes.get(name, f"{row.get('body')}:{row.get('country')}")), row["id"]


def test_a_claim_that_still_holds_has_no_end_to_come() -> None:
    ending = [row["id"] for _, row in CLAIMS if row["valid_to"] not in ("", "..") and days(row).to_min == OPEN_END]
    assert not ending
