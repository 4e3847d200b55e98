"""Tools: the programmes, mechanisms and kinds of cooperation that partners may use (paragraphs 7 to 14)."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "tools",
    "What the policy and its practice put at the disposal of partners. When each existed is in `tool_lives.csv`.",
    (
        node_id("Such as `IPCP`, `IPAP`, `MISSION`."),
        Column("name", "English name.", required=True),
        Column("abbreviation", "Usual short form. Empty if there is none."),
        Column("name_fr", "French name. Empty where not known."),
        Column(
            "kind",
            "What sort of tool it is.",
            required=True,
            choices=("programme", "planning", "consultation", "cooperation", "initiative", "network", "mechanism"),
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Tool", "A programme, mechanism or kind of cooperation.", (ENTITY,)),
)
