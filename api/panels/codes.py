"""Codes of states by which other datasets are joined: those of the Correlates of War project and of Gleditsch and Ward."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from api.panels.days import Year

SYSTEMS = ("cow", "gw")


@dataclass(frozen=True)
class Code:
    """The number of a state in a system, from its first day to its last; None where the list, which ends, has no end."""

    number: int
    first: int
    past: int | None


@cache
def state_codes() -> Mapping[tuple[str, str], Sequence[Code]]:
    """The codes of each country in each system, in order of time (`state_codes.csv`, from the lists named in docs/panels.md)."""
    found: dict[tuple[str, str], list[Code]] = {}
    text = files(__package__).joinpath("state_codes.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        last = row["last_day"]
        found.setdefault((row["country"], row["system"]), []).append(
            Code(
                int(row["code"]),
                dt.date.fromisoformat(row["first_day"]).toordinal(),
                dt.date.fromisoformat(last).toordinal() + 1 if last else None,
            )
        )
    return found


def code(country: str, system: str, year: Year) -> int | None:
    """The code that a country has in a year; the later one where it changed; None where the list has no such state then."""
    within = [
        one.number
        for one in state_codes().get((country, system), ())
        if one.first < year.span[1] and (one.past is None or year.span[0] < one.past)
    ]
    return within[-1] if within else None
