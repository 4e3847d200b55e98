"""Answers and the catalogue as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from queries.catalogue import Catalogue
from queries.desk import Answer
from queries.types import Column

_HIDDEN = {"note", "confidence", "attested_from", "attested_to"}
"""Columns that only the JSON shows: a terminal is narrow."""


def print_answer(console: Console, answer: Answer) -> None:
    """The rows, with sources as numbers that are written out below."""
    numbers = {source["id"]: number for number, source in enumerate(answer.sources, start=1)}
    console.print(Text(answer.question.title, style="bold"))
    clocks = answer.clocks()
    console.print(
        f"on {clocks['as_of']}, as release {clocks['release']} has it; revision {clocks['revision']};"
        f" {len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}"
    )
    if answer.rows:
        columns = [
            column
            for column in answer.question.columns
            if column.name not in _HIDDEN and any(row[column.name] not in (None, []) for row in answer.rows)
        ]
        table = Table(box=None, header_style="bold", pad_edge=False)
        for column in columns:
            table.add_column(column.name.replace("_", " "), overflow="fold")
        for row in answer.rows:
            table.add_row(*(Text(cell(column, row[column.name], numbers)) for column in columns))
        console.print(table)
    if answer.sources:
        console.print(Text("Sources", style="bold"))
        for source in answer.sources:
            address = f" <{source['address']}>" if source["address"] else ""
            console.print(Text(f"[{numbers[source['id']]}] {source['title']}{address}"), soft_wrap=True)


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
        return " ".join(cell(Column(column.name, column.type), item, numbers) for item in value)
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
