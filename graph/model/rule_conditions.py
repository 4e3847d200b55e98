"""Conditions: what must be so of an actor for a rule to apply to it."""

from graph.schema import ENTITY, NOTE, Column, EdgeType, Link, NodeType, Table, node_id

TABLE = Table(
    "rule_conditions",
    "What each rule asks. Those without an `alternative` must all be met; of the alternatives one, with all of its own.",
    (
        node_id("The rule, `:` and what is asked, such as `ipap-wider:not-pfp`."),
        Column("rule", "The rule.", required=True, references=("Rule",)),
        Column("alternative", "Number of the alternative. Empty: asked whichever alternative is met.", "integer"),
        Column(
            "scope",
            "`true`: it says of whom the rule speaks at all; an actor that does not meet it is met with silence, not with a no.",
            "boolean",
            required=True,
        ),
        Column("asks", "What is asked, as the end of a sentence that begins with the actor.", required=True),
        Column(
            "relation",
            "The edge that must be there, or must not. Empty where an `attribute` is asked.",
            choices=(
                "MEMBER_OF", "USES", "RECOGNISED_IN", "CONTRIBUTES_TO", "CONDUCTS", "HAS_RELATIONS_WITH", "ASPIRES_TO",
            ),
        ),
        Column("role", "The role on that edge. Empty: any."),
        Column(
            "object",
            "The other end. Empty: see `any_of`.",
            references=("Framework", "Commission", "Alliance", "Organisation", "Tool", "Operation"),
        ),
        Column(
            "any_of",
            "Other ends that will do: `partnership`: frameworks that confer partnership; `operation`, `commission`: the one that"
            " the question names.",
            choices=("partnership", "operation", "commission"),
        ),
        Column(
            "subject", "Whose edge it is, if not the actor's.", references=("Alliance",)
        ),
        Column(
            "attribute",
            "What is asked of the actor itself: `beyond_euro_atlantic`: `countries.csv` has it `beyond`.",
            choices=("beyond_euro_atlantic",),
        ),
        Column("expected", "`true`: it must be so. `false`: it must not.", "boolean", required=True),
        NOTE,
    ),
    node=NodeType("Condition", "What a rule asks of an actor.", (ENTITY,)),
    structure=EdgeType("REQUIRES", "A rule asks that a condition is met.", "rule", "id", "{start} requires {end}"),
    links=(Link("IS_ABOUT", "object", "A condition is about a framework, commission, tool or the like."),),
)  # fmt: skip
