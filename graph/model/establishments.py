"""The lives of frameworks and commissions."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "establishments",
    "From when to when NATO has maintained each framework, commission and tool.",
    (
        claim_id("LIFE:EAPC:1997"),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column(
            "body", "The framework, commission or tool.", required=True, references=("Framework", "Commission", "Tool")
        ),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "MAINTAINS",
        "NATO maintains a framework, commission or tool.",
        "alliance",
        "body",
        "{start} maintains {end}",
    ),
)
