"""Hosts of centres."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "centre_hosts",
    "In which country each centre stands.",
    (
        claim_id("HOST:CIDES"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("centre", "The centre.", required=True, references=("Centre",)),
        Column("framework", "Through which framework it was recognised. Empty: not stated."),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("HOSTS", "Hosts a centre.", "country", "centre", "{start} hosts {end}"),
)
