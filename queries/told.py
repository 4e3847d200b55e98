"""A verdict told: its reasons, what stands beside it, what would change it and how long it holds, as one tree.

Everything that people or programs read of a verdict is this tree, or made from it alone (`queries.brief`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from queries.desk import Known
from queries.verdict import (
    NEVER,
    Act,
    Asked,
    Cell,
    Condition,
    Effect,
    Fact,
    Holds,
    Judgement,
    Rule,
    deciding,
    decisive_acts,
    how_met,
    lacking,
    only_on,
    turn,
)

Row = Mapping[str, Any]
Tree = dict[str, Any]

_FACT = ("claim", "start", "relation", "end", "role", "since", "until", "confidence", "sources")
_ACT = ("title", "body", "effect", "strand", "affects", "decided_on", "since", "until", "confidence", "sources")
_FROM_NO_TO_YES = ("no", "possibly", "yes")

VERBS: Mapping[str, str] = {
    "MEMBER_OF": "belongs to",
    "USES": "uses",
    "RECOGNISED_IN": "is recognised in",
    "CONTRIBUTES_TO": "contributes to",
    "CONDUCTS": "leads",
    "HAS_RELATIONS_WITH": "has relations with",
    "ASPIRES_TO": "aspires to membership of",
}
"""The relations that rules ask for, as words."""

_SUPPLIERS: Mapping[tuple[str, str | None], str] = {
    ("MEMBER_OF", "ally"): "the Allies and the country",
    ("MEMBER_OF", "partner"): "NAC and the country",
    ("USES", None): "NAC and the country",
    ("RECOGNISED_IN", None): "NAC",
    ("CONTRIBUTES_TO", None): "the country and NAC",
    ("CONDUCTS", None): "NAC",
    ("HAS_RELATIONS_WITH", None): "NATO and the organisation",
    ("ASPIRES_TO", None): "the country",
}
"""Who could bring a relation about, or end it."""

_BECOMES: Mapping[str | None, str] = {"ally": "becomes an Ally", "partner": "becomes a partner"}
"""What a condition asks not to be so, were it so."""


@dataclass(frozen=True)
class Wanted:
    """What is asked, as ids. `operation`, `commission` and `area` only where the tool is tied to one."""

    actor: str
    tool: str
    operation: str | None = None
    commission: str | None = None
    area: str | None = None

    def given(self) -> dict[str, str | None]:
        """The parameters of the questions."""
        ties = {"operation": self.operation, "commission": self.commission}
        return {"actor": self.actor, "tool": self.tool, **{name: id_ for name, id_ in ties.items() if id_}}


def paragraph(provision: str) -> str:
    """`P7a.i.3` as people write it: `paragraph 7a (i)`."""
    number, _, part = re.sub(r"\.\d+$", "", provision.removeprefix("P")).partition(".")
    return f"paragraph {number} ({part})" if part else f"paragraph {number}"


@dataclass(frozen=True)
class Told:
    """One verdict on one day. `rows`, `acts` and `beside` are those of the three questions, of whatever day."""

    known: Known
    wanted: Wanted
    day: dt.date
    cell: Cell
    rows: Sequence[Row]
    acts: Sequence[Row]
    beside: Sequence[Row]

    def tree(self) -> Tree:
        """The whole, without clocks and sources."""
        return {
            "actor": self.wanted.actor,
            "actor_name": self._actor,
            "tool": self.wanted.tool,
            "tool_name": self._name(self.wanted.tool),
            "operation": self.wanted.operation,
            "commission": self.wanted.commission,
            "area": self.wanted.area,
            "verdict": self._judgement.verdict,
            "summary": self.summary(),
            "reasons": self.reasons,
            "undetermined": self._undetermined(),
            "notes": list(self._notes()),
            "would_change_if": self._changes(),
            "valid": self._valid(),
        }

    @cached_property
    def _judgement(self) -> Judgement:
        return self.cell.on(self.day)

    @cached_property
    def _holds(self) -> Mapping[str, Holds]:
        return self.cell.holding(self.day)

    def _name(self, id_: str) -> str:
        return self.known.entities[id_].name if id_ in self.known.entities else id_

    @property
    def _actor(self) -> str:
        return self._name(self.wanted.actor)

    # Reasons: the acts that decide, then the rules that do, each with what it asks; for a no, nearest to yes first.

    @cached_property
    def reasons(self) -> list[Tree]:
        """What the verdict rests on, each with its facts and paragraph."""
        if self._judgement.verdict == "silent":
            return list(self._silences())
        rules = deciding(self.cell, self._judgement, self._holds)
        return [
            *(self._of_act(act) for act in decisive_acts(self.cell, self._judgement, self._holds, rules)),
            *(reason for rule in rules for reason in self._of_rule(rule)),
        ]

    def _of_act(self, act: Act) -> Tree:
        return {
            "rule": None,
            "condition": act.told["title"],
            "holds": self._holds[act.id],
            "facts": [{"decision": act.id} | {name: act.told[name] for name in _ACT} | {"holds": self._holds[act.id]}],
            "provision": _first(act.told["provisions"]),
        }

    def _of_rule(self, rule: Rule) -> list[Tree]:
        """Whether it is in force, and what it asks: by the alternatives that are met, else by the one nearest to yes; what fails
        first."""
        told, provision, holds = rule.told, _first(rule.told["provisions"]), self._holds[rule.id]
        in_force = {
            "rule": rule.id,
            "condition": f"the rule is in force: {told['wording']}",
            "holds": holds,
            "facts": [
                {
                    "rule": rule.id,
                    "modality": rule.modality,
                    "decides": told["decides"],
                    "reading": told["reading"],
                    "provisions": told["provisions"],
                    "since": told["rule_since"],
                    "until": told["rule_until"],
                    "holds": holds,
                    "sources": told["rule_sources"],
                }
            ],
            "provision": provision,
        }
        fewest = min(lacking(rule, route, self._holds) for route in rule.routes)
        nearest = [route for route in rule.routes if lacking(rule, route, self._holds) == fewest]
        met = fewest == (holds != "yes")
        # What every alternative asks is told once, after what is its own.
        shown = dict.fromkeys(condition for route in (nearest if met else nearest[:1]) for condition in route)
        asks = sorted(shown, key=lambda condition: condition.alternative is None)
        asked = [
            {
                "rule": rule.id,
                "condition": self._asked(condition),
                "holds": how_met(condition, self._holds),
                "facts": list(self._facts(condition)),
                "provision": provision,
            }
            for condition in asks
        ]
        return sorted([in_force, *asked], key=lambda reason: _FROM_NO_TO_YES.index(reason["holds"]))

    def _asked(self, condition: Condition) -> str:
        """What is asked, as a sentence."""
        of_another = condition.edge is not None and condition.edge.subject is not None
        return condition.asks if of_another else f"{self._actor} {condition.asks}"

    def _facts(self, condition: Condition) -> Iterator[Tree]:
        """Those that hold on the day, or may; where none does, those of other days."""
        standing = [fact for fact in condition.facts if self._holds[fact.id] != "no"]
        for fact in standing or condition.facts:
            yield {name: fact.told[name] for name in _FACT} | {"holds": self._holds[fact.id]}

    def _silences(self) -> Iterator[Tree]:
        """The rules that speak of others: the nearest that the text comes."""
        labels = self.known.entities[self.wanted.actor].labels
        kind = (
            "a country"
            if "Country" in labels
            else "an organisation"
            if "Organisation" in labels
            else "the Alliance itself"
        )
        for _, found in groupby(self.rows, key=lambda row: row["rule"]):
            row = next(found)
            others = "countries" if row["audience"] == "country" else "organisations"
            apart = f"and {self._actor} is {kind}"
            if row["speaks_of_its_kind"]:
                apart = f"and only of one that {row['asks']}"
            yield {
                "rule": row["rule"],
                "condition": f"the rule ({row['wording']}) speaks of {others}, {apart}",
                "holds": "no",
                "facts": [],
                "provision": _first(row["provisions"]),
            }

    def _undetermined(self) -> list[Tree]:
        return [
            {
                "verdict": verdict,
                "if": [{"ids": list(ids), "hold": "yes" if holds else "no"} for ids, holds in given.items()],
            }
            for given, verdict in self._judgement.combinations
        ]

    # In a sentence

    def summary(self) -> str:
        """The verdict in a sentence."""
        actor, on, verdict = self._actor, f"on {self.day.isoformat()}", self._judgement.verdict
        acts = ", ".join(
            f"{fact['title']} ({fact['decision']})"
            for reason in self.reasons
            for fact in reason["facts"]
            if "decision" in fact
        )
        fails = next((reason["condition"] for reason in self.reasons if reason["holds"] != "yes"), "")
        tool, where = self._tool, self._where
        return {
            "open": f"{tool} is open to {actor} {on}; no further decision is needed{where}.",
            "on_request": f"NATO will consider a request by {actor} for {tool} {on}{where}.",
            "needs_decision": f"Whether {actor} may use {tool} {on} is for the Council to decide, case by case{where}; the"
            " register has no such decision in force.",
            "granted": f"{tool} is granted to {actor} {on} by a decision: {acts}.",
            "suspended": f"{tool} is held back from {actor} {on}: {acts}.",
            "closed": f"{tool} is closed to {actor} {on}. Nearest to yes{where}; asked, and not so: {fails}.",
            "silent": f"No rule that we know speaks of {actor} and {tool}{self._nearest_paragraphs}.",
            "undetermined": f"Whether {actor} may use {tool} {on} cannot be said: {self._ways}.",
        }[verdict]

    @property
    def _tool(self) -> str:
        tied = self.wanted.operation or self.wanted.commission
        inside = f", area {self.wanted.area}" if self.wanted.area else ""
        return f"{self.wanted.tool}{f' for {tied}' if tied else ''}{inside}"

    @property
    def _where(self) -> str:
        """The paragraph of the first rule; its id where the policy does not speak of it."""
        for reason in self.reasons:
            if reason["rule"]:
                return f" ({paragraph(reason['provision'])})" if reason["provision"] else f" (rule {reason['rule']})"
        return ""

    @property
    def _nearest_paragraphs(self) -> str:
        near = dict.fromkeys(paragraph(reason["provision"]) for reason in self.reasons if reason["provision"])
        return f"; nearest: {', '.join(near)}" if near else ""

    @property
    def _ways(self) -> str:
        return "; ".join(
            f"{verdict} if "
            + " and ".join(f"{' or '.join(ids)} {'holds' if holds else 'does not'}" for ids, holds in given.items())
            for given, verdict in self._judgement.combinations
        )

    # What stands beside: it changes no verdict and must be known.

    def _notes(self) -> Iterator[Tree]:
        shown = {reason["rule"] for reason in self.reasons if reason["rule"]}
        for rule in self.cell.rules:
            told = rule.told
            if rule.id not in shown:
                continue
            if told["rule_note"]:
                yield _note("rule", rule.id, told["rule_note"], told["provisions"], told["rule_sources"])
            if other := told["instead_of"]:
                text = f"{self.wanted.tool} is taken up instead of {other}, or the other way round; it is no condition."
                yield _note("rule", rule.id, text, told["provisions"], told["rule_sources"])
        decisive = {fact["decision"] for reason in self.reasons for fact in reason["facts"] if "decision" in fact}
        for row in self.acts:
            if row["id"] not in decisive and row["holds"] != "no":
                yield _note("decision", row["id"], self._of_no_effect(row), row["provisions"], row["sources"]) | {
                    "holds": row["holds"]
                }
        claims = {fact["claim"] for reason in self.reasons for fact in reason["facts"] if "claim" in fact}
        for row in self.beside:
            text = row["text"]
            if row["kind"] == "standing":
                if row["id"] in claims:
                    continue
                text = f"{self._actor}: {text}."
            elif row["kind"] == "use":
                text = f"{self._actor} uses it on the day, as far as sources go.{f' {text}' if text else ''}"
            yield _note(row["kind"], row["id"], text, row["provisions"], row["sources"]) | {
                "holds": row["holds"],
                "claim": row["claim"],
            }

    @staticmethod
    def _of_no_effect(row: Row) -> str:
        """An act that does not decide, and why it does not."""
        text = f"{row['title']} ({row['body']})."
        if row["effect"] == "suspends" and row["strand"]:
            text += f" It holds back the {row['strand']} strand only."
        elif row["effect"] == "approves":
            text += " It approves one meeting and gives no standing."
        return f"{text} {row['note']}" if row["note"] else text

    # What would change it: single facts and acts that alone give another verdict, each tried. Nothing is weighed.

    def _changes(self) -> list[Tree]:
        found: dict[str, Tree] = {}
        for tried in self._tries():
            verdict = tried.cell.on(self.day).verdict
            if verdict != self._judgement.verdict:
                found.setdefault(
                    repr((tried.adds, tried.ends, tried.settles)),
                    {
                        "change": tried.change,
                        "by": tried.by,
                        "provision": tried.provision,
                        "verdict": verdict,
                        "adds": tried.adds,
                        "ends": tried.ends,
                        "settles": tried.settles,
                    },
                )
        return list(found.values())

    def _tries(self) -> Iterator[_Tried]:
        for act in self.cell.acts:
            if self._holds[act.id] == "yes":
                yield _Tried(
                    f"{act.told['title']} ({act.id}) is ended",
                    "NAC",
                    _first(act.told["provisions"]),
                    self.cell.with_days({act.id}, NEVER),
                    ends=act.id,
                )
        if self._judgement.verdict != "open":  # What is open needs no grant.
            yield self._new_act("grants", f"the Council grants it to {self._actor}")
        yield self._new_act("suspends", f"the Council suspends cooperation with {self._actor}")
        asked = [(rule, condition) for rule in self.cell.rules for condition in rule.conditions]
        # What one rule asks for and another excludes is told in the words of the first.
        for rule, condition in sorted(asked, key=lambda pair: not pair[1].expected):
            if condition.edge:
                yield from self._edge_tries(rule, condition, condition.edge)
        for id_, how in self._holds.items():
            if how == "possibly":
                for settled, days in (("yes", only_on(self.day)), ("no", NEVER)):
                    yield _Tried(
                        f"a source shows that {id_} {'held' if settled == 'yes' else 'did not hold'} on the day",
                        "a source",
                        None,
                        self.cell.with_days({id_}, days),
                        settles={"id": id_, "holds": settled},
                    )

    def _new_act(self, effect: Effect, change: str) -> _Tried:
        by_council = (rule for rule in self.cell.rules if rule.told["decides"] == "NAC")
        return _Tried(
            change,
            "NAC",
            next((_first(rule.told["provisions"]) for rule in by_council if rule.told["provisions"]), None),
            self.cell.with_act(Act(f"a new act that {effect}", effect, only_on(self.day))),
            adds={"decision": effect, "actor": self.wanted.actor, "tool": self.wanted.tool},
        )

    def _edge_tries(self, rule: Rule, condition: Condition, edge: Asked) -> Iterator[_Tried]:
        by = _SUPPLIERS.get((edge.relation, edge.role)) or _SUPPLIERS.get(
            (edge.relation, None), "the body and the country"
        )
        provision = _first(rule.told["provisions"])
        for fact in condition.facts:
            if self._holds[fact.id] == "yes":
                cell = self.cell.with_days({fact.id}, NEVER)
                yield _Tried(f"{self._sentence(fact)} ({fact.id}): that ends", by, provision, cell, ends=fact.id)
        if all(self._holds[fact.id] == "no" for fact in condition.facts):
            becomes = f"{self._actor} {_BECOMES.get(edge.role, 'does so')}"
            yield _Tried(
                self._asked(condition) if condition.expected else becomes,
                by,
                provision,
                self.cell.with_edge(edge, f"new {condition.id}", only_on(self.day)),
                adds={
                    "relation": edge.relation,
                    "role": edge.role,
                    "object": edge.object,
                    "any_of": edge.any_of,
                    "subject": edge.subject or self.wanted.actor,
                },
            )

    def _sentence(self, fact: Fact) -> str:
        told = fact.told
        as_ = f" as {told['role']}" if told["role"] else ""
        return f"{self._name(told['start'])} {VERBS[told['relation']]} {self._name(told['end'])}{as_}"

    # How long it holds

    def _valid(self) -> Tree:
        stretches = self.cell.stretches
        at = stretches.index(self.cell.around(self.day))
        here = stretches[at]
        return {
            "from": here.first.isoformat() if here.first else None,
            "until": here.end.isoformat() if here.end else None,
            "before": stretches[at - 1].judgement.verdict if at else None,
            "after": stretches[at + 1].judgement.verdict if at + 1 < len(stretches) else None,
            "because": [
                {"day": day.isoformat(), "id": id_, "what": turn(self.cell.dated[id_], day)}
                for day in (here.first, here.end)
                if day
                for id_ in self.cell.turning(day)
            ],
        }


@dataclass(frozen=True)
class _Tried:
    """A change and the cell with it. One of the last three says what it is to a program."""

    change: str
    by: str
    provision: str | None
    cell: Cell
    adds: Tree | None = None
    ends: str | None = None
    settles: Tree | None = None


def _note(kind: str, id_: str, text: str, provisions: Sequence[str], sources: Sequence[str]) -> Tree:
    return {
        "kind": kind,
        "id": id_,
        "text": text,
        "holds": "yes",
        "claim": None,
        "provision": _first(provisions),
        "sources": list(sources),
    }


def _first(ids: Sequence[str]) -> str | None:
    return ids[0] if ids else None
