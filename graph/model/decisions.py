"""Decisions: the register of the acts of the Council."""

from graph.schema import ENTITY, NOTE, RECORD_COLUMNS, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "decisions",
    "Acts of the North Atlantic Council since 1991 that concern partners, and what each does.",
    (
        node_id("Such as `D-2014-RUS`."),
        Column("title", "What was decided.", required=True),
        Column("summary", "In our own words.", required=True),
        Column("body", "Who decided; `One Ally (no decision of the Council)` marks a block.", required=True),
        Column("kind", "What sort of act it is.", required=True),
        Column(
            "effect",
            "What it does to an actor's or tool's standing. `approves` gives one meeting only; `none`: no such thing.",
            required=True,
            choices=("grants", "opens", "suspends", "resumes", "ends", "approves", "none"),
        ),
        Column(
            "strand",
            "The strand of cooperation that it touches. Empty: not limited to one.",
            choices=("political", "practical", "both"),
        ),
        Column("decided_on", "When it was taken (EDTF).", "date"),
        Column("effective_from", "First day of its effect (EDTF). Empty: not known.", "date"),
        Column("effective_until", "First day on which it no longer has effect. `..`: still. Empty: not known.", "date"),
        Column(
            "attested_from",
            "First day on which a source shows it in force, where its start is not known (EDTF).",
            "date",
        ),
        Column(
            "attested_to", "Last day on which a source shows it in force, where its end is not known (EDTF).", "date"
        ),
        Column(
            "provision",
            "Provisions of the policy that it serves, separated by `;`. Empty: none.",
            "list",
            references=("Provision",),
        ),
        Column(
            "provision_reading",
            "`text`: the act or the policy says so; `backwards`: read back from before 15 April 2011; `ours`.",
            choices=("text", "backwards", "ours"),
        ),
        NOTE,
        *RECORD_COLUMNS,
    ),
    node=NodeType("Decision", "An act of the Council, or a block by one Ally that is marked as such.", (ENTITY,)),
    links=(Link("CITES", "provision", "A decision serves a provision."),),
    period=("effective_from", "effective_until", "attested_from", "attested_to"),
)
