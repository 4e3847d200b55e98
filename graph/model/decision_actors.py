"""Whom decisions concern."""

from graph.schema import NOTE, Column, EdgeType, Table

TABLE = Table(
    "decision_actors",
    "Which decision concerns which actor.",
    (
        Column("decision", "The decision.", required=True, references=("Decision",)),
        Column(
            "actor", "A country or organisation.", required=True, references=("Country", "Organisation", "Alliance")
        ),
        NOTE,
    ),
    structure=EdgeType("CONCERNS", "A decision concerns an actor.", "decision", "actor", "{start} concerns {end}"),
)
