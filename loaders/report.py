"""The validation report of a data package: what there is, on what it rests, how sure it is, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from graph.clocks import bounds
from graph.schema import tables
from loaders.checks import Checked
from loaders.package import SourceRow

_FIRST_YEAR = 1950
_YEARS = 5
"""Steps of the table over time."""

Report = dict[str, Any]
"""What the report holds, as JSON has it; `markdown` writes the same for people."""


def report(checked: Checked, today: dt.date) -> Report:
    """The report of a package that passed its check.

    Numbers are of rows. `current` rows are in the newest release. A claim is `certain` on a day if it holds whatever the
    unknown parts of its dates are, `possible` if they leave it open. `today` ends the table over time.
    """
    package = checked.package
    releases = package.rows["releases"]
    return {
        "package": package.name,
        "release": int(releases[-1].key),
        "published_at": releases[-1].cells["published_at"],
        "digest": package.digest,
        "tables": [
            _table(name, package.rows[name]) for name in (table.name for table in tables()) if package.rows[name]
        ],
        "sources": _sources(list(package)),
        "releases": _releases(list(package)),
        "over_time": list(_over_time(list(package.claims()), today)),
        "disputes": _disputes(list(package.claims())),
        "gaps": _gaps(package.rows["gaps"]),
        "warnings": [str(warning) for warning in checked.warnings],
    }


def _table(name: str, rows: Sequence[SourceRow]) -> dict[str, Any]:
    current = [row for row in rows if not row.withdrawn]
    claims = [row for row in current if row.table.edge]
    confidence = Counter(row.cells["confidence"] for row in current if row.cells.get("confidence"))
    return {
        "table": name,
        "rows": len(rows),
        "current": len(current),
        "sources": len({source for row in current for source in _named(row)}),
        "confidence": {level: confidence[level] for level in ("high", "medium", "low")} if confidence else None,
        "start_unknown": sum(1 for row in claims if not row.cells["valid_from"]) if claims else None,
        "end_unknown": sum(1 for row in claims if not row.cells["valid_to"]) if claims else None,
        "disputed": sum(1 for row in claims if row.cells["rival_group"]) if claims else None,
    }


def _sources(rows: Sequence[SourceRow]) -> dict[str, int]:
    sources = [row for row in rows if row.table.name == "sources"]
    used = {source for row in rows if not row.withdrawn for source in _named(row)}
    alone = Counter(named[0] for row in rows if not row.withdrawn and len(named := _named(row)) == 1)
    return {
        "sources": len(sources),
        "with an address": sum(1 for row in sources if row.cells["address"]),
        "with a date of publication": sum(1 for row in sources if row.cells["published"]),
        "withdrawn": sum(1 for row in sources if row.cells["withdrawn_in"]),
        "that nothing current rests on": len({row.key for row in sources} - used),
        "rows that rest on one source alone": sum(alone.values()),
    }


def _releases(rows: Sequence[SourceRow]) -> list[dict[str, Any]]:
    added: Counter[str] = Counter(row.cells["since_release"] for row in rows if row.table.recorded)
    gone: Counter[str] = Counter(row.cells["until_release"] for row in rows if row.table.recorded)
    return [
        {
            "release": int(row.key),
            "published_at": row.cells["published_at"],
            "brought": added[row.key],
            "took_back": gone[row.key],
        }
        for row in rows
        if row.table.name == "releases"
    ]


def _over_time(claims: Sequence[SourceRow], today: dt.date) -> Iterator[dict[str, Any]]:
    days_of = [
        (row.table.name, bounds(*(row.cells[n] for n in ("valid_from", "valid_to", "attested_from", "attested_to"))))
        for row in claims
        if not row.withdrawn
    ]
    days = [dt.date(year, 1, 1) for year in range(_FIRST_YEAR, today.year + 1, _YEARS)] + [today]
    for day in days:
        certain: Counter[str] = Counter(name for name, held in days_of if held.certain(day))
        possible: Counter[str] = Counter(name for name, held in days_of if held.possible(day) and not held.certain(day))
        yield {
            "day": day.isoformat(),
            "certain": dict(sorted(certain.items())),
            "possible": dict(sorted(possible.items())),
        }


def _disputes(claims: Sequence[SourceRow]) -> list[dict[str, Any]]:
    groups: dict[str, list[SourceRow]] = defaultdict(list)
    for row in claims:
        if row.cells["rival_group"] and not row.withdrawn:
            groups[row.cells["rival_group"]].append(row)
    return [
        {
            "group": group,
            "claims": [
                {
                    "claim": row.key,
                    "rank": row.cells["rank"],
                    "reason": row.cells["rank_reason"],
                    "sources": _named(row),
                }
                for row in sorted(rows, key=lambda row: (row.cells["rank"] != "preferred", row.key))
            ],
        }
        for group, rows in sorted(groups.items())
    ]


def _gaps(rows: Sequence[SourceRow]) -> list[dict[str, str]]:
    return [
        {name: row.cells[name] for name in ("id", "actor", "tool", "what", "unknown_from", "unknown_to", "looked_on")}
        for row in rows
        if not row.withdrawn
    ]


def _named(row: SourceRow) -> list[str]:
    return [source.strip() for source in row.cells.get("sources", "").split(";") if source.strip()]


def markdown(found: Report) -> str:
    """The report for people."""
    lines = [
        f"# Report on {found['package']}, release {found['release']}",
        "",
        f"Published {found['published_at']}; digest `{found['digest'][:16]}`. No official NATO source.",
        "",
        "## Tables",
        "",
        "Current rows are in the newest release. Unknown starts and ends, and disputed rows, are counted for claims.",
        "",
        "| table | rows | current | sources | high | medium | low | start unknown | end unknown | disputed |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in found["tables"]:
        levels = one["confidence"] or {}
        cells = [
            one["table"],
            one["rows"],
            one["current"],
            one["sources"],
            *(levels.get(level, "") for level in ("high", "medium", "low")),
            *("" if one[name] is None else one[name] for name in ("start_unknown", "end_unknown", "disputed")),
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lines += ["", "## Sources", "", *(f"- {what}: {number}" for what, number in found["sources"].items())]
    lines += ["", "## Releases", "", "| release | published | brought | took back |", "|---|---|---|---|"]
    lines += [
        f"| {one['release']} | {one['published_at']} | {one['brought']} | {one['took_back']} |"
        for one in found["releases"]
    ]
    lines += ["", "## Over time", "", "Claims that hold on the day: certain, and (in brackets) only possible.", ""]
    names = sorted({name for one in found["over_time"] for kind in ("certain", "possible") for name in one[kind]})
    lines += [f"| day | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for one in found["over_time"]:
        cells = [f"{one['certain'].get(name, 0)} ({one['possible'].get(name, 0)})" for name in names]
        lines.append(f"| {one['day']} | {' | '.join(cells)} |")
    lines += ["", f"## Disputes ({len(found['disputes'])})", ""]
    for group in found["disputes"]:
        lines.append(f"- {group['group']}")
        lines += [
            f"  - {one['rank']}: `{one['claim']}` ({one['reason']}) on {', '.join(one['sources'])}"
            for one in group["claims"]
        ]
    lines += ["", f"## Gaps ({len(found['gaps'])})", ""]
    lines += [
        f"- `{gap['id']}` {gap['what']} (from {gap['unknown_from'] or 'any time'} to"
        f" {gap['unknown_to'].replace('..', 'today') or 'any time'}; looked for on {gap['looked_on']})"
        for gap in found["gaps"]
    ]
    lines += ["", f"## Warnings ({len(found['warnings'])})", "", *(f"- {warning}" for warning in found["warnings"])]
    return "\n".join(lines) + "\n"
