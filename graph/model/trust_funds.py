"""Trust Funds (paragraph 14)."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "trust_funds",
    "Trust Fund projects: what for, how much, who carried them out.",
    (
        node_id("Such as `TF-ALB-2`."),
        Column("name", "English name.", required=True),
        Column("purpose", "What it was for."),
        Column("budget_eur", "Budget in euro. Empty: not known.", "integer"),
        Column("budget_note", "How the budget is to be read."),
        Column("executing_agent", "Who carried it out."),
        NOTE,
        SOURCES,
    ),
    node=NodeType("TrustFund", "A Trust Fund project.", (ENTITY,)),
)
