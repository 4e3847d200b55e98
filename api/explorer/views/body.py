"""Frameworks, commissions and the Alliance: who belongs to one on a day."""

from __future__ import annotations

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words


def _read(reading: Reading) -> Page:
    return page_of(reading, reading.in_path["body"])


def page_of(reading: Reading, called: str) -> Page:
    """The page of one, by its id or as it is called."""
    members = reading.ask("members/of_body", {"body": called})
    id_ = str(members.parameters["body"])
    roles = dict.fromkeys(row["role"] for row in members.rows)
    life = [row for row in reading.ask("frameworks/on_day").rows if row["id"] == id_]
    figures = reading.ask("figures/of", {"subject": id_})
    return Page(
        "views/body.html",
        f"{reading.name(id_)} on {in_words(reading.day)}",
        {
            "id": id_,
            "linked": f"{reading.known.entities[id_].kind.lower()}/{id_}",
            "life": life,
            "by_role": {role: [row for row in members.rows if row["role"] == role] for role in roles},
            "figures": figures.rows,
        },
    )


VIEWS = (View("/bodies/{body}", _read),)
