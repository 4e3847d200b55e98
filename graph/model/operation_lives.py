"""The periods in which NATO led its operations."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "operation_lives",
    "From when to when NATO led each operation.",
    (
        claim_id("LIFE:ISAF:2003"),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column("operation", "The operation.", required=True, references=("Operation",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("CONDUCTS", "NATO leads an operation.", "alliance", "operation", "{start} conducts {end}"),
)
