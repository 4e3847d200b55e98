"""Changes: what each release did beyond adding rows, and why."""

from graph.schema import Column, NodeType, Table, node_id

TABLE = Table(
    "changes",
    "What each release corrected, withdrew or described anew, and why. Rows that it merely added name it themselves, in"
    " `since_release`. Written by `partnerships release`; never altered.",
    (
        node_id("The release and a running number, such as `3-17`."),
        Column("release", "The release that did it.", "integer", required=True),
        Column(
            "change",
            "`corrected`: `replacement` stands for `row` from now on. `withdrawn`: nothing does. `described`: a row that"
            " carries no release of its own says something else in one column. `entered`, `removed`: such a row came, went.",
            required=True,
            choices=("corrected", "withdrawn", "described", "entered", "removed"),
        ),
        Column("table", "The table of the row.", required=True),
        Column("row", "The key of the row.", required=True),
        Column("replacement", "The key of the row that stands for it now. Empty unless `corrected`."),
        Column("column", "The column that says something else. Empty unless `described`."),
        Column("before", "What it said. Empty unless `described`, or if it said nothing."),
        Column("after", "What it says. Empty unless `described`, or if it says nothing."),
        Column("source", "The source that was withdrawn, where that is why. Empty otherwise.", references=("Source",)),
        Column("reason", "Why the release did it.", required=True),
    ),
    node=NodeType("Change", "Something that a release corrected, withdrew or described anew.", per_package=True),
)
