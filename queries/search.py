"""Finding things by what people call them: ids, codes, names of all times and languages, misspelt ones too.

A spelling that is exactly one of a thing's (capitals and accents aside) is told from one that is only like it. Where one word is
the name of several things all are told, and none is chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from graph.clocks import Bounds

_ALIKE = 75
"""Of 100: how alike a spelling must be to be told at all."""

_LONGEST_ALIKE = 200
"""Letters of a word that are compared with those of names that it is not."""

_CODES = ("id", "code")
"""Ways to call a thing in which one letter more or less makes another thing: nobody's slip."""

_LONG_WORD = 5
"""Letters that a word must have for one wrong letter to leave no doubt which word was meant."""

_NEARLY = 2
"""Letters: a name of another thing as near as that leaves a doubt which of the two was meant."""

_BESIDE_LETTERS = ("Zs", "Mn")
"""What may stand among the letters of a name besides signs: spaces, and accents written apart."""

_TYPESET = "'-.,\u2018\u2019\u2010\u2013\u2014"
"""Signs that may stand in a name as others set it. Whoever gives another one that is in no name means no name."""

_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_ARTICLE = re.compile(r"^(?:the|le|la|les|l) (?=.)")

Choice = Callable[[str], bool]
"""Whether a thing, by its id, is of the kind that is looked for."""


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
    days: Bounds | None = None
    """Between which it was in use; None where no source says anything of that."""


@dataclass(frozen=True)
class Found:
    """A thing by its best spelling; `likeness` is 100 for a spelling that is exactly so."""

    spelling: Spelling
    likeness: float

    @property
    def exact(self) -> bool:
        """The word is that spelling, capitals and accents aside."""
        return self.likeness == 100  # noqa: PLR2004 - of 100


def _any(_: str) -> bool:
    return True


class Names:
    """Every spelling of everything, at one revision."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._by_fold: dict[str, list[Spelling]] = defaultdict(list)
        self._longest = 0
        self._signs = set(_TYPESET)
        for spelling in spellings:
            self._by_fold[folded(spelling.text)].append(spelling)
            self._longest = max(self._longest, len(spelling.text))
            self._signs.update(char for char in spelling.text if not char.isalnum())

    def __iter__(self) -> Iterator[Spelling]:
        return (spelling for held in self._by_fold.values() for spelling in held)

    def exactly(self, word: str, of: Choice = _any) -> list[Spelling]:
        """The spellings of things of a kind that the word is, capitals and accents aside."""
        wanted = self._looked_up(word)
        return [spelling for spelling in self._by_fold.get(wanted, ()) if wanted and of(spelling.id)]

    def search(self, word: str, of: Choice = _any, *, alike: float = _ALIKE) -> list[Found]:
        """Things that are called so, exactly ones first, then by likeness, each once by its best spelling."""
        exact = [Found(spelling, 100) for spelling in self.exactly(word, of)]
        wanted = folded(word[:_LONGEST_ALIKE])
        if not wanted:
            return []
        near = [
            Found(spelling, min(score, 99.9))
            for fold, score, _ in process.extract(
                wanted, self._by_fold.keys(), scorer=fuzz.WRatio, score_cutoff=alike, limit=None
            )
            # What is short stands inside of many words by chance.
            if len(fold) >= _LONG_WORD or abs(len(fold) - len(wanted)) <= 1
            for spelling in self._by_fold[fold]
            if of(spelling.id)
        ]
        return _best([*exact, *near])

    def slips(self, word: str, of: Choice = _any) -> list[Found]:
        """The things of whose names the word is a slip, and those that it may be meant for as well, nearest first.

        A slip is one letter wrong, missing, too many or in its neighbour's place, in one word of five letters or more; every
        other word and every number stands as it is in the name. Ids and codes have no slips, and a word in capitals alone is
        no slip of a name: it may be that of an id. If there is one thing, nothing else of the kind has a name within two
        letters of the word.
        """
        wanted = "" if word.isupper() else self._looked_up(word)
        near = process.extract(wanted, self._by_fold.keys(), scorer=OSA.distance, score_cutoff=_NEARLY, limit=None)
        found = [
            (fold, spelling)
            for fold, _, _ in near
            for spelling in self._by_fold[fold]
            if spelling.how not in _CODES and of(spelling.id)
        ]
        if not any(_is_slip(wanted, fold) for fold, _ in found):
            return []
        return _best([Found(spelling, min(fuzz.ratio(wanted, fold), 99.9)) for fold, spelling in found])

    def holding(self, word: str, of: Choice = _any) -> list[Found]:
        """The things with a longer name in which the word stands, as whole words, nearest first."""
        wanted = self._looked_up(word)
        if len(wanted) < _LONG_WORD:
            return []
        return _best(
            [
                Found(spelling, min(fuzz.ratio(wanted, fold), 99.9))
                for fold, spellings in self._by_fold.items()
                if f" {wanted} " in f" {fold} "
                for spelling in spellings
                if of(spelling.id)
            ]
        )

    def _looked_up(self, word: str) -> str:
        """What is looked up for a word; empty for one that nothing can be called."""
        word = word.strip()
        # With every accent written apart a name is twice as long.
        if len(word) > 2 * self._longest or not all(
            char.isalnum() or char in self._signs or unicodedata.category(char) in _BESIDE_LETTERS for char in word
        ):
            return ""
        return folded(word)


def _best(all_found: Iterable[Found]) -> list[Found]:
    best: dict[str, Found] = {}
    for found in all_found:
        id_ = found.spelling.id
        if id_ not in best or best[id_].likeness < found.likeness:
            best[id_] = found
    return sorted(best.values(), key=lambda found: (-found.likeness, found.spelling.id))


def _is_slip(word: str, name: str) -> bool:
    ours, theirs = word.split(), name.split()
    if len(ours) != len(theirs):
        return False
    other = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return (
        len(other) == 1
        and all(len(part) >= _LONG_WORD and part.isalpha() for part in other[0])
        and (OSA.distance(*other[0]) == 1)
    )


def folded(text: str) -> str:
    """Without capitals, accents, punctuation and the article before it; initials are one word, with dots or without."""
    plain = unicodedata.normalize("NFKD", _INITIALS.sub(lambda found: found[0].replace(".", ""), text)).casefold()
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return _ARTICLE.sub("", " ".join(kept.split()))


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
        days = Bounds(*(row[name].to_native() for name in ("from_min", "from_max", "to_min", "to_max")))
        yield Spelling(
            row["id"],
            row["text"],
            {"former": "former name", "usage": "name in use"}.get(row["kind"], "other name"),
            row["language"],
            row["since"],
            row["until"],
            row["claim"],
            tuple(row["sources"]),
            days if row["dated"] else None,
        )
