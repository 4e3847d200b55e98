"""Names that a country had or has besides its common and official ones."""

from graph.schema import CLAIM_COLUMNS, ENTITY, Column, EdgeType, NodeType, Table, claim_id

TABLE = Table(
    "names",
    "Former names with their dates, names in use in NATO's texts, and common variants.",
    (
        claim_id("NAME:TUR:turkey"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("text", "The name.", required=True),
        Column("language", "`en` or `fr`.", required=True, choices=("en", "fr")),
        Column(
            "kind",
            "`former`: was its name. `usage`: in use in NATO's texts. `variant`: another way to say it.",
            required=True,
            choices=("former", "usage", "variant"),
        ),
        *CLAIM_COLUMNS,
    ),
    node=NodeType("Name", "A name that a country had or has, beside those that its node carries.", (ENTITY,)),
    edge=EdgeType("HAS_NAME", "A country has a name.", "country", "id", "{start} is called {end}"),
)
