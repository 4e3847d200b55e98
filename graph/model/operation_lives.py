"""The periods in which NATO led its operations."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "operation_lives",
    "From when to when NATO led each operation.",
    (
        claim_id("LIFE:ISAF:2003"),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column("operation", "The operation.", required=True, references=("Operation",)),
        Column(
            "role",
            "Whether it is one of collective defence, under Article 5 of the North Atlantic Treaty: the framework of 1999 spoke of"
            " partners in other operations only.",
            choices=("article_5", "non_article_5"),
        ),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("CONDUCTS", "NATO leads an operation.", "alliance", "operation", "{start} conducts {end}"),
)
