"""Frameworks: the settings in which NATO and its partners meet (paragraph 7)."""

from graph.schema import BODY, ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "frameworks",
    "Partnership frameworks and groups. When each existed is a claim in `establishments.csv`.",
    (
        node_id("Such as `EAPC`, `PFP`, `MD`, `ICI`, `GLOBAL`."),
        Column("name", "English name.", required=True),
        Column("abbreviation", "Usual short form. Empty if there is none."),
        Column("name_fr", "French name. Empty where not known."),
        Column(
            "confers_partnership",
            "Whether taking part with the role `partner` makes a country a NATO partner. Our reading of paragraphs 7 and"
            " 10: false for the Contact Countries, whom no framework reached, and for informal groups.",
            "boolean",
            required=True,
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Framework", "A framework or group of partners.", (BODY, ENTITY)),
)
