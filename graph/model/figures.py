"""Figures: numbers that a page gives for a day."""

from graph.schema import CLAIM_COLUMNS, ENTITY, Column, EdgeType, NodeType, Table, claim_id

TABLE = Table(
    "figures",
    "Numbers of centres, embassies, missions, nations and troops, each as a page gives it for a day, which is the day on which"
    " it is attested: nobody knows from when to when a number holds. Pages that count differently are rivals.",
    (
        claim_id("FIG:ISAF:troops-in-all:2012-04-18"),
        Column(
            "subject",
            "What the number is of: a tool, framework, operation or body.",
            required=True,
            references=("Framework", "Commission", "Tool", "Operation", "Alliance", "Organisation", "Country"),
        ),
        Column("what", "What is counted.", required=True),
        Column("value", "The number.", required=True),
        *CLAIM_COLUMNS,
    ),
    node=NodeType("Figure", "A number that a page gives for a day.", (ENTITY,)),
    edge=EdgeType("HAS_FIGURE", "A page gives a number of it.", "subject", "id", "{start} has the figure {end}"),
)
