"""Counts that pages give, each of its day."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "figures",
    "Numbers of centres, embassies, missions, nations and troops, each as a page gives it for a day.",
    (
        node_id("Such as `FIG:ISAF:troops-in-all:2012-04-18`."),
        Column(
            "subject",
            "What the number is of: a tool, framework, operation or body.",
            required=True,
            references=("Framework", "Commission", "Tool", "Operation", "Alliance", "Organisation", "Country"),
        ),
        Column("what", "What is counted.", required=True),
        Column("value", "The number.", required=True),
        Column("as_of", "The day of the count (EDTF). Empty: not stated.", "date"),
        NOTE,
        SOURCES,
        Column(
            "confidence", "`high`, `medium` or `low`, as for claims.", required=True, choices=("high", "medium", "low")
        ),
    ),
    node=NodeType("Figure", "A number that a page gives for a day.", (ENTITY,)),
    links=(Link("IS_ABOUT", "subject", "Evidence or a figure is about a tool or body."),),
)
