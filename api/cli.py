"""The command line, `partnerships`; the curator's commands are in `api.release_commands`."""

from __future__ import annotations

import datetime as dt
import json
import signal
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from api import tables
from api.links import REPLAY, links, links_behind, links_of_verdict, list_body
from graph.clocks import now, parse_day, parse_instant, today
from graph.connection import Graph
from graph.engine import Engine, running
from graph.errors import PartnershipsError
from graph.schema import OURS
from graph.settings import Settings
from queries.catalogue import Catalogue
from queries.desk import Answer, Desk
from queries.question import Question, clock
from queries.types import ENTITY_LABELS

if TYPE_CHECKING:
    from queries.supposed import WhatIf

out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


def main() -> NoReturn:
    """Run the command line; an error of ours is a message and status 1, an interruption is status 130."""
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGHUP, _terminated)
    try:
        cli(standalone_mode=False)
    except PartnershipsError as error:
        err.print(f"[bold red]error:[/] {_escaped(str(error))}", soft_wrap=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)  # `| head` has read enough
    sys.exit(0)


def _terminated(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


def settings() -> Settings:
    """The settings of the environment. Raises `PartnershipsError` for one that cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise PartnershipsError(
            f"{first['msg'].lower()}.",
            where=str(first["loc"][0]).upper(),
            remedy="docs/settings.md lists what may be set.",
        ) from error


class _Commands(click.Group):
    """The commands below, and those of the curator, whose module is imported when it is needed."""

    _later = ("release", "withdraw")
    _asked: Mapping[str, str] = {"coverage": "policy/coverage", "gaps": "gaps/known"}
    """Questions with a command of their own."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *self._later, *self._asked])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in self._later:
            from api import release_commands  # noqa: PLC0415 - the checks take a second to import

            command: click.Command = getattr(release_commands, name)
            return command
        if name in self._asked:
            return _command(self._asked[name])
        return super().get_command(context, name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="partnership-graph", prog_name="partnerships")
def cli() -> None:
    """Who stands in which relation to NATO, since when and until when, and where it says so.

    No official NATO source. Settings are read from the environment; docs/settings.md lists them.
    """


@cli.command()
def run() -> None:
    """Start the engine, load the data, serve the API; Ctrl-C ends all of it."""
    from api import serving  # noqa: PLC0415 - the web server is not needed by the other commands

    chosen = settings()
    with _told() as told, running(chosen, told):
        with Graph.open(chosen) as graph:
            graph.check()
            _load(graph, _default_folder())
        serving.serve(chosen, out, with_examples=True)


@cli.command()
@click.option("--show-password", is_flag=True, help="Print the password of its user, too.")
def browser(show_password: bool) -> None:
    """Start a Neo4j with Browser on the loaded graph, and the API with the guide; Ctrl-C ends both. Needs Java 17 and Maven."""
    from api.browser_command import browse  # noqa: PLC0415

    with _told() as told:
        browse(settings(), out, told, lambda graph: _load(graph, _default_folder()), show_password=show_password)


@cli.command()
def serve() -> None:
    """Serve the API from a graph that is loaded already."""
    from api import serving  # noqa: PLC0415

    serving.serve(settings(), out, with_examples=False)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def load(folder: Path | None) -> None:
    """Load a data package (ours, unless a folder is named): all of it or nothing.

    A package of your own, with a name of its own in its datapackage.json, stands beside ours and touches none of it.
    """
    with Graph.open(settings()) as graph:
        graph.check()
        _load(graph, folder or _default_folder())


@cli.command()
@click.argument("package")
def unload(package: str) -> None:
    """Take a data package out of the graph, by its name."""
    from loaders.load import unload as unload_package  # noqa: PLC0415

    with Graph.open(settings()) as graph:
        removed = unload_package(graph, package, today=today())
    out.print(f"Unloaded {package}: {removed} nodes and edges.", soft_wrap=True)


_PACKAGE = "package"
"""The form of an export that is no file but a data package, which can be loaded again."""

_FORMATS = (_PACKAGE, "csv", "cypher", "cytoscape", "gexf", "graphml", "jsonld", "parquet", "turtle", "xlsx")


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(_FORMATS), default=_PACKAGE, show_default=True)
@click.option("--package", help="Which of the packages in the graph, for a package. Ours by default.")
@click.option("--as-of", help="Only what holds on this day, or may. All of time by default.")
@click.option("--known-at", help="The state of knowledge. The newest release by default.")
@click.option("--framework", help="Only what touches it, or a country that belongs to it.")
@click.option("--actor", help="Only what touches this country or organisation.")
def export(path: Path, form: str, package: str | None, **asked: str | None) -> None:
    """Write the graph, or a part of it, to PATH for other programs; `package` writes a folder that can be loaded again."""
    if form == _PACKAGE:
        if any(asked.values()):
            raise click.UsageError("a package is written whole: leave the day, the framework and the actor out.")
        from loaders.unloading import export as write_out  # noqa: PLC0415

        with Graph.open(settings()) as graph:
            rows = write_out(graph, path, package or OURS)
        out.print(f"{path}: {sum(rows.values())} rows in {sum(1 for n in rows.values() if n)} tables.", soft_wrap=True)
        return
    if package:
        raise click.UsageError("only a package is of one package: leave --package out.")
    with (
        Graph.open(settings()) as graph,
        Progress(
            TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=err, transient=True, disable=not err.is_terminal,
        ) as progress,
    ):  # fmt: skip
        _export(graph, path, form, asked, progress)
    out.print(f"{path}: {path.stat().st_size} bytes.", soft_wrap=True)


