"""Documents: the texts that frameworks, tools and decisions rest on."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "documents",
    "Texts: the policy itself, framework documents, charters, declarations.",
    (
        node_id("Such as `BERLIN-2011`, `PFP-1994`."),
        Column("title", "Title.", required=True),
        Column("kind", "What sort of text it is.", required=True),
        Column("date", "Its date (EDTF). Empty: not known.", "date"),
        Column("place", "Where it was adopted."),
        Column("adopted_by", "Who adopted it."),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Document", "A text: a policy, a framework document, a charter, a declaration.", (ENTITY,)),
)
