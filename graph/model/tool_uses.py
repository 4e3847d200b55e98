"""Uses of tools: which partner took up which programme, and when."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "tool_uses",
    "Who uses which tool, cycle by cycle where a source tells them apart.",
    (
        claim_id("USE:IPAP:GEO:2004"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("tool", "The tool.", required=True, references=("Tool",)),
        Column("cycle", "What tells one programme or cycle from the next, such as `2012-2013`. Empty if nothing does."),
        Column("capacity", "As what it takes part: `partner`, `aspirant`, `recipient`, `observer`. Empty: not stated."),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("USES", "Takes part in a programme or uses a tool.", "country", "tool", "{start} uses {end}"),
)
