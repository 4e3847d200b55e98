"""What version 1 of the API promises: `docs/openapi.json`, which is added to and never broken.

`python -m api.promise` writes it anew, unless something that a client may rely on would go: then it says what. Additions and
breaks are told apart by oasdiff, built with Go from the sources that `tests/oasdiff/go.sum` pins; `levels.txt` beside it names
what we count as a break and oasdiff would let pass.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from api.app import create_app
from graph.connection import Graph, Login
from graph.errors import PartnershipsError
from graph.settings import Settings

_ROOT = Path(__file__).parent.parent
PROMISE = _ROOT / "docs" / "openapi.json"

_OASDIFF = _ROOT / "tests" / "oasdiff"
_BUILT = _ROOT / ".partnerships" / "oasdiff"
_BUILD_SECONDS = 900
_COMPARE_SECONDS = 120


class PromiseError(PartnershipsError):
    """The document would break what it promises, or that cannot be told."""


def promised() -> dict[str, Any]:
    """The document as it is committed."""
    document: dict[str, Any] = json.loads(PROMISE.read_text(encoding="utf-8"))
    return document


def present() -> dict[str, Any]:
    """The document as the code has it. No database is asked."""
    nowhere = Graph("bolt://127.0.0.1:1", "none", Login("", ""))
    return create_app(Settings(), nowhere).openapi()


def written(document: Mapping[str, Any]) -> str:
    """The document as a file has it."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def missing_for_comparing() -> str:
    """What this machine lacks to tell additions from breaks, in words; empty if it lacks nothing."""
    return "" if shutil.which("go") else "there is no go on the PATH"


def breaks(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What a client of the first document cannot rely on any more with the second. Raises `PromiseError`."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("before.json", "after.json")]
        for file, document in zip(files, (before, after), strict=True):
            file.write_text(written(document), encoding="utf-8")
        levels = ["--severity-levels", str(_OASDIFF / "levels.txt")]
        said = _run([str(_tool()), "breaking", *map(str, files), "--format", "json", *levels], _COMPARE_SECONDS)
    found = json.loads(said or "[]")
    return sorted({f"{one.get('operation', '')} {one.get('path', '')}: {one['text']}".strip(" :") for one in found})


@cache
def _tool() -> Path:
    """The built oasdiff; built anew only where its sources changed."""
    if missing := missing_for_comparing():
        raise PromiseError(f"additions and breaks cannot be told apart: {missing}.", remedy="Install Go 1.26 or later.")
    _run(["go", "build", "-C", str(_OASDIFF), "-o", str(_BUILT), "github.com/oasdiff/oasdiff"], _BUILD_SECONDS)
    return _BUILT


def _run(command: list[str], seconds: float) -> str:
    own = {**os.environ, "OASDIFF_NO_TELEMETRY": "1", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local"}
    done = subprocess.run(command, env=own, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise PromiseError(f"a tool failed: {done.stderr.strip()[-500:]}.", where=command[0])
    return done.stdout


def main() -> None:
    """Write the document where the checkout has it, unless that breaks a promise."""
    now = present()
    if PROMISE.exists() and (before := promised()) != now and (broken := breaks(before, now)):
        listed = "\n".join(f"  {one}" for one in broken)
        sys.exit(
            f"{PROMISE.name}: this breaks what version 1 promises:\n{listed}\n"
            "Keep it and add beside it. What no version has published yet may be taken out of the file by hand, first."
        )
    PROMISE.write_text(written(now), encoding="utf-8")


if __name__ == "__main__":
    main()
