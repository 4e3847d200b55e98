"""Contributions to operations, with troop figures and their days."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "contributions",
    "Who contributed to which operation. A troop figure is that of its day and of no other.",
    (
        claim_id("CONTRIB:ISAF:SWE"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("operation", "The operation.", required=True, references=("Operation",)),
        Column("troops", "Number of troops on the day of `troops_on`. Empty: not known.", "integer"),
        Column("troops_on", "The day of that figure (EDTF). Never empty where there is one.", "date"),
        Column("troops_confidence", "How sure the figure is.", choices=("high", "medium", "low")),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "CONTRIBUTES_TO", "Gives forces to an operation.", "country", "operation", "{start} contributes to {end}"
    ),
)
