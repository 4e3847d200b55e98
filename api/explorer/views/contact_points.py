"""Contact point embassies: host by lead Ally by term, how many each Ally holds, and hosts with none known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.explorer.reading import FIRST_DAY, POLICY_DAY, Page, Reading, View
from api.explorer.words import day as in_words
from api.explorer.words import ends

Row = Mapping[str, Any]


def _read(reading: Reading) -> Page:
    on_day = reading.ask("embassies/contact_points")
    loads = reading.ask("embassies/load_per_ally")
    none_known = reading.ask("embassies/hosts_with_none_known")
    terms = reading.ask("embassies/terms", day=reading.today)
    points = {row["contact_point"] for row in on_day.rows}
    certain = {row["contact_point"] for row in on_day.rows if row["certainty"] == "certain"}
    hosts: dict[str, list[Row]] = {}
    for row in terms.rows:
        hosts.setdefault(row["host"], []).append(row)
    return Page(
        "views/contact_points.html",
        f"Contact point embassies on {in_words(reading.day)}",
        {
            "on_day": on_day.rows,
            "certain": len(certain),
            "possible": len(points - certain),
            "loads": sorted(loads.rows, key=lambda row: row["name"]),
            "none_known": none_known.rows,
            "hosts": hosts,
        },
        data={
            "first": FIRST_DAY.isoformat(),
            "today": reading.today.isoformat(),
            "day": reading.day.isoformat(),
            "policy": POLICY_DAY.isoformat(),
            "groups": [{"name": rows[0]["host_name"], "spans": _spans(rows)} for rows in hosts.values()],
            "gaps": [],
            "rivals": [],
        },
    )


def _spans(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "label": row["ally_name"] + ("" if row["part"] == "leads" else ", supports"),
            "bounds": ends(row),
            "open": row["until"] == "..",
            "since": row["since"],
            "until": row["until"],
        }
        for row in rows
    ]


VIEWS = (View("/contact-points", _read, called="Contact points", place=5),)
