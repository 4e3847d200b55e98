"""Considerations for the allocation of resources (paragraph 16); the policy gives them no weight."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "considerations",
    "Considerations for the allocation of resources (paragraph 16); the policy gives them no weight.",
    (
        node_id("Short and stable."),
        Column("name", "English name.", required=True),
        Column(
            "provision", "The provision of the policy that it comes from.", required=True, references=("Provision",)
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Consideration", "A consideration of the policy.", (ENTITY,)),
    links=(Link("CITES", "provision", "Comes from a provision."),),
)
