"""A condition asks one thing that can be, and a rule asks nothing that it also forbids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from graph.schema import Table, tables
from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule

_ACTORS = {"country": {"Country"}, "organisation": {"Organisation", "Alliance"}}
_ANY_OF = {"partnership": {"Framework"}, "operation": {"Operation"}, "commission": {"Commission"}}
_CONTENT = ("relation", "role", "object", "any_of", "subject", "attribute")


def _find(context: Context) -> Iterator[Fault]:
    rules = {row.key: row for row in (*context.beside, *context.package.rows["rules"]) if row.table.name == "rules"}
    asked: dict[str, list[SourceRow]] = defaultdict(list)
    for row in context.all_rows("rule_conditions"):
        asked[row.cells["rule"]].append(row)
    own = {id(row) for row in context.rows("rule_conditions")}
    for row in context.rows("rule_conditions"):
        rule = rules.get(row.cells["rule"])
        if not row.faulty and rule and not rule.faulty:
            found = _of_attribute(row, rule) if row.cells["attribute"] else _of_relation(context, row, rule)
            yield from islice(found, 1)  # What follows from it is no second fault.
    if any(row.faulty for rows in asked.values() for row in rows):
        return  # It may be of any rule, and ask anything.
    yield from _one_id(context)
    for rows in asked.values():
        yield from (row.fault(*wrong) for row, *wrong in _together(rows) if id(row) in own)
    for rule in context.rows("rules"):
        per = rule.cells["per"]
        if per and not any(row.cells["any_of"] == per for row in asked[rule.key]):
            remedy = f"Add a condition with any_of {per}, or empty the cell."
            yield rule.fault("per", f"no condition of the rule asks about the {per}.", remedy)


def _one_id(context: Context) -> Iterator[Fault]:
    """Rules may share a condition (a corrected one takes along those that it had), and then it is one, whatever it asks."""
    first: dict[str, SourceRow] = {}
    for row in context.rows("rule_conditions"):
        earlier = first.setdefault(row.cells["id"], row)
        if any(row.cells[column] != earlier.cells[column] for column in row.cells if column != "rule"):
            what = f"the condition of that id of {earlier.cells['rule']} says something else."
            yield row.fault("id", what, "Give this one an id of its own.")


def _of_attribute(row: SourceRow, rule: SourceRow) -> Iterator[Fault]:
    for column in ("relation", "role", "object", "any_of", "subject"):
        if row.cells[column]:
            yield row.fault(column, "an attribute is asked, and this besides.", "Let each condition ask one thing.")
    if rule.cells["audience"] != "country":
        yield row.fault("attribute", "the rule is not for countries, and no other has it.", "Ask it of countries.")


def _of_relation(context: Context, row: SourceRow, rule: SourceRow) -> Iterator[Fault]:
    relation, named, any_of = (row.cells[column] for column in ("relation", "object", "any_of"))
    table = next((table for table in tables() if table.edge and table.edge.name == relation), None)
    if table is None:
        yield row.fault("relation", "nothing is asked.", "Write a relation, or an attribute.")
        return
    if named and any_of:
        yield row.fault("any_of", "an object is named, and others will do.", "Empty the one cell or the other.")
    roles = next((column.choices for column in table.columns if column.name == "role"), ())
    if row.cells["role"] and row.cells["role"] not in roles:
        remedy = f"Write one of {', '.join(roles)}." if roles else "Empty the cell."
        yield row.fault("role", f"no edge {relation} has that role.", remedy)
    if any_of in ("operation", "commission") and any_of != rule.cells["per"]:
        yield row.fault("any_of", f"the rule is not per {any_of}.", "Name an object, or say so in rules.csv (per).")
    subject = _labels(context, row.cells["subject"]) if row.cells["subject"] else _ACTORS[rule.cells["audience"]]
    other = _labels(context, named) if named else _ANY_OF.get(any_of, set())
    # An id that there is not is told of every reference, and may be of any kind.
    if subject and not _joins(table, subject, other):
        column = "object" if named else "any_of" if any_of else "relation"
        ends = f"{_words(subject)} and {_words(other)}" if other else _words(subject)
        remedy = "Name another relation or another end; docs/model.md says what each joins."
        yield row.fault(column, f"no edge {relation} joins {ends}.", remedy)


def _labels(context: Context, id_: str) -> set[str]:
    return {label for label, ids in context.known.items() if id_ in ids}


def _joins(table: Table, subject: set[str], other: set[str]) -> bool:
    """An edge of the table may have the subject at one end and the other, or anything where there is none, at the other."""
    between = (table.edge.start, table.edge.end) if table.edge else ()
    start, end = (set(column.references) for name in between for column in table.columns if column.name == name)
    return any(subject & here and (not other or other & there) for here, there in ((start, end), (end, start)))


def _words(labels: set[str]) -> str:
    return " or ".join(f"{'an' if label[0] in 'AEIOU' else 'a'} {label.lower()}" for label in sorted(labels))


def _together(rows: Sequence[SourceRow]) -> Iterator[tuple[SourceRow, str, str, str]]:
    """What is wrong with the conditions of a rule beside one another: the row, the column, what, and the remedy."""
    numbered = [row for row in rows if row.cells["alternative"]]
    if len({row.cells["alternative"] for row in numbered}) == 1:
        remedy = "Add what will do instead, or empty the cell in each condition of the rule."
        yield numbered[-1], "alternative", "it is the only alternative of the rule.", remedy
    for row in numbered:
        if row.cells["scope"] == "true":
            what = "it says of whom the rule speaks at all, and is one of several that will do."
            yield row, "scope", what, "Write false, or empty the alternative."
    for number, row in enumerate(rows):
        for other in rows[:number]:
            alike = all(row.cells[column] == other.cells[column] for column in _CONTENT)
            at_once = len({row.cells["alternative"], other.cells["alternative"]} - {""}) < 2  # noqa: PLR2004 - two differ
            if alike and at_once and row.cells["expected"] != other.cells["expected"]:
                what = f"{other.cells['id']} asks the opposite, so the rule never applies."
                yield row, "expected", what, "Correct the one or the other."


RULE = Rule(
    "A condition that asks nothing, two things or what no edge is ever; a lone alternative, or one that"
    " says of whom the rule speaks; two conditions of which one asks the"
    " opposite of the other, or that share an id; a rule per operation or commission that does not ask about it.",
    "fault",
    _find,
    Example(
        [
            (
                "rule_conditions",
                {
                    "id": "ipcp-all:uses", "rule": "ipcp-all", "scope": "false", "asks": "uses the Partnership for Peace",
                    "relation": "USES", "object": "PFP", "expected": "true",
                },
            )
        ],
        "object",
    ),
    reads=("rules", "rule_conditions"),
)  # fmt: skip
