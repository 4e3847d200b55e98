"""Provisions: the 18 paragraphs of the policy, and every statement in them, in our own words, with what follows from each."""

from graph.schema import ENTITY, NOTE, SOURCES, Column, Link, NodeType, Table, node_id

TABLE = Table(
    "provisions",
    "Paragraphs, sub-paragraphs and statements of the policy of 15 April 2011, with the modality of each and what follows from it.",
    (
        node_id("`P13` a paragraph, `P7a` a sub-paragraph, `P13.2` a statement."),
        Column("document", "The text that it is part of.", required=True, references=("Document",)),
        Column(
            "parent",
            "The paragraph that a statement or sub-paragraph is part of. Empty for paragraphs.",
            references=("Provision",),
        ),
        Column("paragraph", "The paragraph, `1` to `18`, `7a`, `7c.ii`.", required=True),
        Column("number", "Number of the statement in its paragraph. Empty for paragraphs.", "integer"),
        Column("kind", "What sort of provision it is: a paragraph, an offer, a rule, an aim and so on.", required=True),
        Column(
            "modality",
            "The verb and its limits, as the text has them: will be offered, will consider requests, as appropriate. Empty for"
            " paragraphs.",
        ),
        Column("text", "What it says, in our own words.", required=True),
        Column(
            "leads_to",
            "What follows from a statement, separated by `;`. `rule`: rules cite it. The name of an edge or label: facts of that"
            " kind carry it. `process`: something that NATO does, as `how` says. `nothing`, alone: nothing does. Empty for"
            " paragraphs.",
            "list",
        ),
        Column(
            "how",
            "In one line, what follows from the statement and where it is; for `nothing`, why nothing does. Empty for paragraphs.",
        ),
        Column(
            "cites",
            "The texts that a statement names, separated by `;`. Empty: none.",
            "list",
            references=("Document",),
        ),
        NOTE,
        SOURCES,
    ),
    node=NodeType("Provision", "A paragraph or a statement of the policy.", (ENTITY,)),
    links=(
        Link("PART_OF", "document", "A provision is part of a text."),
        Link("PART_OF", "parent", "A statement is part of a paragraph."),
        Link("CITES", "cites", "A statement names a text."),
    ),
)
