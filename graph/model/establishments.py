"""The lives of frameworks and commissions."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "establishments",
    "From when to when NATO has maintained each framework and commission.",
    (
        claim_id("LIFE:EAPC:1997"),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column("body", "The framework or commission.", required=True, references=("Framework", "Commission")),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "MAINTAINS",
        "NATO maintains a framework or commission.",
        "alliance",
        "body",
        "{start} maintains {end}",
    ),
)
