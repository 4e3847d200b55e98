"""Parties to agreements."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "agreement_parties",
    "Who is party to which agreement, from when to when that is known.",
    (
        claim_id("PARTY:EU:2001:EU"),
        Column(
            "party", "A country or organisation.", required=True, references=("Country", "Organisation", "Alliance")
        ),
        Column("agreement", "The agreement.", required=True, references=("Agreement",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("PARTY_TO", "Is party to an agreement.", "party", "agreement", "{start} is party to {end}"),
)
