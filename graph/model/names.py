"""Names that a country, body or tool had or has besides those that its own row gives."""

from graph.schema import CLAIM_COLUMNS, ENTITY, Column, EdgeType, NodeType, Table, claim_id

TABLE = Table(
    "names",
    "Former names with their dates, names in use in NATO's texts, common variants and short forms.",
    (
        claim_id("NAME:TUR:turkey"),
        Column(
            "entity",
            "What is called so: a country, organisation, framework, commission, tool or operation.",
            required=True,
            references=("Country", "Organisation", "Alliance", "Framework", "Commission", "Tool", "Operation"),
            formerly="country",
        ),
        Column("text", "The name.", required=True),
        Column("language", "`en` or `fr`.", required=True, choices=("en", "fr")),
        Column(
            "kind",
            "`former`: was its name. `usage`: in use in NATO's texts. `variant`: another way to say it, a short form too.",
            required=True,
            choices=("former", "usage", "variant"),
        ),
        *CLAIM_COLUMNS,
    ),
    node=NodeType("Name", "A name that something had or has, beside those that its own node carries.", (ENTITY,)),
    edge=EdgeType("HAS_NAME", "Something has a name.", "entity", "id", "{start} is called {end}"),
)
