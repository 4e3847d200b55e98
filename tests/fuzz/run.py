"""One run of schemathesis against an address, and what came of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

FILES = "^/v1/(export|panels)"
"""Addresses that give a file, which takes seconds: what they refuse is tried in tests/exports."""

PATIENCE = 120.0
"""Seconds that an answer may take: what is looked for is wrong answers, not slow ones."""

PATIENT = {"partnerships_answer_timeout": PATIENCE, "partnerships_query_timeout": PATIENCE}
"""Settings of a service that is as patient."""

_COMMAND = "from schemathesis.cli import schemathesis; schemathesis()"


@dataclass(frozen=True)
class Outcome:
    """What a run did. `failures` are in words; `said` is all that it told."""

    requests: int
    operations: int
    phases: dict[str, str]
    failures: list[str]
    said: str


def fuzz(
    address: str,
    folder: Path,
    *,
    examples: int,
    seed: int | None,
    phases: Sequence[str],
    more: Sequence[str] = (),
    hooks: str = "tests.fuzz.hooks",
) -> Outcome:
    """Ask at most so many examples of each operation, in each phase; with every check. Without a seed: the same each time."""
    report = folder / "report.json"
    seeding = ["--generation-deterministic"] if seed is None else ["--seed", str(seed), "--generation-database", "none"]
    done = subprocess.run(
        [
            *(sys.executable, "-c", _COMMAND, "run", f"{address}/openapi.json"),
            *("--checks", "all", "--phases", ",".join(phases), "--max-examples", str(examples), *seeding),
            *("--continue-on-failure", "--request-timeout", str(PATIENCE), "--max-response-time", str(PATIENCE)),
            *(
                "--report",
                "json",
                "--report-json-path",
                str(report),
                "--no-color",
                "--exclude-path-regex",
                FILES,
                *more,
            ),
        ],
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": hooks, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    if not report.exists():
        raise AssertionError(said[-3000:])
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    failures = [f"{one['title']}: {', '.join(one['operations'])}" for one in told["failures"]]
    failures += [str(error) for error in told["errors"]]
    if done.returncode and not failures:
        failures = [said[-3000:]]
    return Outcome(
        requests=(told["test_cases"] or {}).get("generated", 0),
        operations=(told["operations"] or {}).get("tested", 0),
        phases={name: phase["status"] for name, phase in (told["phases"] or {}).items()},
        failures=failures,
        said=re.sub(r"\n{3,}", "\n\n", said),
    )
