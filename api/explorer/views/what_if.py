"""What if: a fact or an act of the Council supposed, or something set aside, and the verdicts that would then be others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words
from queries.supposed import Relation, WhatIf
from queries.types import ParameterError

_FACT = {"fact_start": "start", "fact_relation": "relation", "fact_end": "end", "fact_role": "role"}
_ACT = ("act_effect", "act_actor", "act_affects", "act_strand")
_ASIDE = "aside"
_LOOK_AT = ("actor", "tool")
FIELDS = (*_FACT, *_ACT, _ASIDE, *_LOOK_AT)

ROLES = ("partner", "ally", "member", "observer")


def _read(reading: Reading) -> Page:
    given = reading.given
    body = _body(reading)
    found = reading.supposing(_wanted(body)) if body["add"] or body["set_aside"] else None
    return Page(
        "views/what_if.html",
        f"What if, on {in_words(reading.day)}",
        {
            "form": {name: given.get(name, "") for name in FIELDS},
            "relations": get_args(Relation),
            "roles": ROLES,
            "found": found.tree() if found else None,
            "body": body,
            "half": ("fact_start" in given) != ("fact_end" in given),
        },
    )


def _body(reading: Reading) -> dict[str, Any]:
    """What `POST /v1/eligibility/what-if` would be sent."""
    given = reading.given
    add: dict[str, Any] = {}
    if "fact_start" in given and "fact_end" in given:
        fact = {key: given[name] for name, key in _FACT.items() if name in given}
        add["facts"] = [{"relation": "MEMBER_OF", **fact}]
    if "act_actor" in given:
        act: dict[str, Any] = {"effect": given.get("act_effect", "suspends"), "actors": _several(given["act_actor"])}
        if "act_affects" in given:
            act["affects"] = _several(given["act_affects"])
        if "act_strand" in given:
            act["strand"] = given["act_strand"]
        add["decisions"] = [act]
    return {
        **reading.clocks,
        "add": add,
        "set_aside": _several(given.get(_ASIDE, "")),
        **{name: given[name] for name in _LOOK_AT if name in given},
    }


def _several(text: str) -> list[str]:
    return [part for one in text.split(",") if (part := one.strip())]


_FIELD_OF = {
    ("add", "facts"): "fact_relation",
    ("add", "decisions"): "act_effect",
    ("set_aside",): _ASIDE,
}


def _wanted(body: Mapping[str, Any]) -> WhatIf:
    try:
        return WhatIf.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        at = tuple(part for part in first["loc"] if isinstance(part, str))
        name = next((field for place, field in _FIELD_OF.items() if at[: len(place)] == place), ".".join(at))
        raise ParameterError(
            name, f"{first['msg'].removeprefix('Value error, ')}.", remedy="Choose another."
        ) from error


VIEWS = (View("/what-if", _read, FIELDS, called="What if", place=6),)
