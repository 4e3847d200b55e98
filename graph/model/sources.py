"""Sources: the pages and documents that say so."""

from graph.schema import NOTE, Column, NodeType, Table

TABLE = Table(
    "sources",
    "Every page or document that a row of the package rests on.",
    (
        Column("id", "Short and stable, such as `berlin-policy-2011`.", required=True, pattern=r"[a-z0-9-]+"),
        Column("title", "Title.", required=True),
        Column("publisher", "Who published it. Empty where not known."),
        Column("address", "Web address. Empty for what has none."),
        Column("published", "When it was published, as precisely as known (EDTF). Empty: unknown.", "date"),
        Column("read_on", "The day on which it was read. Empty: unknown.", "date"),
        Column(
            "withdrawn_in", "The release that withdrew it: nothing current rests on it. Empty: it stands.", "integer"
        ),
        Column(
            "finest_date",
            "How finely the source dates what it says, where it is known to give no days: a claim that rests on it alone"
            " has no finer date. Empty: by the day, or not known.",
            choices=("year", "month"),
        ),
        NOTE,
    ),
    node=NodeType("Source", "A page or document that claims rest on."),
)
