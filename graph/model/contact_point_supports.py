"""Terms of the Allies whose embassies support the one that holds a contact point."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "contact_point_supports",
    "Which Ally's embassy supported the holder of which contact point, term by term.",
    (
        claim_id("SUPPORT:UKR:CAN:2019"),
        Column("country", "The supporting Ally.", required=True, references=("Country",)),
        Column("contact_point", "The contact point embassy.", required=True, references=("ContactPointEmbassy",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "SUPPORTS",
        "An Ally's embassy supports the holder of the contact point.",
        "country",
        "contact_point",
        "{start} supports {end}",
    ),
)
