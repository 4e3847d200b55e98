"""Evidence for the seven considerations of paragraph 16."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "consideration_evidence",
    "What a page shows of a country that bears on a consideration. No weight, no ranking: the policy gives none.",
    (
        claim_id("EVID:AFG:2:1"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("consideration", "The consideration.", required=True, references=("Consideration",)),
        Column("evidence", "What the page shows.", required=True),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "BEARS_ON",
        "Something about the country bears on a consideration.",
        "country",
        "consideration",
        "{start} bears on {end}",
    ),
)
