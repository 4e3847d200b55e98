"""Who took part in which meeting."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "participations",
    "Who took part in a meeting, as what. It holds on the days of the meeting.",
    (
        claim_id("PART:BER-01:QAT"),
        Column(
            "actor", "A country or organisation.", required=True, references=("Country", "Organisation", "Alliance")
        ),
        Column("meeting", "The meeting.", required=True, references=("Meeting",)),
        Column(
            "capacity",
            "As what.",
            required=True,
            choices=("ally", "partner", "operational_partner", "organisation", "other"),
        ),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("TOOK_PART_IN", "Took part in a meeting.", "actor", "meeting", "{start} took part in {end}"),
)
