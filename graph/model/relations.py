"""Relations of NATO with international organisations (paragraph 9)."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "relations",
    "With which organisations NATO has relations, of what nature, and since when.",
    (
        claim_id("REL:EU"),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column("organisation", "The organisation.", required=True, references=("Organisation",)),
        Column("nature", "Of what nature.", required=True),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "HAS_RELATIONS_WITH",
        "Has relations with an organisation.",
        "alliance",
        "organisation",
        "{start} has relations with {end}",
    ),
)
