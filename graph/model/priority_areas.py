"""Priority areas for dialogue, consultation and cooperation (paragraph 5)."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "priority_areas",
    "Priority areas for dialogue, consultation and cooperation (paragraph 5).",
    (
        node_id("Short and stable."),
        Column("name", "English name.", required=True),
        Column(
            "provision", "The provision of the policy that it comes from.", required=True, references=("Provision",)
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType("PriorityArea", "A priority area of the policy.", (ENTITY,)),
    links=(Link("CITES", "provision", "Comes from a provision."),),
)
