"""Partners recognised as operational partners of an operation (paragraph 8)."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "recognitions",
    "Whom a page names an operational partner, or a contributor recognised by the Council.",
    (
        claim_id("RECOG:ISAF:SWE"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("operation", "The operation.", required=True, references=("Operation",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "RECOGNISED_IN",
        "Is recognised as an operational partner.",
        "country",
        "operation",
        "{start} is recognised in {end}",
    ),
)
