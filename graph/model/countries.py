"""Countries: whoever may be an Ally, a partner, or any nation that paragraph 10 of the policy speaks of."""

from graph.schema import ACTOR, ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "countries",
    "Every country of ISO 3166-1, the historic states that stood in a relation to NATO, and Kosovo.",
    (
        node_id("ISO 3166-1 alpha-3; for historic states the withdrawn code; `XKX` (user-assigned) for Kosovo."),
        Column("alpha_2", "ISO 3166-1 alpha-2. Empty for historic states.", pattern=r"[A-Z]{2}"),
        Column("numeric", "ISO 3166-1 numeric code, three digits. Empty where ISO gives none.", pattern=r"\d{3}"),
        Column("name", "Common English name.", required=True),
        Column("official_name", "Official English name. Empty where the same as the common one or not known."),
        Column("name_fr", "Common French name. Empty where not known."),
        Column(
            "kind",
            "`country`: of ISO 3166-1. `historic_state`: exists no more (see `successions.csv`). `other`: neither.",
            required=True,
            choices=("country", "historic_state", "other"),
        ),
        Column(
            "euro_atlantic",
            "Where paragraph 10 of the policy would put it, our reading: `inside` the Euro-Atlantic area for participating States"
            " of the OSCE but Mongolia, historic states of that area and Kosovo; `beyond` it for all other members and observer"
            " states of the United Nations. Empty: not read as a nation that the paragraph speaks of.",
            choices=("inside", "beyond"),
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType(
        "Country",
        "A state, or an entity with a code of its own; what it is to NATO is in its edges.",
        (ACTOR, ENTITY),
    ),
)
