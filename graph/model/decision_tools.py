"""What decisions affect."""

from graph.schema import NOTE, Column, EdgeType, Table

TABLE = Table(
    "decision_tools",
    "Which decision affects which tool, framework, commission or operation.",
    (
        Column("decision", "The decision.", required=True, references=("Decision",)),
        Column(
            "tool",
            "What it affects.",
            required=True,
            references=("Framework", "Commission", "Tool", "Operation", "Alliance"),
        ),
        NOTE,
    ),
    structure=EdgeType(
        "AFFECTS",
        "A decision affects a tool, framework, commission or operation.",
        "decision",
        "tool",
        "{start} affects {end}",
    ),
)