def _export(graph: Graph, path: Path, form: str, asked: Mapping[str, str | None], progress: Progress) -> None:
    from api.exports import all_formats  # noqa: PLC0415 - the libraries of the formats take a second to import
    from api.exports.taken import Taken  # noqa: PLC0415

    as_of, known_at = clock("as_of", asked["as_of"], parse_day), clock("known_at", asked["known_at"], parse_instant)
    filters = {name: asked[name] for name in ("framework", "actor")}
    desk = Desk(graph, Catalogue.read())
    taken = Taken(desk, as_of, known_at, filters)
    taken.see_that_there_is_something()
    seen = progress.add_task("relations", total=taken.count())
    taken.on_each = lambda: progress.advance(seen)
    taken.on_begin = lambda: progress.reset(seen)
    _write(path, all_formats()[form].write(taken))


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    """A file, which is there whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            for piece in pieces:
                file.write(piece)
        unfinished.replace(path)
    except OSError as error:
        raise PartnershipsError(
            f"it cannot be written ({error.strerror}).", where=str(path), remedy="Name another place."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


@cli.command()
@click.argument("name", type=click.Choice(("country-year", "dyad-year")))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("csv", "parquet", "stata")), default="csv", show_default=True)
@click.option(
    "--rule",
    type=click.Choice(("any_day", "first_day", "majority")),
    default="any_day",
    show_default=True,
    help="What a year is called by: any of its days, 1 January, more than half of its days.",
)
@click.option("--known-at", help="The state of knowledge. The newest release by default.")
def panel(name: str, path: Path, form: str, rule: Any, known_at: str | None) -> None:
    """Write a panel for statistics to PATH: a row for each country and year, or for each pair of countries and year."""
    from api.panels.written import FORMATS  # noqa: PLC0415 - pandas takes a second to import
    from api.panels.written import panel as made  # noqa: PLC0415

    with Graph.open(settings()) as graph:
        desk = Desk(graph, Catalogue.read())
        _write(path, FORMATS[form].write(made(desk, name, rule, clock("known_at", known_at, parse_instant))))
    out.print(f"{path}: {path.stat().st_size} bytes.", soft_wrap=True)


@cli.command()
@click.argument("permalink", required=False)
@click.option("--release", type=click.IntRange(1), help="Cite a release, not an answer. The newest by default.")
@click.option("--format", "form", type=click.Choice(("text", "bibtex", "csl")), default="text", show_default=True)
@click.option(
    "--at", help="Where the API is, for the addresses in the citation. Where `partnerships serve` serves by default."
)
def cite(permalink: str | None, release: int | None, form: str, at: str | None) -> None:
    """How an answer is cited, by its PERMALINK (as `links.permalink` of an answer has it), or a release."""
    from api import citing  # noqa: PLC0415
    from api.routers.replay import of_permalink, replayed  # noqa: PLC0415
    from queries.replay import Replays  # noqa: PLC0415

    if permalink and release:
        raise click.UsageError("a permalink has its own release: leave --release out.")
    found = settings()
    base = (at or f"http://{found.host}:{found.port}").rstrip("/")
    with Graph.open(found) as graph:
        desk = Desk(graph, Catalogue.read())
        if permalink:
            path, query = of_permalink(permalink)
            cited = citing.of_answer(replayed(Replays(desk), path, query), f"{base}{REPLAY}/{path}?{query}")
        else:
            cited = citing.of_release(desk, release, base)
    click.echo(citing.FORMATS[form].write(cited), nl=False)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def check(folder: Path | None) -> None:
    """Check a data package (ours, unless a folder is named) without loading it. docs/checks.md lists the rules."""
    from loaders.checks import checked  # noqa: PLC0415 - the checks take a second to import

    found = checked(folder or _default_folder(), draft=True)
    rows = list(found.package)
    filled = sum(1 for held in found.package.rows.values() if held)
    out.print(f"{len(rows)} rows in {filled} tables of {found.package.folder}: no fault.", soft_wrap=True)
    _print_warnings(found.warnings)
    if unreleased := sum(1 for row in rows if row.table.recorded and not row.cells["since_release"]):
        out.print(f"{unreleased} of them are in no release yet: `partnerships release`.", soft_wrap=True)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for report.md and report.json.",
)
def report(folder: Path | None, into: Path) -> None:
    """Report on a data package (ours, unless a folder is named): rows, sources, confidence, disputes, gaps, warnings."""
    from loaders.checks import checked  # noqa: PLC0415
    from loaders.report import markdown  # noqa: PLC0415
    from loaders.report import report as report_on  # noqa: PLC0415

    found = report_on(checked(folder or _default_folder()), today())
    try:
        into.mkdir(parents=True, exist_ok=True)
        (into / "report.md").write_text(markdown(found), encoding="utf-8")
        (into / "report.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise PartnershipsError(
            f"it cannot be written ({error.strerror}).", where=str(into), remedy="Name another place."
        ) from error
    out.print(f"{into / 'report.md'}, {into / 'report.json'}", soft_wrap=True)


def _print_warnings(warnings: Sequence[Any]) -> None:
    for warning in warnings:
        err.print(f"[yellow]warning:[/] {_escaped(str(warning))}", soft_wrap=True)


@cli.command()
@click.argument("path", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def questions(path: str | None, as_json: bool) -> None:
    """List the questions, or show one with its Cypher."""
    catalogue = _catalogue()
    if path:
        click.echo(catalogue[path].text)
    elif as_json:
        from api.routers.questions import describe  # noqa: PLC0415

        click.echo(json.dumps([describe(question) for question in catalogue], indent=2, ensure_ascii=False))
    else:
        tables.print_catalogue(out, catalogue)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def favourites(file: Path) -> None:
    """Write every question into a zip that Neo4j Browser imports as favourites."""
    from api.browser_links import favourites as archive  # noqa: PLC0415

    try:
        file.write_bytes(archive(_catalogue()))
    except OSError as error:
        raise PartnershipsError(
            f"the file cannot be written ({error.strerror}).", where=str(file), remedy="Name another place."
        ) from error
    out.print(
        f"{file}: drag it onto the page of Neo4j Browser; the questions are then under Favourites, the star.",
        soft_wrap=True,
    )


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the graph of the embedded engine into a file, while it may serve."""
    from graph.backup import back_up  # noqa: PLC0415 - only this command and the next need it

    with _told() as told:
        manifest = back_up(settings(), file, made_at=now(), waiting=told)
    out.print(f"{file} holds {manifest.contents}.", soft_wrap=True)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Let the graph go that is there now.")
