"""Gaps: what was looked for in public sources and not found."""

from graph.schema import ENTITY, NOTE, RELEASE_COLUMNS, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "gaps",
    "What was looked for and found in no public source: a visible gap, never a guess. Claims whose start or end is unknown"
    " show that themselves; here stands what no claim can show, or what was looked for in vain.",
    (
        node_id("Such as `GAP:CPE:QAT`."),
        Column(
            "actor",
            "The countries or organisations concerned, separated by `;`. Empty: it is about no single one.",
            "list",
            references=("Country", "Organisation", "Alliance"),
        ),
        Column(
            "tool",
            "The tools, frameworks, commissions, operations, funds or meetings concerned, separated by `;`. Empty: none.",
            "list",
            references=("Tool", "Framework", "Commission", "Operation", "TrustFund", "Meeting", "Centre"),
        ),
        Column("what", "What is not known, as a sentence.", required=True),
        Column("unknown_from", "First day of the time for which it is not known (EDTF). Empty: not bounded.", "date"),
        Column("unknown_to", "First day after that time (EDTF); `..`: to this day. Empty: not bounded.", "date"),
        Column("looked_on", "The day on which it was last looked for.", "date", required=True),
        Column("looked_where", "What was searched and read, in words.", required=True),
        Column(
            "read",
            "Sources that were read and do not say it, separated by `;`. Empty: none that bears on it was found.",
            "list",
            references=("Source",),
        ),
        NOTE,
        *RELEASE_COLUMNS,
    ),
    node=NodeType("Gap", "Something that was looked for and found in no public source.", (ENTITY,)),
    links=(
        Link("IS_ABOUT", "actor", "What is not known is about an actor."),
        Link("IS_ABOUT", "tool", "What is not known is about a tool, framework, operation or the like."),
    ),
    period=("unknown_from", "unknown_to"),
)
