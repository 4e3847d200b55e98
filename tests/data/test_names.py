"""What diplomats and analysts call countries, bodies, tools and operations, in English and French, is among the names."""

from __future__ import annotations

import pytest

from queries.search import folded
from tests.data.test_package import DATA

NAMES = [row for row in DATA["names"] if not row["until_release"]]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("OTAN", "NATO"), ("ONU", "UN"), ("UE", "EU"), ("UA", "AU"), ("CCG", "GCC"), ("Ligue arabe", "ARAB_LEAGUE"),
        ("Arab League", "ARAB_LEAGUE"), ("CEI", "CIS"), ("OTSC", "CSTO"), ("CSCE", "OSCE"), ("CICR", "ICRC"), ("AIEA", "IAEA"),
        ("CPEA", "EAPC"), ("CCNA", "NACC"), ("PPP", "PFP"), ("DM", "MD"), ("Pays de contact", "CONTACT"),
        ("Partenaires mondiaux", "GLOBAL"), ("CCP", "PJC"), ("COR", "NRC"), ("COU", "NUC"), ("COG", "NGC"), ("FIAS", "ISAF"),
        ("Unified Protector", "OUP"), ("Resolute Support", "RSM"), ("FYROM", "MKD"), ("ARYM", "MKD"),
        ("the former Yugoslav Republic of Macedonia", "MKD"), ("Swaziland", "SWZ"), ("Burma", "MMR"), ("Zaire", "COD"),
        ("RFA", "DEU"), ("RDA", "DDR"), ("Transjordan", "JOR"), ("Bosnia-Herzegovina", "BIH"),
    ],
)  # fmt: skip
def test_a_name_in_use_is_there(text: str, entity: str) -> None:
    assert entity in {row["entity"] for row in NAMES if folded(row["text"]) == folded(text)}


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("FYROM", "1993", "2019-02-12"),
        ("the former Yugoslav Republic of Macedonia", "1993-04-08", "2019-02-12"),
        ("CSCE", "", "1995-01-01"),
        ("Swaziland", "1968-09-06", "2018-04-19"),
        ("Transjordan", "", "1949"),
    ],
)
def test_a_former_name_has_the_dates_that_a_page_gives(text: str, since: str, until: str) -> None:
    (row,) = [row for row in NAMES if row["text"] == text]
    assert (row["valid_from"], row["valid_to"]) == (since, until)


def test_one_thing_has_one_row_for_a_name_unless_it_had_it_twice() -> None:
    rows = [(row["entity"], folded(row["text"]), row["language"], row["valid_from"]) for row in NAMES]
    assert len(rows) == len(set(rows))
