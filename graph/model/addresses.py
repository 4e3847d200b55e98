"""What addresses which priority area or objective."""

from graph.schema import NOTE, SOURCES, Column, EdgeType, Table

TABLE = Table(
    "addresses",
    "Which tool, meeting or decision addresses which priority area or objective.",
    (
        Column("subject", "A tool, meeting or decision.", required=True, references=("Tool", "Meeting", "Decision")),
        Column("object", "A priority area or an objective.", required=True, references=("PriorityArea", "Objective")),
        Column(
            "reading",
            "`text`: the policy or a page says so. `ours`: our reading.",
            required=True,
            choices=("text", "ours"),
        ),
        NOTE,
        SOURCES,
    ),
    structure=EdgeType(
        "ADDRESSES", "Serves a priority area or an objective.", "subject", "object", "{start} addresses {end}"
    ),
)
