"""Missions and liaison offices to NATO (paragraph 14)."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "missions",
    "Who has a mission to NATO; the steps on the way to it stand in columns of their own.",
    (
        claim_id("MISSION:SWE:1997"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("alliance", "NATO.", required=True, references=("Alliance",)),
        Column("kind", "What sort of representation it is.", required=True),
        Column("requested_or_decided", "When it was asked for or decided (EDTF). Empty: not known.", "date"),
        Column("accredited", "When its head was accredited (EDTF). Empty: not known.", "date"),
        Column("opened", "When it opened (EDTF). Empty: not known.", "date"),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("HAS_MISSION_TO", "Has a mission to NATO.", "country", "alliance", "{start} has a mission to {end}"),
)
