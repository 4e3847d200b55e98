"""What if: a fact or an act of the Council supposed, or something set aside, and the verdicts that would then be others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from api.explorer.reading import Page, Reading, View
from api.explorer.words import day as in_words
from queries.supposed import Relation, WhatIf
from queries.types import AmbiguousNameError, ParameterError, UnknownEntityError

_FACT = {"fact_start": "start", "fact_relation": "relation", "fact_end": "end", "fact_role": "role"}
_ACT = ("act_effect", "act_actor", "act_affects", "act_strand")
_ASIDE = "aside"
_LOOK_AT = ("actor", "tool")
FIELDS = (*_FACT, *_ACT, _ASIDE, *_LOOK_AT)

ROLES = ("partner", "ally", "member", "observer")


def _read(reading: Reading) -> Page:
    given = reading.given
    body = _body(reading)
    found = None
    if body["add"] or body["set_aside"]:
        try:
            found = reading.supposing(_wanted(body))
        except ParameterError as error:
            raise _of_the_form(error, given) from error
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
            "half_act": "act_actor" not in given and any(name in given for name in ("act_affects", "act_strand")),
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


_PLACE = re.compile(r"(?:add\.)?(\w+)(?:\[(\d+)\])?(?:\.(\w+)(?:\[(\d+)\])?)?")
_FIELD_AT = {
    ("facts", "start"): "fact_start",
    ("facts", "end"): "fact_end",
    ("facts", "until"): "fact_end",
    ("decisions", "actors"): "act_actor",
    ("decisions", "affects"): "act_affects",
    ("set_aside", None): _ASIDE,
}


def _of_the_form(error: ParameterError, given: Mapping[str, str]) -> ParameterError:
    """What is wrong in the body, told of the field of the form; what is offered instead is that field's whole text."""
    place = _PLACE.fullmatch(error.parameter)
    field = _FIELD_AT.get((place[1], place[3])) if place else None
    if place is None or field is None:
        return error
    texts = list(dict.fromkeys(_several(given[field]))) if field in given else []
    at = place[4] if place[3] else place[2]

    def whole(id_: str) -> str:
        return ", ".join(id_ if number == int(at or 0) else text for number, text in enumerate(texts)) or id_

    if isinstance(error, UnknownEntityError):
        return UnknownEntityError(
            field, error.what, nearest=tuple(whole(id_) for id_ in error.nearest), remedy=error.remedy
        )
    if isinstance(error, AmbiguousNameError):
        candidates = tuple({**one, "id": whole(one["id"])} for one in error.candidates)
        return AmbiguousNameError(field, error.what, candidates=candidates, remedy=error.remedy)
    return ParameterError(field, error.what, remedy=error.remedy)


VIEWS = (View("/what-if", _read, FIELDS, called="What if", place=7),)