def restore(file: Path, replace: bool) -> None:
    """Bring the graph of a backup into the embedded engine, all of it or nothing."""
    from graph.backup import restore as bring_back  # noqa: PLC0415

    with _told() as told:
        manifest = bring_back(settings(), file, replace=replace, waiting=told)
    out.print(f"Restored: {manifest.contents}. `partnerships engine start` serves it.", soft_wrap=True)


@cli.group()
def keys() -> None:
    """Keys of those who may read, where PARTNERSHIPS_KEYS_REQUIRED asks for them."""


@keys.command("add")
@click.argument("name")
def add_key(name: str) -> None:
    """Make a key and print it; it is kept nowhere, only a hash of it."""
    from api.access import Keys  # noqa: PLC0415

    click.echo(Keys(settings().keys_file).add(name, dt.datetime.now(tz=dt.UTC)))


@keys.command("list")
def list_keys() -> None:
    """The keys by name, and which are revoked."""
    from api.access import Keys  # noqa: PLC0415

    for key in Keys(settings().keys_file).all():
        state = f"revoked {key.revoked:%Y-%m-%d %H:%M} UTC" if key.revoked else "in force"
        out.print(f"{key.name}: made {key.created:%Y-%m-%d %H:%M} UTC, {state}", soft_wrap=True)


