"""Finding things by what people call them: ids, codes, names of all times and languages, misspelt ones too.

A spelling that is exactly one of a thing's (capitals and accents aside) is told from one that is only like it. Where one word is
the name of several things all are told, and none is chosen.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

_ALIKE = 75
"""Of 100: how alike a spelling must be to be told at all."""


@dataclass(frozen=True)
class Spelling:
    """One way to call a thing. `how` says what it is: an id, a code, a name; a former name has its dates as sources give them."""

    id: str
    text: str
    how: str
    language: str | None = None
    since: str | None = None
    until: str | None = None
    claim: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A thing by its best spelling; `likeness` is 100 for a spelling that is exactly so."""

    spelling: Spelling
    likeness: float

    @property
    def exact(self) -> bool:
        """The word is that spelling, capitals and accents aside."""
        return self.likeness == 100  # noqa: PLR2004 - of 100


class Names:
    """Every spelling of everything, at one revision."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._by_fold: dict[str, list[Spelling]] = defaultdict(list)
        for spelling in spellings:
            self._by_fold[folded(spelling.text)].append(spelling)

    def search(self, word: str) -> list[Found]:
        """Things that are called so, exactly ones first, then by likeness, each once by its best spelling."""
        wanted = folded(word[:100])
        if not wanted:
            return []
        best: dict[str, Found] = {}
        exact = [Found(spelling, 100) for spelling in self._by_fold.get(wanted, ())]
        alike = [
            Found(spelling, min(score, 99.9))
            for fold, score, _ in process.extract(
                wanted, self._by_fold.keys(), scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=None
            )
            if fold != wanted
            for spelling in self._by_fold[fold]
        ]
        for found in (*exact, *alike):
            id_ = found.spelling.id
            if id_ not in best or best[id_].likeness < found.likeness:
                best[id_] = found
        return sorted(best.values(), key=lambda found: (-found.likeness, found.spelling.id))


def folded(text: str) -> str:
    """Without capitals, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(kept.split())


_OWN = (
    ("id", "id", None),
    ("alpha_2", "code", None),
    ("numeric", "code", None),
    ("abbreviation", "abbreviation", "en"),
    ("name", "name", "en"),
    ("title", "name", "en"),
    ("official_name", "official name", "en"),
    ("name_fr", "name", "fr"),
)
"""Columns of things that call them so."""


def spellings(entities: Iterable[Mapping[str, Any]], names: Sequence[Mapping[str, Any]]) -> Iterable[Spelling]:
    """Every spelling, from rows of `entities.cypher` and `names.cypher`."""
    for entity in entities:
        for column, how, language in _OWN:
            if entity.get(column):
                yield Spelling(entity["id"], entity[column], how, language)
    for row in names:
        yield Spelling(
            row["id"],
            row["text"],
            {"former": "former name", "usage": "name in use"}.get(row["kind"], "other name"),
            row["language"],
            row["since"],
            row["until"],
            row["claim"],
            tuple(row["sources"]),
        )
