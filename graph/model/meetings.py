"""Meetings: Berlin in April 2011, and the known meetings in flexible formats."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, NodeType, Table, node_id

TABLE = Table(
    "meetings",
    "Meetings with partners: when, where, in which format, on what.",
    (
        node_id("Such as `BER-01`, `FF-2012-CHI`."),
        Column("title", "What it was.", required=True),
        Column("date", "Its first or only day (EDTF).", "date", required=True),
        Column("end_date", "Its last day (EDTF). Empty: the same.", "date"),
        Column("place", "Where."),
        Column("format", "As the source names it, such as 28+6.", required=True),
        Column("level", "Who met."),
        Column("topics", "On what, separated by semicolons."),
        Column("participant_count", "Number of participants. Empty: not known.", "integer"),
        Column("chair", "Who presided."),
        NOTE,
        Column(
            "confidence", "`high`, `medium` or `low`, as for claims.", required=True, choices=("high", "medium", "low")
        ),
        SOURCES,
    ),
    node=NodeType("Meeting", "A meeting of the Allies with others.", (ENTITY,)),
)