@keys.command("revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Let a key no longer be one, at once."""
    from api.access import Keys  # noqa: PLC0415

    Keys(settings().keys_file).revoke(name, dt.datetime.now(tz=dt.UTC))
    out.print(f"{name} is revoked.", soft_wrap=True)


@cli.group()
def engine() -> None:
    """The embedded engine, which serves where no NEO4J_URI is set."""


@engine.command()
def start() -> None:
    """Start it, to stay until it is stopped."""
    chosen = settings()
    with _told() as told:
        state = Engine(chosen).start(stay=True, waiting=told)
    out.print(f"The engine runs as process {state.pid} at {state.uri}.", soft_wrap=True)


@engine.command()
def stop() -> None:
    """End it."""
    out.print("The engine has ended." if Engine(settings()).stop() else "No engine runs here.")


@engine.command()
@click.option("--show-password", is_flag=True, help="Print the password of the reading user, too.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(show_password: bool, as_json: bool) -> None:
    """Say whether it runs, and how Neo4j Browser connects to it."""
    state = Engine(settings()).state()
    told: dict[str, Any] = {"running": state is not None}
    if state:
        told |= {"pid": state.pid, "uri": state.uri, "database": state.database, "user": state.reader}
        if show_password:
            told["password"] = state.reader_password
    if as_json:
        click.echo(json.dumps(told))
        return
    if not state:
        out.print("No engine runs here. Start one with `partnerships engine start`.")
        return
    out.print(f"The engine runs as process {state.pid}.")
    out.print(
        f"Neo4j Browser connects to {state.uri}, database {state.database}, as the reading user {state.reader}.",
        soft_wrap=True,
    )
    password = state.reader_password if show_password else "shown by `partnerships engine status --show-password`"
    out.print(f"Password: {password}", soft_wrap=True)


_BY_NAME = "By id, code or any name. "


class _Ask(click.Group):
    """One subcommand a question, made from its file."""

    def list_commands(self, _: click.Context) -> list[str]:
        return sorted((*_catalogue().questions, *_worked_out()))

    def get_command(self, _: click.Context, name: str) -> click.Command:
        return _command(name)


def _command(path: str) -> click.Command:
    """A question as a command."""
    question = _worked_out().get(path) or _catalogue()[path]
    options: list[click.Parameter] = [
        click.Option(
            [f"--{parameter.name.replace('_', '-')}", parameter.name],
            required=parameter.required,
            help=f"{parameter.about} {_BY_NAME if parameter.type in ENTITY_LABELS else ''}Example: {parameter.example}.",
        )
        for parameter in question.parameters
    ]
    options += [
        click.Option(["--as-of"], help="The day asked about, as 2011-04-15. Today by default."),
        click.Option(["--known-at"], help="The state of knowledge, an instant or a day. The newest by default."),
        click.Option(["--json", "as_json"], is_flag=True, help="For programs."),
    ]
    return click.Command(
        path,
        params=options,
        help=f"{question.title}\n\n{' '.join(question.about.split())}",
        short_help=question.title,
        callback=lambda **given: _ask(question, given),
    )


@cli.group(cls=_Ask, name="ask")
def ask_group() -> None:
    """Ask a question of the catalogue: `partnerships ask members/of_body --body EAPC --as-of 2011-04-15`."""


class _Analyse(click.Group):
    """One subcommand an analysis."""

    def list_commands(self, _: click.Context) -> list[str]:
        from queries.analytics import QUESTIONS  # noqa: PLC0415

        return sorted(path.removeprefix("analytics/") for path in QUESTIONS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return _command(f"analytics/{name}") if name in self.list_commands(context) else None


@cli.group(cls=_Analyse)
def analyse() -> None:
    """Analyse a network of a day: `partnerships analyse centrality --network contact_points --as-of 2011-04-15`."""


def _ask(question: Question, given: Mapping[str, Any]) -> None:
    parameters = {name: value for name, value in given.items() if name not in ("as_of", "known_at", "as_json")}
    asked = {name: value for name, value in parameters.items() if value is not None}
    clocks = {
        "as_of": clock("as_of", given["as_of"], parse_day) or today(),
        "known_at": clock("known_at", given["known_at"], parse_instant),
    }
    browser_url = settings().partnerships_browser_url
    with Graph.open(settings()) as graph:
        desk = Desk(graph, _catalogue())
        if question.path in _worked_out():
            from queries.many import Many  # noqa: PLC0415
            from queries.worked_out import answer as work_out  # noqa: PLC0415

            answer, behind = work_out(Many(desk), question.path, asked, **clocks)
            ways = links_behind(answer, behind, browser_url)
        else:
            answer = desk.ask(question.path, asked, **clocks)
            ways = links(answer, browser_url)
    print_answer(answer, ways, as_json=given["as_json"])


def print_answer(answer: Answer, ways: Mapping[str, str | None], *, as_json: bool) -> None:
    """An answer as JSON, the same as over HTTP, or as a table for people."""
    if as_json:
        click.echo(json.dumps(list_body(answer, ways), indent=2, ensure_ascii=False))
    else:
        tables.print_answer(out, answer)


@cli.command()
@click.argument("actor")
@click.argument("tool")
@click.option("--operation", help="The operation, for tools that are tied to one. Example: ISAF.")
@click.option("--commission", help="The commission or council, for meetings of one. Example: NRC.")
@click.option("--area", help="One of the eight areas of paragraph 5, `other`, or `direct_threat`.")
@click.option("--as-of", help="The day asked about, as 2011-04-15. Today by default.")
@click.option("--known-at", help="The state of knowledge, an instant or a day. The newest by default.")
@click.option("--brief", "as_brief", is_flag=True, help="The whole answer in Markdown, with footnotes.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def may(actor: str, tool: str, *, as_of: str, known_at: str, as_brief: bool, as_json: bool, **ties: str | None) -> None:
    """May ACTOR use TOOL? One verdict, in one line: `partnerships may JOR IPAP --as-of 2011-05-01`."""
    from queries.brief import brief, line  # noqa: PLC0415 - only this command needs them
    from queries.eligibility import ask as ask_for_verdict  # noqa: PLC0415
    from queries.told import Wanted  # noqa: PLC0415

    with Graph.open(settings()) as graph:
        found = ask_for_verdict(
            Desk(graph, _catalogue()),
            Wanted(actor, tool, **ties),
            as_of=clock("as_of", as_of, parse_day) or today(),
            known_at=clock("known_at", known_at, parse_instant),
        )
    if as_json:
        told = found.tree | {"links": links_of_verdict(found, settings().partnerships_browser_url)}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(brief(found.tree) if as_brief else line(found.tree), nl=not as_brief)


@cli.command("what-if")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--json", "as_json", is_flag=True, help="For programs, the same as over HTTP.")
def what_if(file: TextIO, *, as_json: bool) -> None:
    """Which verdicts would be others if what FILE supposes were so? Nothing is written.

    FILE (- reads from standard input) is JSON, or TOML where its name ends so, as docs/what-if.md says.
    """
    from queries.many import Many  # noqa: PLC0415 - only this command needs them
    from queries.what_if import ask as ask_what_if  # noqa: PLC0415

    supposed = _supposed(file)
    with Graph.open(settings()) as graph:
        found = ask_what_if(Many(Desk(graph, _catalogue())), supposed, today=today())
    if as_json:
        click.echo(json.dumps(found.tree(), indent=2, ensure_ascii=False))
        return
    for one in found.suppositions:
        out.print(Text(f"{one.what.capitalize()}: {one.told}"), soft_wrap=True)
    changed = len(found.answer.rows)
    out.print(
        f"{changed} of {found.cells} verdicts would be {'another' if changed == 1 else 'others'}.", soft_wrap=True
    )
    tables.print_answer(out, found.answer)


def _supposed(file: TextIO) -> WhatIf:
    """What a file supposes. Raises `PartnershipsError` with every place that cannot be so."""
    from api.problems import faults_of  # noqa: PLC0415 - FastAPI takes a moment to import
    from queries.supposed import WhatIf  # noqa: PLC0415

    try:
        text = file.read()
        given = tomllib.loads(text) if file.name.endswith(".toml") else json.loads(text)
        # TOML has days of its own.
        return WhatIf.model_validate_json(json.dumps(given, default=str))
    except ValidationError as error:
        what = "; ".join(
            f"{one['pointer'] or 'the whole'}: {one['detail']}" for one in faults_of(error.errors())["errors"]
        )
        raise PartnershipsError(what, where=file.name, remedy="docs/what-if.md says what may stand there.") from error
    except ValueError as error:
        raise PartnershipsError(
            f"it cannot be read: {error}.", where=file.name, remedy="Write JSON or TOML."
        ) from error


def _worked_out() -> Mapping[str, Question]:
    """The questions without a query of their own."""
    from queries.worked_out import QUESTIONS  # noqa: PLC0415 - networkx takes a moment to import

    return QUESTIONS


@cache
def _catalogue() -> Catalogue:
    return Catalogue.read()


def _default_folder() -> Path:
    from loaders.package import default_folder  # noqa: PLC0415

    return default_folder()


def _load(graph: Graph, folder: Path) -> None:
    from loaders.colours import colour  # noqa: PLC0415
    from loaders.load import load as load_package  # noqa: PLC0415

    with Progress(
        TextColumn("loading {task.fields[folder]}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, transient=True, disable=not err.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("load", total=None, folder=folder.name)
        if not err.is_terminal:
            err.print(f"loading {folder}", soft_wrap=True)
        report = load_package(
            graph,
            folder,
            today=today(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        colour(graph, today())
    _print_warnings(report.warnings)
    if report.loaded:
        what = f"Loaded release {report.release}: {report.claims} claims; the graph is at revision {report.revision}."
    else:
        what = f"Release {report.release} with {report.claims} claims is there already (revision {report.revision})."
    out.print(what, soft_wrap=True)


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    """A teller of what is under way: a spinner on a terminal, lines elsewhere."""
    if err.is_terminal:
        with err.status("starting") as spinner:

            def told(what: str) -> None:
                spinner.update(what)

            yield told
    else:
        yield err.print


__all__ = ["cli", "main"]
