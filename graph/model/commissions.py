"""Commissions and councils with one partner, such as the NATO-Georgia Commission."""

from graph.schema import BODY, ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "commissions",
    "Councils and commissions of the Allies with a single partner. When each existed is in `establishments.csv`.",
    (
        node_id("Such as `NRC`, `NGC`."),
        Column("name", "English name.", required=True),
        Column("abbreviation", "Usual short form. Empty if there is none."),
        Column("name_fr", "French name. Empty where not known."),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Commission", "A council or commission of the Allies with one partner.", (BODY, ENTITY)),
)
