"""The commands of a curator: `partnerships release` and `partnerships withdraw`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.changed_answers import ChangedAnswer, changed_answers, described
from graph.clocks import format_instant, now, today
from graph.connection import Graph
from graph.engine import running
from graph.errors import PartnershipsError
from graph.settings import Settings
from loaders.load import load
from loaders.package import default_folder, package_name
from loaders.releasing import (
    Change,
    Plan,
    begun_changes,
    plan_release,
    publish,
    read_reasons,
    read_tables,
    withdraw_source,
    written,
)
from queries.catalogue import Catalogue
from queries.desk import Desk

_SHOWN = 20
"""Lines of one kind on a terminal; all of them are in the release's page."""

_EVERY = 5_000
"""Answers after which a log hears of the progress; a terminal has its bar."""

_FOLDER = click.argument("folder", type=click.Path(path_type=Path), required=False)
_PLAN = click.option("--plan", "only_plan", is_flag=True, help="Say what would happen, and write nothing.")
_ANSWERS = click.option(
    "--answers/--no-answers",
    default=True,
    help="Load the coming release into an engine of its own and compare answers.",
)

out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


@click.command()
@_FOLDER
@click.option(
    "--note", required=True, help="What the release is for; the reason of each change that has none of its own."
)
@click.option("--correct", is_flag=True, help="Published rows that were altered in place are corrections.")
@click.option(
    "--reasons",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A CSV of table, row and reason: the reasons of changes that have one of their own.",
)
@_PLAN
@_ANSWERS
def release(
    folder: Path | None, note: str, *, correct: bool, reasons: Path | None, only_plan: bool, answers: bool
) -> None:
    """Close the working tables as the next release: numbers, note, change list, and which answers change.

    New rows have an empty since_release; rows taken out of their table are withdrawn. A published row that was altered in place
    is refused, unless --correct makes it a correction.
    """
    where = folder or default_folder()
    draft = read_reasons(reasons) if reasons else []
    plan = plan_release(where, read_tables(where), note=note, now=now(), correct=correct, draft=draft)
    changed = {(change.table, change.row) for change in plan.changes}
    for change in draft:
        if (change.table, change.row) not in changed:
            raise PartnershipsError(
                f"{change.table}: {change.row} is not changed by this release.",
                where=str(reasons),
                remedy="Take it out.",
            )
    _carry_out(where, plan, only_plan=only_plan, answers=answers)


@click.command()
@click.argument("source")
@_FOLDER
@click.option("--reason", required=True, help="Why it can no longer be relied on.")
@_PLAN
@_ANSWERS
def withdraw(source: str, folder: Path | None, reason: str, *, only_plan: bool, answers: bool) -> None:
    """Release the tables without a SOURCE: claims that rest on it alone are withdrawn, the others do without it."""
    where = folder or default_folder()
    rows = read_tables(where)
    try:
        pending = plan_release(where, rows, note=reason, now=now(), correct=True)
    except PartnershipsError as error:
        if "nothing changed" not in error.what:
            raise
    else:
        # What an interrupted withdrawal has written already is no other change.
        begun = {(cells["table"], cells["row"]) for cells in begun_changes(where, rows)}
        if others := [change for change in pending.changes if (change.table, change.row) not in begun]:
            raise PartnershipsError(
                f"the tables hold {len(others)} other changes that no release has brought.",
                where=str(where),
                remedy="Release them first.",
            )
    without, drafted = withdraw_source(rows, source, reason)
    plan = plan_release(where, without, note=f"Withdraws the source {source}: {reason}", now=now(), draft=drafted)
    _carry_out(where, plan, only_plan=only_plan, answers=answers)


def _carry_out(folder: Path, plan: Plan, *, only_plan: bool, answers: bool) -> None:
    changed = _changed_answers(folder, plan) if answers else None
    if not only_plan:
        publish(folder, plan)
        page = folder / "releases" / f"{plan.number}.md"
        page.write_text(release_page(plan, changed), encoding="utf-8")
    out.print(f"{'Would be r' if only_plan else 'R'}elease {plan.number} of {format_instant(plan.published_at)}.")
    for kind in ("added", "corrected", "withdrawn", "entered", "removed", "described"):
        _tell(kind, [_line(change, plan.note) for change in plan.of(kind)])
    if changed is not None:
        _tell("answers change", [described(one) for one in changed])


def _tell(what: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    out.print(f"{len(lines)} {what}" + (":" if len(lines) <= _SHOWN else f", the first {_SHOWN}:"), markup=False)
    for line in lines[:_SHOWN]:
        out.print(f"  {line}", soft_wrap=True, markup=False)


def release_page(plan: Plan, changed: Sequence[ChangedAnswer] | None) -> str:
    """The page of a release: what it is for, all that it changed, and the answers that change with it."""
    lines = [f"# Release {plan.number}", "", f"Published {format_instant(plan.published_at)}. {plan.note}"]
    for kind, title in (
        ("corrected", "Corrected"),
        ("withdrawn", "Withdrawn"),
        ("added", "Added"),
        ("entered", "Entered, in tables without releases of their own"),
        ("removed", "Removed from such tables"),
        ("described", "Described anew in such tables"),
    ):
        if changes := plan.of(kind):
            lines += ["", f"## {title} ({len(changes)})", "", *(f"- {_line(change, plan.note)}" for change in changes)]
    if changed is not None:
        lines += [
            "",
            f"## Answers that change ({len(changed)})",
            "",
            "Asked about the actors, bodies and tools of the claims above, on the days on which those begin and end, and on"
            " the day of the release.",
            "",
            *(f"- {described(one)}" for one in changed),
        ]
    return "\n".join(lines) + "\n"


def _line(change: Change, note: str) -> str:
    instead = f" -> {change.replacement}" if change.replacement else ""
    column = (
        f", {change.column}: {change.before or '(nothing)'} -> {change.after or '(nothing)'}" if change.column else ""
    )
    told = change.kind in ("corrected", "withdrawn") and change.reason != note  # which stands above all of them
    reason = f" ({change.reason})" if told else ""
    return f"{change.table}: {change.row}{instead}{column}{reason}"


def _changed_answers(folder: Path, plan: Plan) -> list[ChangedAnswer]:
    """The answers that change, asked of an engine of its own that holds the coming release."""
    name = package_name(folder)
    with tempfile.TemporaryDirectory(prefix="partnerships-") as home, _bar("comparing answers") as progress:
        settings = Settings(neo4j_uri="", partnerships_home=Path(home), partnerships_bolt_port=0)
        with running(settings), Graph.open(settings) as graph:
            if name != package_name(default_folder()):
                load(graph, default_folder(), today=today())
            with written(folder, plan) as planned:
                load(graph, planned, today=today())
            desk = Desk(graph, Catalogue.read())
            return changed_answers(desk, name, plan.number, today=today(), progress=progress)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal; nothing elsewhere."""
    with Progress(
        TextColumn(what), BarColumn(), MofNCompleteColumn(), console=err, transient=True, disable=not err.is_terminal
    ) as bar:
        task = bar.add_task(what, total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if not err.is_terminal and (done == 1 or done % _EVERY == 0):
                err.print(f"{what}: {done} of {total}")

        yield told
