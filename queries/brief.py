"""A verdict for people, from its tree alone: one line for a terminal, and a brief in Markdown with footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from queries.told import paragraph
from queries.understanding import in_words

_SIGNS = {"yes": "yes", "no": "**no**", "possibly": "*possibly*"}
_MEANINGS = {
    "undetermined": "the dates of what it rests on leave it open",
    "suspended": "a decision in force holds it back",
    "granted": "a decision in force gives it",
    "open": "made available; no further decision is needed",
    "on_request": "NATO will consider a request",
    "needs_decision": "case by case, on a decision of the North Atlantic Council",
    "closed": "a rule speaks of it, and is not met",
    "silent": "no rule speaks of it",
}
_KINDS = {
    "rule": "On the rule",
    "decision": "An act of no effect on it",
    "standing": "Standing",
    "use": "Use",
    "practice": "Practice",
    "gap": "Not known",
}


def line(tree: Mapping[str, Any]) -> str:
    """The verdict in one line, and one for each name that was given instead of an id."""
    return "\n".join([f"{tree['verdict']}: {tree['summary']}", *(in_words(how) for how in tree.get("understood", ()))])


def brief(tree: Mapping[str, Any]) -> str:
    """The whole tree in Markdown: verdict, reasons, notes, what would change it, how long it holds, with sources as footnotes."""
    return "\n".join(_Brief(tree).lines()) + "\n"


class _Brief:
    """Writes one brief. Sources are numbered in the order in which they are first named."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._tree = tree
        self._numbers: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        tree = self._tree
        yield f"# {tree['actor_name']} and {tree['tool_name']} on {tree['as_of']}"
        yield ""
        yield f"**{tree['verdict']}** ({_MEANINGS[tree['verdict']]}). {_escaped(tree['summary'])}"
        yield from self._section("How it was understood", self._understood())
        yield from self._section("Reasons", self._reasons())
        yield from self._section("What is not certain", self._undetermined())
        yield from self._section("What would change it", self._changes())
        yield from self._section("How long it holds", self._valid())
        yield from self._section("Beside it", self._notes())
        yield from self._section("Where sources disagree", self._rivals())
        yield ""
        yield "---"
        yield (
            f"As release {tree['release']} has it (known at {tree['known_at']}, revision {tree['revision']} of the graph)."
            " Made from public pages; no official NATO source."
        )
        sources = {source["id"]: source for source in tree["sources"]}
        if self._numbers:
            yield ""
        for id_, number in self._numbers.items():
            source = sources[id_]
            where = f" <{source['address']}>" if source["address"] else ""
            publisher = f", {_escaped(source['publisher'])}" if source["publisher"] else ""
            published = f", {source['published']}" if source["published"] else ""
            yield f"[^{number}]: {_escaped(source['title'])}{publisher}{published}.{where}"

    def _section(self, title: str, lines: Iterator[str]) -> Iterator[str]:
        held = list(lines)
        if held:
            yield from ("", f"## {title}", "", *held)

    def _understood(self) -> Iterator[str]:
        for how in self._tree.get("understood", ()):
            yield f"- {_escaped(in_words(how))}{self._footnotes(how['sources'])}"

    def _reasons(self) -> Iterator[str]:
        for reason in self._tree["reasons"]:
            where = f" ({paragraph(reason['provision'])})" if reason["provision"] else ""
            yield f"- {_SIGNS[reason['holds']]}: {_escaped(reason['condition'])}{where}"
            for fact in reason["facts"]:
                yield f"  - {self._fact(fact)}"

    def _fact(self, fact: Mapping[str, Any]) -> str:
        span = f"{_span(fact)}, {fact['holds']} on the day"
        notes = self._footnotes(fact["sources"])
        if "claim" in fact:
            role = f" as {fact['role']}" if fact["role"] else ""
            return f"`{fact['claim']}`: {fact['start']} {fact['relation']} {fact['end']}{role}; {span}{notes}"
        if "decision" in fact:
            return f"`{fact['decision']}`: {_escaped(fact['title'])} ({_escaped(fact['body'])}); {span}{notes}"
        reading = {"text": "the text says so", "practice": "as practised", "ours": "our reading"}[fact["reading"]]
        return f"rule `{fact['rule']}`: {fact['modality']}, {reading}; {span}{notes}"

    def _undetermined(self) -> Iterator[str]:
        for one in self._tree["undetermined"]:
            ways = " and ".join(
                f"{' or '.join(f'`{id_}`' for id_ in given['ids'])} {'holds' if given['hold'] == 'yes' else 'does not hold'}"
                for given in one["if"]
            )
            yield f"- **{one['verdict']}** if {ways}"

    def _changes(self) -> Iterator[str]:
        for one in self._tree["would_change_if"]:
            where = f", {paragraph(one['provision'])}" if one["provision"] else ""
            yield f"- **{one['verdict']}** if {_escaped(one['change'])} (by {one['by']}{where})"

    def _valid(self) -> Iterator[str]:
        valid = self._tree["valid"]
        since = f"from {valid['from']} ({valid['before']} before)" if valid["from"] else "since before any date known"
        until = f"up to, not including, {valid['until']} (then {valid['after']})" if valid["until"] else "no end known"
        yield f"- {since}, {until}"
        for one in valid["because"]:
            yield f"  - {one['day']}: `{one['id']}` {one['what']}"

    def _notes(self) -> Iterator[str]:
        for note in self._tree["notes"]:
            perhaps = " (possibly on the day)" if note["holds"] == "possibly" else ""
            yield f"- {_KINDS[note['kind']]}, `{note['id']}`{perhaps}: {_escaped(note['text'])}{self._footnotes(note['sources'])}"

    def _rivals(self) -> Iterator[str]:
        for rival in self._tree["rivals"]:
            reason = f": {_escaped(rival['reason'])}" if rival["reason"] else ""
            yield (
                f"- `{rival['claim']}` beside `{rival['of']}`: {rival['start']} {rival['relation']} {rival['end']},"
                f" {_span(rival)}; {rival['rank']}{reason}{self._footnotes(rival['sources'])}"
            )

    def _footnotes(self, sources: Sequence[str]) -> str:
        return "".join(f"[^{self._numbers.setdefault(id_, len(self._numbers) + 1)}]" for id_ in sources)


def _span(told: Mapping[str, Any]) -> str:
    since, until = told["since"] or "an unknown day", told["until"] or "an unknown day"
    return f"from {since}, still" if until == ".." else f"from {since} to {until}"


def _escaped(text: str) -> str:
    """Text of tables and users, which must not become markup."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in text.replace("\n", " "))
