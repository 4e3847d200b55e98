"""The tables of a run, as Markdown. Every number in them is of that run."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version

from benchmarks.loading import Loads
from benchmarks.questions import Asked
from benchmarks.timing import beyond, median, middle_half, quiet, ratios

AIM = 1.5
"""A question over HTTP takes at most this many times what the bare driver takes for its Cypher."""

_PACKAGES = ("neo4j", "neo4j-rust-ext", "fastapi", "starlette", "uvicorn", "httpx", "pydantic", "arcadedb-embedded")


def setting(agents: Mapping[str, str], package: tuple[int, int]) -> Iterator[str]:
    """When, where and with what the run was made."""
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr.splitlines()
    yield f"- Run on {dt.datetime.now(tz=dt.UTC):%Y-%m-%d %H:%M} UTC."
    yield f"- Machine: {os.cpu_count()} cores, {platform.system()} {platform.machine()}; load average at the end {_load()}."
    yield f"- Python {platform.python_version()}; {', '.join(f'{name} {version(name)}' for name in _PACKAGES)}."
    yield f"- Java for Neo4j: {java[0] if java else 'unknown'}."
    for name, agent in agents.items():
        yield f"- {name}: says of itself over Bolt that it is {agent}."
    yield f"- Data package: {package[0]} rows, of which {package[1]} claims."
    yield ""


def loads(title: str, found: Mapping[str, Loads]) -> Iterator[str]:
    """Loading on each engine: medians in seconds, and ratios within rounds."""
    names = list(found)
    rounds = min(len(each.load) for each in found.values())
    yield f"### {title} ({rounds} rounds)"
    yield ""
    yield from table(
        ["", *names, f"{names[0]} / {names[1]}"],
        [
            _load_row("load, s", found, lambda each: each.load),
            _load_row("of that the check alone, s", found, lambda each: each.check),
            _load_row("load without the check, s", found, _without_check),
            _load_row("a load with nothing to do, s", found, lambda each: each.again),
            _share_row("check / load", found, lambda each: ratios(each.check, each.load)),
            _share_row("a load with nothing to do / load", found, lambda each: ratios(each.again, each.load)),
        ],
    )


def asked(engine: str, found: Mapping[str, Asked]) -> Iterator[str]:
    """Every question over HTTP against the bare driver and the no-op: medians in ms, and ratios within rounds."""
    rounds = len(next(iter(found.values()))["http"])
    yield f"### Questions on {engine} ({rounds} rounds)"
    yield ""
    rows: list[list[str]] = []
    met = 0
    for path, one in found.items():
        paired = ratios(one["http"], one["driver"])
        low, high = middle_half(paired)
        reached = median(paired) <= AIM
        met += reached
        rows.append(
            [
                f"`{path}`",
                str(one.rows),
                f"{one.size / 1000:.1f}",
                *(_ms(one[way]) for way in ("http", "driver", "noop")),
                f"**{median(paired):.2f}** ({low:.2f} to {high:.2f})",
                f"{quiet(one['http']) / quiet(one['driver']):.2f}",
                f"{median(beyond(one['http'], one['noop'], one['driver'])):.2f}",
                f"{median(ratios(one['http'], one['noop'])):.2f}",
                f"{median(ratios(one['driver'], one['noop'])):.2f}",
                "yes" if reached else "no",
            ]
        )
    head = [
        "question",
        "rows",
        "kB",
        "HTTP ms",
        "driver ms",
        "no-op ms",
        "HTTP / driver (middle half)",
        "of the quickest tenths",
    ]
    yield from table([*head, "(HTTP - no-op) / driver", "HTTP / no-op", "driver / no-op", f"at most {AIM}"], rows)
    yield f"Aim reached by {met} of {len(found)} questions."
    yield ""


def steps(engine: str, found: Mapping[str, Asked]) -> Iterator[str]:
    """Where the time goes: each way of asking, in units of the bare driver with the plain text."""
    ways = ("noop", "noop_in_thread", "assembled", "desk", "body", "http")
    yield f"### Where the time goes on {engine}: each way / driver"
    yield ""
    rows = [
        [f"`{path}`", *(f"{median(ratios(one[way], one['driver'])):.2f}" for way in ways)]
        for path, one in found.items()
    ]
    rows.append(
        [
            "all, one after another",
            *(f"{_all(found, way) / _all(found, 'driver'):.2f}" for way in ways),
        ]
    )
    head = ["no-op", "no-op in a thread", "assembled by the driver", "`Desk.ask`", "and its bytes", "HTTP"]
    yield from table(["question", *head], rows)


def _all(found: Mapping[str, Asked], way: str) -> float:
    return sum(median(one[way]) for one in found.values())


def _ms(series: Sequence[float]) -> str:
    return f"{median(series) * 1000:.2f}"


def _without_check(each: Loads) -> list[float]:
    return [whole - check for whole, check in zip(each.load, each.check, strict=True)]


def _load_row(name: str, found: Mapping[str, Loads], of: Callable[[Loads], Sequence[float]]) -> list[str]:
    series = [of(each) for each in found.values()]
    return [name, *(f"{median(each):.2f}" for each in series), f"{median(ratios(series[0], series[1])):.2f}"]


def _share_row(name: str, found: Mapping[str, Loads], of: Callable[[Loads], Sequence[float]]) -> list[str]:
    return [name, *(f"{median(of(each)):.2f}" for each in found.values()), ""]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' + '---:|' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _load() -> str:
    try:
        return f"{os.getloadavg()[0]:.1f}"
    except OSError:
        return "unknown"
