"""Hosts of contact point embassies."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "contact_point_hosts",
    "In which country each contact point embassy serves, and from when to when that is known.",
    (
        claim_id("HOST:ARM"),
        Column("contact_point", "The contact point embassy.", required=True, references=("ContactPointEmbassy",)),
        Column("country", "The host.", required=True, references=("Country",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "SERVES_IN",
        "The contact point serves in a host country.",
        "contact_point",
        "country",
        "{start} serves in {end}",
    ),
)
