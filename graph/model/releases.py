"""Releases: when the package was published, which is the record clock of every claim."""

from graph.schema import NOTE, Column, NodeType, Table

TABLE = Table(
    "releases",
    "Every release of the package. The instant of publication, not of loading, is when its claims became known.",
    (
        Column("number", "1, 2, 3 and so on.", "integer", required=True),
        Column("published_at", "Instant of publication in UTC, `2026-11-22T00:00:00Z`.", "instant", required=True),
        NOTE,
    ),
    node=NodeType("Release", "A release of the data package.", key="number", per_package=True),
    key="number",
)
