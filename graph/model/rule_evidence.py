"""What pages say of who could use which tool."""

from graph.schema import ENTITY, NOTE, RECORD_COLUMNS, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "rule_evidence",
    "Evidence on who could use which tool, when and on what condition, and where practice differed from the text.",
    (
        node_id("Such as `RULE-EVID:IPP:1`."),
        Column(
            "tool",
            "The tool, or the framework where it is about taking part in one. Empty: neither.",
            references=("Tool", "Framework"),
        ),
        Column("audience", "Whom it speaks of.", required=True),
        Column("modality", "How: `open`, `invitation`, interested, on_request, case_by_case_nac.", required=True),
        Column("condition", "On what condition."),
        Column("valid_from", "First day (EDTF). Empty: not known.", "date"),
        Column("valid_to", "First day on which it no longer held. Empty: not known.", "date"),
        Column("provision", "Provisions of the policy, separated by `;`.", "list", references=("Provision",)),
        NOTE,
        *RECORD_COLUMNS,
    ),
    node=NodeType("RuleEvidence", "What a page says of who could use a tool.", (ENTITY,)),
    links=(
        Link("CITES", "provision", "Evidence bears on a provision."),
        Link("IS_ABOUT", "tool", "Evidence or a figure is about a tool or body."),
    ),
    period=("valid_from", "valid_to"),
)
