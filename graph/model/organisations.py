"""Organisations: the Alliance itself and the international organisations of paragraph 9."""

from graph.schema import ACTOR, BODY, ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "organisations",
    "NATO, and the international organisations that share members, partners or work with it.",
    (
        node_id("Its usual letters, such as `EU`."),
        Column("name", "English name.", required=True),
        Column("abbreviation", "Usual short form. Empty if there is none."),
        Column("name_fr", "French name. Empty where not known."),
        Column(
            "kind",
            "`alliance` for NATO, `organisation` for all others.",
            required=True,
            choices=("alliance", "organisation"),
        ),
        Column("seat", "City of its headquarters. Empty where not known."),
        NOTE,
        SOURCES,
    ),
    label_column="kind",
    label_by={
        "alliance": NodeType("Alliance", "NATO.", (ACTOR, BODY, ENTITY)),
        "organisation": NodeType("Organisation", "An international organisation.", (ACTOR, BODY, ENTITY)),
    },
)
