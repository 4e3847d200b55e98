"""Terms of the Allies whose embassies hold a contact point."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "contact_point_leads",
    "Which Ally's embassy held which contact point, term by term.",
    (
        claim_id("LEAD:ARM:USA:2007"),
        Column("country", "The Ally.", required=True, references=("Country",)),
        Column("contact_point", "The contact point embassy.", required=True, references=("ContactPointEmbassy",)),
        Column(
            "holding",
            "`sole`: held alone. `joint`: held with another Ally on equal terms. Empty: the source does not say.",
            choices=("sole", "joint"),
        ),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "LEADS",
        "An Ally's embassy holds the contact point.",
        "country",
        "contact_point",
        "{start} leads {end}",
    ),
)
