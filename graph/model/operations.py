"""Operations led by NATO."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "operations",
    "Operations and missions led by NATO that partners contributed to.",
    (
        node_id("Such as `ISAF`."),
        Column("name", "English name.", required=True),
        Column("area", "Where."),
        Column("mandate", "On what mandate."),
        Column("nations_total", "Nations that took part in all, on the day of `nations_as_of`.", "integer"),
        Column("nations_as_of", "The day of that count (EDTF).", "date"),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Operation", "An operation or mission led by NATO.", (ENTITY,)),
)
