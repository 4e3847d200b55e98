"""Answers and the catalogue as tables for a terminal; the policy's statements as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from queries.catalogue import Catalogue
from queries.desk import Answer
from queries.types import Column
from queries.understanding import in_words

_HIDDEN = {"note", "confidence", "attested_from", "attested_to"}
"""Columns that only the JSON shows: a terminal is narrow."""


def print_answer(console: Console, answer: Answer) -> None:
    """The rows, with sources as numbers that are written out below."""
    numbers = {source["id"]: number for number, source in enumerate(answer.sources, start=1)}
    clocks = answer.clocks()
    console.print(Text(answer.question.title, style="bold"))
    console.print(
        f"on {clocks['as_of']}, as release {clocks['release']} has it; revision {clocks['revision']};"
        f" {len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}",
        soft_wrap=True,
    )
    for how in answer.understood:
        named = " ".join(f"[{numbers[source]}]" for source in how["sources"])
        console.print(Text(in_words(how, named)), soft_wrap=True)
    if answer.rows:
        _LAYOUTS.get(answer.question.path, _print_rows)(console, answer, numbers)
    if answer.rivals:
        console.print(Text("Disputed", style="bold"))
        for rival in answer.rivals:
            console.print(Text(_disputed(rival, numbers)), soft_wrap=True)
    if answer.sources:
        console.print(Text("Sources", style="bold"))
        for source in answer.sources:
            address = f" <{source['address']}>" if source["address"] else ""
            console.print(Text(f"[{numbers[source['id']]}] {source['title']}{address}"), soft_wrap=True)


def _print_rows(console: Console, answer: Answer, numbers: Mapping[str, int]) -> None:
    """A row of the answer a row of a table."""
    columns = [column for column in answer.question.columns if _tells(column, answer)]
    names = {column.name for column in columns}
    table = Table(box=None, header_style="bold", pad_edge=False)
    # The name of a thing stands before its id, in one column.
    shown = [column for column in columns if _id_of(column.name) not in names]
    for column in shown:
        short = column.type in ("date", "day", "certainty", "claim")
        table.add_column(column.name.replace("_", " "), overflow="fold", no_wrap=short)
    for row in answer.rows:
        table.add_row(*(Text(_named(column, row, names, numbers)) for column in shown))
    console.print(table)


def _print_statements(console: Console, answer: Answer, numbers: Mapping[str, int]) -> None:
    """The policy's statements by paragraph, each with what follows from it; sentences that no column of a table would hold."""
    width = max(len(row["id"]) for row in answer.rows)
    for (paragraph, heading), rows in groupby(answer.rows, key=lambda row: (row["paragraph"], row["heading"])):
        console.print(Text(f"\nParagraph {paragraph}: {heading}\n", style="bold"))
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, min_width=width)
        table.add_column(overflow="fold")
        for row in rows:
            if table.row_count:
                table.add_row()
            table.add_row(Text(row["id"]), _statement(row, numbers))
        console.print(table)


def _statement(row: Mapping[str, Any], numbers: Mapping[str, int]) -> Text:
    """A statement in some lines: how the text puts it, what it says, what follows, and what there is of that on the day."""
    named = " ".join(f"[{number}]" for number in sorted(numbers[source] for source in row["sources"]))
    text = Text.assemble((row["modality"] or row["kind"], "italic"), f" {named}\n{row['text']}")
    text.append("\nLeads to ", "bold").append(f"{', '.join(row['leads_to'])}. {row['how']}")
    if row["cites"]:
        text.append("\nNames ", "bold").append(", ".join(row["cites"]))
    for rule in row["rules"]:
        named = " ".join(f"[{number}]" for number in sorted(numbers[source] for source in rule["sources"]))
        text.append(f"\nRule {rule['id']} ", "bold")
        text.append(f"{rule['tool']}, {rule['modality']}, {_FORCE[rule['in_force']]} {named}")
    if row["facts"]:
        counts = ", ".join(
            f"{fact['kind']} {fact['certain']}{' and ' + str(fact['possible']) + ' possible' if fact['possible'] else ''}"
            for fact in row["facts"]
        )
        text.append("\nThat day ", "bold").append(counts)
    return text


def _print_moved(console: Console, answer: Answer, numbers: Mapping[str, int]) -> None:
    """Cells whose verdict would be another: a sentence each, which no column of a table would hold."""
    for row in answer.rows:
        named = " ".join(f"[{numbers[source]}]" for source in row["sources"])
        turns = ", ".join(turn["id"] for turn in row["because"])
        line = f"{row['before']} -> {row['after']}: {row['summary']} By {turns}."
        console.print(Text(f"{line} {named}".rstrip()), soft_wrap=True)


_FORCE = {"yes": "in force", "possibly": "possibly in force", "no": "not in force"}

_LAYOUTS: Mapping[str, Callable[[Console, Answer, Mapping[str, int]], None]] = {
    "policy/coverage": _print_statements,
    **dict.fromkeys(("eligibility/what-if", "eligibility/impact", "eligibility/proposed"), _print_moved),
}
"""Questions whose rows are no table."""


def _disputed(rival: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    """A rival claim in one line."""
    since, until = (rival[name] or "unknown" for name in ("since", "until"))
    span = f"from {since}, still" if until == ".." else f"from {since} to {until}"
    named = " ".join(f"[{numbers[source]}]" for source in rival["sources"])
    reason = f"; {rival['rank']}: {rival['reason']}" if rival["reason"] else ""
    return f"{rival['of']}: {named} has {rival['start']} {rival['relation']} {rival['end']} {span}{reason}"


def _tells(column: Column, answer: Answer) -> bool:
    """The column says something that no other does, in this answer."""
    if column.name in _HIDDEN or all(row[column.name] in (None, []) for row in answer.rows):
        return False
    return column.name not in ("earliest", "latest") or any(row[column.name] != row["date"] for row in answer.rows)


def _id_of(name: str) -> str | None:
    """The column whose id a column of names spells out."""
    return "id" if name == "name" else name.removesuffix("_name") if name.endswith("_name") else None


def _named(column: Column, row: Mapping[str, Any], names: set[str], numbers: Mapping[str, int]) -> str:
    plain = cell(column, row[column.name], numbers)
    name = "name" if column.name == "id" else f"{column.name}_name"
    return f"{row[name]} ({plain})" if name in names else plain


def cell(column: Column, value: Any, numbers: Mapping[str, int]) -> str:
    """A value in a table: sources as their numbers, records one a line, nothing for null."""
    if value is None:
        return ""
    if column.records:
        return "\n".join(
            " ".join(text for inner in column.records if (text := cell(inner, record[inner.name], numbers)))
            for record in value
        )
    if column.many:
        inner = Column(column.name, column.type)
        values = sorted(value, key=numbers.__getitem__) if column.type == "source" else value
        return " ".join(cell(inner, item, numbers) for item in values)
    if column.type == "source":
        return f"[{numbers[value]}]"
    if column.type == "boolean":
        return "yes" if value else "no"
    return "still" if column.type == "date" and value == ".." else str(value)


def print_catalogue(console: Console, catalogue: Catalogue) -> None:
    """The questions by subject."""
    for subject, questions in catalogue.subjects.items():
        console.print(Text(subject.capitalize(), style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2))
        for question in questions:
            table.add_row(Text(question.path), Text(question.title))
        console.print(table)
    console.print("\nAsk one with `partnerships ask PATH`; `--help` behind it tells its parameters.")
