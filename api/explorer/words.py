"""How pages say things: dates in words, never more precise than their source, verdicts as signs, relations as headings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from graph.clocks import bounds
from queries.verdict import VERDICTS

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CHOICE = re.compile(r"\[(.+)\.\.(.+)\]")


def day(value: dt.date | str) -> str:
    """A day in words: `15 April 2011`."""
    value = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def date(edtf: str | None, *, unknown: str = "not known") -> str:
    """A date in words, as precisely as it is written: a year stays a year."""
    if edtf is None:
        return unknown
    if edtf == "..":
        return "still"
    if choice := _CHOICE.fullmatch(edtf):
        return f"between {date(choice[1])} and {date(choice[2])}"
    year, *rest = edtf.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    return f"{month} {year}" if len(rest) == 1 else f"{int(rest[1])} {month} {year}"


def end(edtf: str | None) -> str:
    """An end in words: the first day on which it no longer holds."""
    return date(edtf, unknown="no end known")


def span(since: str | None, until: str | None) -> str:
    """From when until when, in words."""
    ends = {None: "no end known", "..": "still so"}.get(until)
    return f"since {date(since)}, {ends}" if ends else f"since {date(since)}, until {date(until)}"


def ends(row: Mapping[str, Any]) -> list[str | None]:
    """The four days between which a claim begins and ends, as charts are drawn from them; None where nothing bounds one."""
    cells = (row[name] or "" for name in ("since", "until", "attested_from", "attested_to"))
    found = bounds(*cells)
    days = (found.from_min, found.from_max, found.to_min, found.to_max)
    return [None if one in (dt.date.min, dt.date.max) else one.isoformat() for one in days]


@dataclass(frozen=True)
class Sign:
    """How a verdict is shown: a sign beside the colour, and what it is called."""

    sign: str
    word: str
    means: str


SIGNS: Mapping[str, Sign] = {
    "open": Sign("●", "open", "made available; no further decision is needed"),
    "granted": Sign("◆", "granted", "by a decision of the Council in force"),
    "on_request": Sign("R", "on request", "NATO will consider a request"),
    "needs_decision": Sign("D", "needs decision", "case by case, on a decision of the Council; none in force is known"),
    "undetermined": Sign("?", "undetermined", "the dates of what it rests on leave it open"),
    "suspended": Sign("■", "suspended", "a decision in force holds it back"),
    "closed": Sign("\u00d7", "closed", "a rule speaks of such actors, and is not met"),
    "silent": Sign("·", "silent", "no rule speaks of it"),
}
assert set(SIGNS) == set(VERDICTS)  # noqa: S101 - a verdict without a sign would be an empty cell

SAYS_NO_MORE = ("closed", "silent")
"""Verdicts of which a table of many cells shows only a quiet sign."""

RELATIONS: Mapping[str, str] = {
    "member_of": "Frameworks, commissions and organisations",
    "aspires_to": "Aspiration to membership",
    "uses": "Tools",
    "has_mission_to": "Mission to NATO",
    "contributes_to": "Operations",
    "recognised_in": "Recognised as operational partner",
    "hosts_contact_point_led_by": "Contact point embassy here, led by",
    "hosts_contact_point_supported_by": "Contact point embassy here, supported by",
    "leads_contact_point_in": "Leads the contact point embassy in",
    "supports_contact_point_in": "Supports the contact point embassy in",
    "leads_fund": "Trust Funds that it leads",
    "funds": "Trust Funds to which it pays",
    "benefits_from": "Trust Funds that it benefits from",
}
"""The relations of `countries/spans` as headings, in the order in which a page shows them."""

HOLDS: Mapping[str, Sign] = {
    "yes": Sign("✓", "so", "it holds on the day"),
    "no": Sign("✗", "not so", "it does not hold on the day, as far as is known"),
    "possibly": Sign("?", "possibly", "the dates leave it open"),
}


def paragraph_path(provision: str) -> str:
    """The paragraph of a statement, as its page is called: `7a.i` of `P7a.i.3`."""
    return re.sub(r"\.\d+$", "", provision.removeprefix("P"))


def first_of_each_paragraph(provisions: Sequence[str]) -> list[str]:
    """Statements, but one of each paragraph."""
    return list({paragraph_path(provision): provision for provision in reversed(provisions)}.values())[::-1]


CONFIDENCE: Mapping[str, str] = {
    "medium": "partly read in what is named, or derived from it",
    "low": "no page was read, or it is unsure",
}
"""What a confidence says that is not the usual one (`high`: the named page says so)."""

STANDING: Mapping[str, str] = {
    "ally": "an Ally",
    "partner": "a partner",
    "none": "neither an Ally nor a partner, as far as is known",
}
"""A status in a sentence."""


def by_rule(reasons: Sequence[Mapping[str, Any]]) -> list[tuple[str | None, list[Mapping[str, Any]]]]:
    """Reasons of one rule together, in their order; those of an act of the Council have none."""
    return [(rule, list(found)) for rule, found in groupby(reasons, key=lambda reason: reason["rule"])]
