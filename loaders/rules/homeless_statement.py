"""Every statement of the policy has its place in the text."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.faults import Fault
from loaders.rule import Context, Example, Rule


def _find(context: Context) -> Iterator[Fault]:
    homes = {
        (row.key, row.cells["document"], row.cells["paragraph"])
        for row in context.all_rows("provisions")
        if row.cells["kind"] == "paragraph"
    }
    for row in context.rows("provisions"):
        place = row.cells["parent"], row.cells["document"], row.cells["paragraph"]
        if row.cells["kind"] != "paragraph" and place not in homes and not row.faulty:
            yield row.fault(
                "parent",
                "the statement stands under no paragraph of its document.",
                "Name the paragraph that it is from, with its number.",
            )


RULE = Rule(
    "A statement of the policy that belongs to no paragraph.",
    "fault",
    _find,
    Example(
        [
            (
                "provisions",
                {
                    "id": "P7.99", "document": "BERLIN-2011", "paragraph": "7", "number": "99", "kind": "offer",
                    "text": "Something that is offered.", "leads_to": "process", "how": "It is offered.",
                },
            )
        ],
        "parent",
    ),
    reads=("provisions",),
)  # fmt: skip
