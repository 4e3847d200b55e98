"""Aspirations to membership."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "aspirations",
    "Who aspired to join NATO, and how that showed.",
    (
        claim_id("ASPIRES:GEO:2006"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column("capacity", "How the aspiration showed.", required=True),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("ASPIRES_TO", "Aspires to membership.", "country", "alliance", "{start} aspires to {end}"),
)
