"""Formats of meetings."""

from graph.schema import Column, EdgeType, Table

TABLE = Table(
    "meeting_formats",
    "In which framework, commission, operation or flexible format a meeting was held.",
    (
        Column("meeting", "The meeting.", required=True, references=("Meeting",)),
        Column(
            "format",
            "The framework, commission, tool or operation.",
            required=True,
            references=("Framework", "Commission", "Tool", "Operation", "Alliance"),
        ),
    ),
    structure=EdgeType("IN_FORMAT", "A meeting was held in a format.", "meeting", "format", "{start} in format {end}"),
)
