"""Objectives of partnerships (paragraph 4) and of relations with organisations (paragraph 9); no order of rank."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "objectives",
    "Objectives of partnerships (paragraph 4) and of relations with organisations (paragraph 9); no order of rank.",
    (
        node_id("Short and stable."),
        Column("name", "English name.", required=True),
        Column("kind", "`strategic` (paragraph 4) or `organisations` (paragraph 9).", required=True),
        Column(
            "provision", "The provision of the policy that it comes from.", required=True, references=("Provision",)
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Objective", "An objective of the policy.", (ENTITY,)),
    links=(Link("CITES", "provision", "Comes from a provision."),),
)
