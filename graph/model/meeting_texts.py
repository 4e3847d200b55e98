"""Texts that meetings adopted."""

from graph.schema import Column, EdgeType, Table

TABLE = Table(
    "meeting_texts",
    "Which meeting adopted which text.",
    (
        Column("meeting", "The meeting.", required=True, references=("Meeting",)),
        Column("document", "The text.", required=True, references=("Document",)),
    ),
    structure=EdgeType("ADOPTED", "A meeting adopted a text.", "meeting", "document", "{start} adopted {end}"),
)
