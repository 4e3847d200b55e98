"""Countries and organisations: all of them, and each on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.explorer.reading import FIRST_DAY, POLICY_DAY, Page, Reading, View
from api.explorer.views.body import page_of
from api.explorer.words import RELATIONS, SAYS_NO_MORE, ends
from api.explorer.words import day as in_words
from queries.many import MATRIX
from queries.types import Narrowed, NoRulesError
from queries.understanding import Given, understand

Row = Mapping[str, Any]

_ACTORS = ("Country", "Organisation", "Alliance")
_COUNTRY = Narrowed("actor", ("Country",))
_ORGANISATION = Narrowed("actor", ("Organisation",))


def _list(reading: Reading) -> Page:
    status = reading.ask("countries/status")
    organisations = reading.ask("organisations/on_day")
    return Page(
        "views/actors.html",
        f"Countries and organisations on {in_words(reading.day)}",
        {"countries": status.rows, "organisations": organisations.rows},
    )


def _one(reading: Reading) -> Page:
    called, known = reading.in_path["actor"], reading.known
    given = Given("actor", called, _ACTORS, "country or organisation")
    id_, _ = understand(given, known.entities, known.names, reading.day)
    labels = known.entities[id_].labels
    # How a name was understood is told by the first question, which is asked as the address has it.
    if "Alliance" in labels:  # It acts, too, and is told by its members.
        return page_of(reading, called)
    return _country(reading, called) if "Country" in labels else _organisation(reading, called)


def _country(reading: Reading, called: str) -> Page:
    spans = reading.ask("countries/spans", {"country": called}, narrowed={"country": _COUNTRY})
    id_ = str(spans.parameters["country"])
    standing = reading.ask("countries/standing", {"country": id_})
    status = reading.ask("countries/status", {"country": id_})
    day = reading.day.isoformat()
    gaps = reading.ask("gaps/known", {"actor": id_, "to": reading.today.isoformat()})
    decisions = reading.ask("decisions/register", {"actor": id_})
    verdicts = _verdicts(reading, id_)
    projects = reading.ask("funds/projects", {"beneficiary": id_})
    considerations = reading.ask("countries/considerations", {"country": id_})
    groups = {relation: [row for row in spans.rows if row["relation"] == relation] for relation in RELATIONS}
    return Page(
        "views/country.html",
        f"{reading.name(id_)} and NATO",
        {
            "id": id_,
            "linked": f"country/{id_}",
            "also": reading.known.entities[id_].also,
            "status": status.rows[0],
            "standing": standing.rows,
            "groups": {relation: rows for relation, rows in groups.items() if rows},
            "on_day": {row["claim"]: how(row, day) for row in spans.rows},
            "gaps": [row for row in gaps.rows if row["kind"] == "gap"],
            "decisions": decisions.rows,
            "verdicts": verdicts,
            "projects": projects.rows,
            "considerations": considerations.rows,
        },
        data=_drawn(reading, spans.rows, gaps.rows, standing.rivals + spans.rivals),  # type: ignore[operator]
    )


def _verdicts(reading: Reading, actor: str) -> tuple[list[Row], list[Row]] | None:
    """What is open to an actor or may be, and what is not; None where no rule was known by then."""
    try:
        rows = reading.many(MATRIX.path, {"actor": actor}).rows
    except NoRulesError:
        return None
    return [row for row in rows if row["verdict"] not in SAYS_NO_MORE], [
        row for row in rows if row["verdict"] in SAYS_NO_MORE
    ]


def how(row: Row, day: str) -> str:
    """How a span stands on a day: `holds`, `may_hold`, `is_over` or `is_to_come`."""
    latest, earliest = row["to_latest"], row["from_earliest"]
    if latest and latest <= day:
        return "is_over"
    if earliest and day < earliest:
        return "is_to_come"
    begun = row["from_latest"] is not None and row["from_latest"] <= day
    goes_on = (row["to_earliest"] is None and row["until"] == "..") or (row["to_earliest"] or "") > day
    return "holds" if begun and goes_on else "may_hold"


def _drawn(reading: Reading, spans: Sequence[Row], gaps: Sequence[Row], rivals: Sequence[Row]) -> dict[str, Any]:
    """What the chart is drawn from: spans with the days between which each end lies, gaps, and rival claims."""
    return {
        "first": FIRST_DAY.isoformat(),
        "today": reading.today.isoformat(),
        "day": reading.day.isoformat(),
        "policy": POLICY_DAY.isoformat(),
        "groups": [
            {
                "name": heading,
                "spans": [
                    {
                        "label": row["other_name"] + (f", {row['role']}" if row["role"] else ""),
                        "bounds": [row["from_earliest"], row["from_latest"], row["to_earliest"], row["to_latest"]],
                        "open": row["until"] == "..",
                        "since": row["since"],
                        "until": row["until"],
                    }
                    for row in spans
                    if row["relation"] == relation
                ],
            }
            for relation, heading in RELATIONS.items()
            if any(row["relation"] == relation for row in spans)
        ],
        "gaps": [
            {"label": row["what"], "from": row["open_from"], "to": row["open_to"]}
            for row in gaps
            if row["kind"] == "gap"
        ],
        "rivals": [
            {
                "label": f"{reading.name(row['start'])}, {reading.name(row['end'])}",
                "bounds": ends(row),
                "since": row["since"],
                "until": row["until"],
            }
            for row in {rival["claim"]: rival for rival in rivals}.values()
            if row["value"] is None
        ],
    }


def _organisation(reading: Reading, called: str) -> Page:
    members = reading.ask("members/of_body", {"body": called}, narrowed={"body": _ORGANISATION})
    id_ = str(members.parameters["body"])
    relations = reading.ask("organisations/relations")
    agreements = reading.ask("agreements/with_organisation", {"party": id_})
    verdicts = _verdicts(reading, id_)
    decisions = reading.ask("decisions/register", {"actor": id_})
    gaps = reading.ask("gaps/known", {"actor": id_})
    return Page(
        "views/organisation.html",
        f"{reading.name(id_)} and NATO",
        {
            "id": id_,
            "linked": f"organisation/{id_}",
            "relations": [row for row in relations.rows if row["id"] == id_],
            "agreements": agreements.rows,
            "members": members.rows,
            "verdicts": verdicts,
            "decisions": decisions.rows,
            "gaps": [row for row in gaps.rows if row["kind"] == "gap"],
        },
    )


VIEWS = (
    View("/actors", _list, called="Countries", place=2),
    View("/actors/{actor}", _one),
)
