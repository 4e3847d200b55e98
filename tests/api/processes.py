"""`partnerships serve` as a process of its own, with two questions more that can take as long as a test wants."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from graph.settings import Settings
from queries.catalogue import HOME
from tests.api.support import as_environment, read_until

PATIENCE = 60.0
SERVE = "from api.cli import main; main()"
OF_ROWS = "/v1/questions/slow/rows?size=60000"
"""Takes minutes over rows, between which an engine can look at the clock."""

OF_ONE_EXPRESSION = "/v1/questions/slow/expression?size=60000"
"""Takes minutes over one expression, within which neither engine does."""

_HEADER = """/*
provisions = []
any_day = true
tags = ["slow"]

[params.size]
type = "integer"
about = "How many numbers."
example = "2"

[returns]
number = "integer"
*/
"""
_SLOW = {
    "rows": """// How many pairs of numbers have a product below zero?
{header}
UNWIND range(1, $size) AS one
UNWIND range(1, $size) AS two
WITH one, two
WHERE one * two = -1 AND $known_at IS NOT NULL
RETURN count(*) AS number
""",
    "expression": """// How many pairs of numbers have a product below zero, counted at once?
{header}
WITH $known_at AS at
RETURN size([one IN range(1, $size) WHERE size([two IN range(1, $size) WHERE one * two = -1]) > 0]) AS number
""",
}


@dataclass(frozen=True)
class Server:
    """A running server: what it has told on standard output, and the file of what it told on standard error."""

    process: subprocess.Popen[str]
    address: str
    told: str
    errors: Path

    def log(self) -> list[dict[str, Any]]:
        """The lines of its log, each of which must be JSON."""
        return [json.loads(line) for line in self.errors.read_text(encoding="utf-8").splitlines()]

    def get(self, path: str, **more: Any) -> httpx.Response:
        """One request over a connection of its own."""
        return httpx.get(f"{self.address}{path}", timeout=PATIENCE, **more)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(
    settings: Settings, folder: Path, code: str = SERVE, command: str = "serve", **more: object
) -> Iterator[Server]:
    """A server on a database that is loaded, with more settings by their names; ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "queries"
    if not home.exists():
        shutil.copytree(HOME, home)
        (home / "slow").mkdir()
        for name, text in _SLOW.items():
            (home / "slow" / f"{name}.cypher").write_text(text.format(header=_HEADER), encoding="utf-8")
    errors = folder / "stderr"
    with errors.open("w", encoding="utf-8") as handle:
        process = subprocess.Popen(
            [sys.executable, "-c", code, command],
            cwd=folder,
            env=_environment(settings, more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=handle,  # A pipe that nobody reads would hold it up.
            encoding="utf-8",
            start_new_session=True,
        )
    try:
        try:
            told = read_until(process, "Ctrl-C")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{errors.read_text(encoding='utf-8')[-4000:]}") from error
        yield Server(process, re.findall(r"answers at (http://\S+),", told)[0], told, errors)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            if process.stdout:
                process.stdout.close()


def _environment(settings: Settings, more: Mapping[str, object]) -> dict[str, str]:
    ours = {name.upper() for name in Settings.model_fields}
    rest = {name: value for name, value in os.environ.items() if name.upper() not in ours}
    return (
        rest
        | {"COLUMNS": "200", "NO_COLOR": "1"}
        | as_environment(settings)
        | {
            "PARTNERSHIPS_QUERY_TIMEOUT": str(settings.partnerships_query_timeout),
            "PARTNERSHIPS_REMEMBERED_MEGABYTES": str(settings.partnerships_remembered_megabytes),
        }
        | {name.upper(): str(value) for name, value in more.items()}
    )
