"""Every statement of the policy leads to something that there is, or says why nothing follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from graph.schema import edge_types, node_types, structure_names
from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule

_RULE = "rule"
_NOTHING = "nothing"
_WORDS = (_RULE, "process", _NOTHING)

_NEAR = 0.8
"""Of 1: how alike a name must be to be offered instead of an unknown one."""


def _find(context: Context) -> Iterator[Fault]:
    names = {
        *(node.label for node in node_types()),
        *(edge.name for edge in edge_types()),
        *structure_names(),
        *_WORDS,
    }
    # Within the package: rules that others lay beside ours ask nothing of our text.
    citing: dict[str, list[str]] = defaultdict(list)
    unsure = False
    for rule in context.rows("rules"):
        unsure = unsure or "provision" in rule.faulty
        for provision in _parts(rule.cells["provision"]):
            citing[provision].append(rule.key)
    for row in context.rows("provisions"):
        if "kind" in row.faulty:
            continue
        if row.cells["kind"] == "paragraph":
            yield from _of_paragraph(row)
            continue
        yield from _of_statement(row, names)
        if ends := _parts(row.cells["leads_to"]):
            yield from _of_rules(row, ends, citing[row.key], unsure=unsure)


def _of_paragraph(row: SourceRow) -> Iterator[Fault]:
    for column in ("leads_to", "how"):
        if row.cells[column]:
            yield row.fault(
                column,
                "a paragraph leads to what its statements lead to.",
                "Say it of the statement, and leave the cell empty.",
            )


def _of_statement(row: SourceRow, names: Collection[str]) -> Iterator[Fault]:
    ends = _parts(row.cells["leads_to"])
    if not ends and "leads_to" not in row.faulty:
        yield row.fault(
            "leads_to",
            "nobody says what follows from the statement.",
            f"Write {_RULE}, process, the edges or labels that carry its facts, or {_NOTHING}; docs/model.md lists them.",
        )
    if not row.cells["how"] and "how" not in row.faulty:
        yield row.fault(
            "how",
            "the statement has no line on what follows from it.",
            "Say in one line what follows and where it is, or why nothing follows.",
        )
    if _NOTHING in ends and len(ends) > 1:
        yield row.fault(
            "leads_to", "nothing follows, and something does.", f"Let {_NOTHING} stand alone, or take it out."
        )
    for end in ends:
        if end not in names:
            near = process.extract(end, sorted(names), scorer=JaroWinkler.similarity, score_cutoff=_NEAR, limit=3)
            nearest = f" Nearest: {', '.join(name for name, _, _ in near)}." if near else ""
            yield row.fault(
                "leads_to",
                f"the model has no edge or label {end[:40]!r}.",
                f"Name one that docs/model.md lists, or one of {', '.join(_WORDS)}.{nearest}",
            )


def _of_rules(row: SourceRow, ends: Collection[str], citing: Collection[str], *, unsure: bool) -> Iterator[Fault]:
    if _RULE in ends and not citing and not unsure:
        yield row.fault(
            "leads_to",
            "the statement leads to a rule, and no rule cites it.",
            f"Name {row.key[:40]} in the provision of a rule in rules.csv, or say what else follows.",
        )
    if _RULE not in ends and citing:
        yield row.fault(
            "leads_to",
            f"a rule cites the statement, which leads to none: {sorted(citing)[0][:40]}.",
            f"Add {_RULE}, or let the rule cite another statement.",
        )


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


RULE = Rule(
    "A statement of the policy without a word on what follows from it, or with one that the model or the rules belie.",
    "fault",
    _find,
    Example(
        [
            (
                "provisions",
                {
                    "id": "P7.99", "document": "BERLIN-2011", "parent": "P7", "paragraph": "7", "number": "99", "kind": "offer",
                    "text": "Something that is offered.", "leads_to": "rule", "how": "Whoever is a partner has it.",
                },
            )
        ],
        "leads_to",
    ),
    reads=("provisions", "rules"),
)  # fmt: skip
