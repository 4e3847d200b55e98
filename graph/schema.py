"""How the model is declared: one table, one kind of node or edge, one file under `graph/model/`.

A declaration gives every column its meaning once. The check of a data package, its `datapackage.json`, the loader
and `docs/model.md` all follow from it. Nothing is registered by hand: `tables()` walks the folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from graph.errors import ModelError

OURS = "partnership-graph"
"""The name of our own data package, as its `datapackage.json` has it."""

ColumnKind = Literal["text", "integer", "boolean", "date", "instant", "list"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `kind` `date` is an EDTF date at its source's precision (in Python and in the graph: text, beside the four days),
    `instant` is UTC, `list` is cells separated by `;`. `references` names the labels among which the cell's id must be
    found. An empty cell is null and means "not known" unless `about` says otherwise. `formerly` is the column's name in
    archives of earlier releases.
    """

    name: str
    about: str
    kind: ColumnKind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    pattern: str = ""
    formerly: str = ""


@dataclass(frozen=True)
class NodeType:
    """A label, and what a node of it is. `key` is the property (and column) that tells nodes apart.

    An entity takes part in claims and shares one space of ids with all other entities.
    """

    label: str
    about: str
    also: tuple[str, ...] = ()
    key: str = "id"
    per_package: bool = False
    """Its keys are counted in each data package by itself; in the graph `id` is the package's name, `/` and the key."""

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of such a node, its own first."""
        return (self.label, *self.also)

    @property
    def is_entity(self) -> bool:
        """It takes part in claims."""
        return ENTITY in self.also


@dataclass(frozen=True)
class EdgeType:
    """A relationship type; each edge of it is one claim. `start` and `end` name the columns of its two ends."""

    name: str
    about: str
    start: str
    end: str
    reads: str
    """The edge as a sentence, with {start} and {end}."""


@dataclass(frozen=True)
class Link:
    """An edge of structure, without clocks: from the node of a row to each node that a column of the row names."""

    edge: str
    column: str
    about: str


@dataclass(frozen=True)
class Table:
    """A table of the data package: `name`.csv, and the nodes or the edges (or both) that its rows become.

    `edge` makes each row a claim; `structure` makes it an edge without clocks. `links` add edges of structure to a node.
    `label_by` gives rows of one table different labels by the value of a column. `period` names the two columns with the
    days between which what a node stands for is in force, and perhaps two more with the days on which a source shows it; its four
    days then stand on the node.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    node: NodeType | None = None
    edge: EdgeType | None = None
    structure: EdgeType | None = None
    links: tuple[Link, ...] = ()
    period: tuple[str, ...] | None = None
    key: str = "id"
    label_by: Mapping[str, NodeType] | None = None
    label_column: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The header of the file, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def carried(self) -> tuple[Column, ...]:
        """What a row carries besides its key, the ends of its edge and, if it is a claim, the columns common to all claims."""
        common = {self.key} | ({column.name for column in CLAIM_COLUMNS} if self.edge else set())
        between = self.edge or self.structure
        ends = {between.start, between.end} if between else set()
        return tuple(column for column in self.columns if column.name not in common | ends)

    @property
    def node_types(self) -> tuple[NodeType, ...]:
        """The kinds of node that its rows become."""
        if self.label_by is not None:
            return tuple(self.label_by.values())
        return (self.node,) if self.node else ()

    def node_type(self, cells: Mapping[str, str]) -> NodeType | None:
        """The kind of node that one row becomes; None if it becomes none, or its cell names no kind."""
        if self.label_by is not None:
            return self.label_by.get(cells[self.label_column])
        return self.node

    @property
    def recorded(self) -> bool:
        """Its rows are added and closed by releases: claims, and other records."""
        return any(column.name == "since_release" for column in self.columns)


ENTITY = "Entity"
"""The label of every node that claims are about; ids are unique across it."""

ACTOR = "Actor"
"""The label of whoever acts: countries, organisations, the Alliance."""

BODY = "Body"
"""The label of whatever a country can be a member of."""

SOURCES = Column(
    "sources",
    "What the row rests on: ids of `sources.csv`, separated by `;`. Never empty.",
    "list",
    required=True,
    references=("Source",),
)

