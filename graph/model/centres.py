"""Training and education centres, and centres of excellence."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "centres",
    "Centres in NATO's and partners' networks.",
    (
        node_id("Short and stable."),
        Column("name", "English name.", required=True),
        Column("kind", "What network it belongs to.", required=True),
        Column("city", "Where."),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Centre", "A training or education centre.", (ENTITY,)),
)
