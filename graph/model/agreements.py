"""Agreements between NATO and organisations or partners."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "agreements",
    "Agreements, declarations and exchanges of letters, and what they cover.",
    (
        node_id("Such as `AGR:EU:2001`."),
        Column("title", "Title.", required=True),
        Column("kind", "What sort of agreement it is.", required=True),
        Column("date", "When it was made (EDTF).", "date"),
        Column("place", "Where."),
        Column("level", "Who made it."),
        Column("covers", "What it covers."),
        Column("status", "What the source says of its standing."),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Agreement", "An agreement, declaration or exchange of letters.", (ENTITY,)),
)