NOTE = Column("note", "What a reader must know: what was derived, what the source does not state. May be empty.")

CLAIM_COLUMNS = (
    Column(
        "valid_from",
        "First day on which the claim holds, as precise as its source (EDTF: `2008`, `2008-02`, `2008-02-15`, or"
        " `[2010-12-02..2011-01-01]` for one of those days). Empty: unknown.",
        "date",
    ),
    Column(
        "valid_to",
        "First day on which the claim no longer holds. `..`: it still holds. Empty: unknown, which is not the same.",
        "date",
    ),
    Column(
        "attested_from",
        "First day on which a source shows the claim, where its start or end is unknown.",
        "date",
    ),
    Column(
        "attested_to",
        "Last day on which a source shows the claim, where its start or end is unknown.",
        "date",
    ),
    Column(
        "rank",
        "Standing among rival claims: the preferred one answers, a deprecated one never does.",
        required=True,
        choices=("preferred", "normal", "deprecated"),
    ),
    Column("rank_reason", "Why a rival claim has its rank. Empty where there are no rivals."),
    Column("rival_group", "Shared by claims of which at most one is right. Empty where there are no rivals."),
    Column(
        "confidence",
        "`high`: the named page says so. `medium`: partly read there, or derived. `low`: no page was read, or unsure.",
        required=True,
        choices=("high", "medium", "low"),
    ),
    SOURCES,
    NOTE,
    Column(
        "since_release",
        "The release that brought the row. Empty: not released yet; `partnerships release` writes it, and no load takes"
        " the row before.",
        "integer",
    ),
    Column(
        "until_release",
        "The release that withdrew or corrected the row. Empty: it is in the newest release.",
        "integer",
    ),
)


RECORD_COLUMNS = tuple(
    column for column in CLAIM_COLUMNS if column.name in ("confidence", "sources", "since_release", "until_release")
)
"""What rows have that are no edges and are yet added and closed like claims."""

RELEASE_COLUMNS = tuple(column for column in CLAIM_COLUMNS if column.name in ("since_release", "until_release"))
"""The same of rows that rest on no source."""


def claim_id(example: str) -> Column:
    """The key of a claim table, with an example of its natural form."""
    return Column("id", f"Stable id of the claim, such as `{example}`.", required=True, pattern=r"[^\s/]+")


def node_id(about: str) -> Column:
    """The key of a table of nodes."""
    return Column("id", about, required=True, pattern=r"[^\s/]+")


@cache
def tables() -> tuple[Table, ...]:
    """Every declared table, nodes before edges, by name. Raises `ModelError` for a file that declares none."""
    import graph.model  # noqa: PLC0415 - its modules import this one

    found: list[Table] = []
    for module in pkgutil.iter_modules(graph.model.__path__):
        declared = getattr(importlib.import_module(f"graph.model.{module.name}"), "TABLE", None)
        if not isinstance(declared, Table) or declared.name != module.name:
            raise ModelError(
                "the file declares no table of its own name.",
                where=f"graph/model/{module.name}.py",
                remedy=f'Give it TABLE = Table("{module.name}", ...), or move it out of the folder.',
            )
        found.append(declared)
    return tuple(sorted(found, key=lambda table: (table.edge is not None, table.name)))


def table(name: str) -> Table:
    """The table of that name. Raises `ModelError`."""
    for declared in tables():
        if declared.name == name:
            return declared
    raise ModelError(f"there is no table {name!r}.", remedy=f"Known: {', '.join(t.name for t in tables())}.")


def node_types() -> Sequence[NodeType]:
    """Every kind of node that a table declares, by label."""
    return sorted({node.label: node for t in tables() for node in t.node_types}.values(), key=lambda n: n.label)


def edge_types() -> Sequence[EdgeType]:
    """Every kind of edge that is a claim, by name."""
    return sorted({t.edge.name: t.edge for t in tables() if t.edge}.values(), key=lambda e: e.name)


def structure_names() -> Sequence[str]:
    """Every kind of edge that a table declares as structure, by name."""
    return sorted(
        {t.structure.name for t in tables() if t.structure} | {link.edge for t in tables() for link in t.links}
    )
