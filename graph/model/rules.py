"""Rules: who may use which tool, how the text puts it, and since when."""

from graph.schema import ENTITY, NOTE, RECORD_COLUMNS, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "rules",
    "What the policy, or a text before or beside it, says of who may use a tool. A rule applies on a day on which it is in"
    " force and all that `rule_conditions.csv` asks is so. What verdicts follow is in `docs/decisions/0006-eligibility.md`.",
    (
        node_id("Such as `ipap-wider`: the tool, and whom it is for."),
        Column("tool", "The tool that it makes available.", required=True, references=("Tool",)),
        Column(
            "provision",
            "The statements of the policy that say so, separated by `;`. Empty: the policy does not speak of it.",
            "list",
            references=("Provision",),
        ),
        Column(
            "modality",
            "`open`: made available, no further decision needed. `on_request`: a request will be considered."
            " `needs_decision`: case by case, on a decision of the Council.",
            required=True,
            choices=("open", "on_request", "needs_decision"),
        ),
        Column("wording", "How the text puts it: its verb and its limits.", required=True),
        Column(
            "decides",
            "Who has the last word on each use: the partner, the Council (NAC), or NATO without one act of the Council.",
            required=True,
            choices=("partner", "NAC", "NATO"),
        ),
        Column(
            "audience",
            "The kind of actor that it speaks of.",
            required=True,
            choices=("country", "organisation"),
        ),
        Column(
            "per",
            "What a use is tied to, and a question must name. Empty: nothing.",
            choices=("operation", "commission"),
        ),
        Column(
            "area",
            "`priority`: the eight areas of paragraph 5, and any use for which no area is named; `other`: areas outside them;"
            " `direct_threat`: a partner sees itself directly threatened. Empty: whatever the area.",
            choices=("priority", "other", "direct_threat"),
        ),
        Column(
            "strand",
            "The strand of cooperation that it is part of, for suspensions of one strand.",
            required=True,
            choices=("political", "practical", "both"),
        ),
        Column("valid_from", "First day on which it is in force (EDTF). Empty: not known.", "date"),
        Column("valid_to", "First day on which it no longer is (EDTF). `..`: it still is. Empty: not known.", "date"),
        Column("attested_from", "First day on which a source shows it, where its start is not known (EDTF).", "date"),
        Column("attested_to", "Last day on which a source shows it, where its end is not known (EDTF).", "date"),
        Column(
            "replaces",
            "The rules whose place it takes, separated by `;`: each ends on the very day on which this one begins.",
            "list",
            references=("Rule",),
        ),
        Column(
            "instead_of",
            "A tool that is taken up instead of this one, or the other way round. A note, never a condition.",
            references=("Tool",),
        ),
        Column(
            "reading",
            "`text`: the cited text says so; `practice`: pages on its use do; `ours`: how we read the text.",
            required=True,
            choices=("text", "practice", "ours"),
        ),
        NOTE,
        *RECORD_COLUMNS,
    ),
    node=NodeType("Rule", "What a text says of who may use a tool, from some day to some day.", (ENTITY,)),
    links=(
        Link("OFFERS", "tool", "A rule makes a tool available."),
        Link("CITES", "provision", "A rule rests on a provision."),
        Link("REPLACES", "replaces", "A rule takes the place of another on one day."),
    ),
    period=("valid_from", "valid_to", "attested_from", "attested_to"),
)
