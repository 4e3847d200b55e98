"""Citations of an answer or of a release: BibTeX, CSL-JSON and plain text, each with question, day, release and sources.

A citation is of what stays the same: of a permalink, which gives the same bytes for ever, or of a release. It holds no day of its
own making, so the same permalink has the same citation on every day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from pybtex.database import BibliographyData, Entry, Person
from pydantic_core import to_json

from graph.clocks import format_instant
from queries.desk import Answer, Desk
from queries.eligibility import Answered
from queries.types import ParameterError

PUBLISHER = "The partnership graph"
_BRACES = str.maketrans("", "", "{}\\")
_KEY = re.compile(r"[^A-Za-z0-9:-]+")


@dataclass(frozen=True)
class Cited:
    """What is cited. `day` is None for a release; `address` is where it stays, and None where it has no address."""

    title: str
    day: dt.date | None
    known_at: dt.datetime
    release: int
    address: str | None
    sources: Sequence[Mapping[str, Any]]

    @property
    def key(self) -> str:
        """By which it is told from others."""
        digest = blake2b(repr((self.title, self.day, self.address)).encode(), digest_size=4).hexdigest()
        return f"partnership-graph-{self.release}-{digest}"

    @property
    def note(self) -> str:
        """The clocks, in words."""
        day = f"As of {self.day.isoformat()}; " if self.day else ""
        return f"{day}by the state of knowledge of {format_instant(self.known_at)}"


def of_answer(found: Answer | Answered, address: str) -> Cited:
    """An answer, by its permalink."""
    answer = found.check if isinstance(found, Answered) else found
    if isinstance(found, Answered):
        title, sources = found.tree["summary"], found.tree["sources"]
    else:
        given = ", ".join(f"{name}: {value}" for name, value in answer.parameters.items() if value is not None)
        title, sources = f"{answer.question.title}{f' ({given})' if given else ''}", answer.sources
    return Cited(title, answer.as_of, answer.known_at, answer.release, address, sources)


def of_release(desk: Desk, number: int | None, address: str) -> Cited:
    """A release of the data, the newest unless one is named. Raises `ParameterError` for one that is not there."""
    releases = {one.number: one for one in desk.known_now().own_releases}
    wanted = releases.get(max(releases) if number is None else number)
    if wanted is None:
        raise ParameterError(
            "permalink", f"there is no release {number}.", remedy=f"There are: {', '.join(map(str, sorted(releases)))}."
        )
    title = f"The partnership graph, release {wanted.number}"
    return Cited(title, None, wanted.published_at, wanted.number, f"{address}/v1/releases/{wanted.number}/changes", ())


def bibtex(cited: Cited) -> str:
    """BibTeX: the answer, and each of its sources."""
    entries = {
        cited.key: Entry(
            "misc",
            fields={
                "title": _text(cited.title),
                "year": str(cited.known_at.year),
                "howpublished": f"Release {cited.release}",
                "note": _text(cited.note),
                **({"url": cited.address} if cited.address else {}),
            },
            persons={"author": [Person(last=f"{{{PUBLISHER}}}")]},
        )
    }
    for source in cited.sources:
        fields = {"title": _text(source["title"])}
        if source["publisher"]:
            fields["publisher"] = _text(source["publisher"])
        if source["published"] and (year := re.match(r"\d{4}", source["published"])):
            fields |= {"year": year[0], "date": source["published"]}
        if source["address"]:
            fields["url"] = source["address"]
        entries[_KEY.sub("-", source["id"])] = Entry("misc", fields=fields)
    return str(BibliographyData(entries).to_string("bibtex"))


def _text(text: str) -> str:
    """A text without what BibTeX takes for its own."""
    return " ".join(text.translate(_BRACES).split())


def csl(cited: Cited) -> str:
    """CSL-JSON: the answer, and each of its sources."""
    items = [
        {
            "id": cited.key,
            "type": "dataset",
            "title": cited.title,
            "author": [{"literal": PUBLISHER}],
            "publisher": PUBLISHER,
            "version": f"release {cited.release}",
            "issued": {"date-parts": [[cited.known_at.year, cited.known_at.month, cited.known_at.day]]},
            "note": cited.note,
            **({"URL": cited.address} if cited.address else {}),
        },
        *(_source(source) for source in cited.sources),
    ]
    return to_json(items, indent=2).decode() + "\n"


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    found = {"id": source["id"], "type": "webpage" if source["address"] else "document", "title": source["title"]}
    if source["publisher"]:
        found["publisher"] = source["publisher"]
    if source["published"] and re.fullmatch(r"\d{4}(-\d{2}){0,2}", source["published"]):
        # As precise as it is known, and no more.
        found["issued"] = {"date-parts": [[int(part) for part in source["published"].split("-")]]}
    if source["address"]:
        found["URL"] = source["address"]
    return found


def text(cited: Cited) -> str:
    """A sentence, and the sources below it."""
    where = f" {cited.address}" if cited.address else ""
    lines = [f"{PUBLISHER}, release {cited.release}: “{cited.title}” {cited.note}.{where}"]
    if cited.sources:
        lines += ["", "It rests on:"]
    for source in cited.sources:
        parts = [source["title"], source["publisher"], source["published"], source["address"]]
        lines.append(f"- {', '.join(part for part in parts if part)}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Format:
    """A form of a citation."""

    media_type: str
    about: str
    schema: Mapping[str, Any]
    write: Callable[[Cited], str]


FORMATS: Mapping[str, Format] = {
    "text": Format("text/plain", "A sentence, and the sources below it.", {"type": "string"}, text),
    "bibtex": Format(
        "application/x-bibtex", "An entry for the answer and one for each source.", {"type": "string"}, bibtex
    ),
    "csl": Format(
        "application/vnd.citationstyles.csl+json",
        "CSL-JSON, for Zotero and the like.",
        {"type": "array", "items": {"type": "object"}},
        csl,
    ),
}
