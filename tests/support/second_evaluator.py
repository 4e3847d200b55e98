"""A second evaluator of eligibility, to hold the first to: plain Python over the tables, and as plain as the contract allows.

It was written from `docs/decisions/0006-eligibility.md` and `0002-clocks.md` and from the tables, and shares with what serves
neither code nor Cypher: it imports nothing of ours (a test looks), reads the files itself and has its own clocks.
`verdict` answers one cell on one day; `change_days` gives the days on which a cell may change; `actors` and `columns` give
the whole matrix.

Whatever bears on a cell (a rule, a claim, a decision) has one bit in it. A *world* is a number: the bits of what holds in it.
Bit 0 is set in every world; it stands for what is so of the actor itself. On a day some bits are certain and some are
unknown, and every world between is tried: nothing is merged, nothing is guessed.

Where the contract can be read in two ways, this one reads: several suspensions may hold back together what none holds back
alone (each its own rules, or each its own strand of a rule of both); a suspension of strand `both` has no limit; a suspension that
affects the Alliance alone reaches nothing; the rules of a tool are those that are looked at, for every verdict; scope is read of
its own conditions as the whole is, with their alternatives; a tool that is per operation or commission is not asked without.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

Row = Mapping[str, str]

FIRST_DAY = date(1, 1, 1)
LAST_DAY = date(9999, 12, 30)
NEVER = date(9999, 12, 31)
"""No day that can be asked about: what ends then goes on."""

MODALITIES = ("open", "on_request", "needs_decision")
UNDETERMINED = "undetermined"

MOST_UNKNOWNS = 14
"""16,384 worlds. Our own data have at most 10 unknowns in a cell on a day; what has more than this is refused, not cut short."""

RELATIONS = {
    "MEMBER_OF": ("memberships", "country", "body"),
    "USES": ("tool_uses", "country", "tool"),
    "RECOGNISED_IN": ("recognitions", "country", "operation"),
    "CONTRIBUTES_TO": ("contributions", "country", "operation"),
    "CONDUCTS": ("operation_lives", "alliance", "operation"),
    "HAS_RELATIONS_WITH": ("relations", "alliance", "organisation"),
    "ASPIRES_TO": ("aspirations", "country", "alliance"),
}
TABLES = (
    "releases", "rules", "rule_conditions", "decisions", "decision_actors", "decision_tools", "countries", "organisations",
    "frameworks", "commissions", "operations", "tools", *(table for table, _, _ in RELATIONS.values()),
)  # fmt: skip


# Clocks


@dataclass(frozen=True)
class Days:
    """The four days: it holds for certain from `from_max` up to `to_min`, perhaps from `from_min` up to `to_max`."""

    from_min: date
    from_max: date
    to_min: date
    to_max: date

    def certain(self, day: date) -> bool:
        return self.from_max <= day < self.to_min

    def possible(self, day: date) -> bool:
        return self.from_min <= day < self.to_max


def span(text: str) -> tuple[date, date]:
    """The first and the last of the days that a date of a table leaves open."""
    if text.startswith("["):
        first, last = text.strip("[]").split("..")
        return date.fromisoformat(first), date.fromisoformat(last)
    year, month, day = (int(part) for part in (*text.split("-"), "0", "0")[:3])
    if day:
        return date(year, month, day), date(year, month, day)
    if month == 0:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def four_days(valid_from: str, valid_to: str, attested_from: str = "", attested_to: str = "") -> Days:
    """A claim holds on a day at least, and from the first day on which a source shows it to the last.

    One attestation alone is both. It lies somewhere in its span: begun by the end of the first, not over at the beginning
    of the last.
    """
    from_min, from_max = span(valid_from) if valid_from else (FIRST_DAY, NEVER)
    if valid_to == "..":
        to_min, to_max = NEVER, NEVER
    else:
        to_min, to_max = span(valid_to) if valid_to else (FIRST_DAY, NEVER)
    to_min = max(to_min, from_min + timedelta(1))
    if to_max != NEVER:
        from_max = min(from_max, to_max - timedelta(1))
    if attested_from or attested_to:
        _, first_seen = span(attested_from or attested_to)
        last_seen, _ = span(attested_to or attested_from)
        from_max = min(from_max, max(first_seen, from_min))
        to_min = max(to_min, min(last_seen + timedelta(1), to_max))
    return Days(from_min, from_max, to_min, to_max)


def _instant(text: str) -> datetime:
    return _utc(datetime.fromisoformat(text.replace("Z", "+00:00")))


def _utc(instant: datetime) -> datetime:
    """In UTC and without a zone, so that instants compare."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant


# The tables


@dataclass(frozen=True)
class Fact:
    """Something with days: a claim that answers, a rule, a decision."""

    id: str
    days: Days


@dataclass(frozen=True)
class Edge:
    """A claim, as one of its ends sees it."""

    claim: Fact
    other: str
    role: str


@dataclass(frozen=True)
class Rule:
    fact: Fact
    tool: str
    modality: str
    audience: str
    per: str
    area: str
    strand: str
    conditions: tuple[Row, ...]


@dataclass(frozen=True)
class Decision:
    fact: Fact
    effect: str
    strand: str
    affects: frozenset[str]


@dataclass
class Tables:
    """What is known at an instant, by what a cell asks for."""

    kinds: dict[str, str]
    """Of each actor: country or organisation."""
    beyond: frozenset[str]
    conferring: frozenset[str]
    frameworks: frozenset[str]
    commissions: frozenset[str]
    operations: frozenset[str]
    tools: tuple[str, ...]
    rules: dict[str, list[Rule]]
    """By tool."""
    edges: dict[tuple[str, str], list[Edge]]
    """By relation and either end."""
    decisions: dict[str, list[Decision]]
    """Grants and suspensions by whom they concern."""
    cells: dict[Question, Cell] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, known_at: datetime | None = None) -> Tables:
        """The tables of a folder as they were known at an instant (UTC); without one, as the newest release has them."""
        rows: dict[str, list[dict[str, str]]] = {}
        for name in TABLES:
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                rows[name] = list(csv.DictReader(file))
        return cls.of(rows, known_at)

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[Row]], known_at: datetime | None = None) -> Tables:
        """The same of rows by table. A table that is not among them is empty, and so is a cell that a row lacks."""
        table = {name: list(rows.get(name, ())) for name in TABLES}
        releases = {row["number"]: _instant(row["published_at"]) for row in table["releases"]}
        instant = _utc(known_at) if known_at else max(releases.values())

        def known(name: str) -> Iterator[Row]:
            for row in table[name]:
                since, until = row.get("since_release", ""), row.get("until_release", "")
                if since and releases[since] <= instant and not (until and releases[until] <= instant):
                    yield row

        def ids(name: str) -> frozenset[str]:
            return frozenset(row["id"] for row in table[name])

        asked: dict[str, list[Row]] = {}
        for row in table["rule_conditions"]:
            asked.setdefault(row["rule"], []).append(row)
        rules: dict[str, list[Rule]] = {}
        for row in known("rules"):
            one = Rule(
                Fact(row["id"], _days(row)), row["tool"], row["modality"], row["audience"], row.get("per", ""),
                row.get("area", ""), row["strand"], tuple(asked.get(row["id"], ())),
            )  # fmt: skip
            rules.setdefault(one.tool, []).append(one)

        edges: dict[tuple[str, str], list[Edge]] = {}
        for relation, (name, start, end) in RELATIONS.items():
            for row in known(name):
                if not _answers(row):
                    continue
                claim = Fact(row["id"], _days(row))
                for here, there in ((start, end), (end, start)):
                    edges.setdefault((relation, row[here]), []).append(Edge(claim, row[there], row.get("role", "")))

        decisions: dict[str, list[Decision]] = {}
        for row in known("decisions"):
            if row["effect"] not in ("grants", "suspends"):
                continue
            affects = frozenset(link["tool"] for link in table["decision_tools"] if link["decision"] == row["id"])
            days = four_days(
                *(row.get(name, "") for name in ("effective_from", "effective_until", "attested_from", "attested_to"))
            )
            decision = Decision(Fact(row["id"], days), row["effect"], row.get("strand", ""), affects)
            for link in table["decision_actors"]:
                if link["decision"] == row["id"]:
                    decisions.setdefault(link["actor"], []).append(decision)

        return cls(
            kinds={row["id"]: "country" for row in table["countries"]}
            | {
                row["id"]: "alliance" if row.get("kind") == "alliance" else "organisation"
                for row in table["organisations"]
            },
            beyond=frozenset(row["id"] for row in table["countries"] if row.get("euro_atlantic") == "beyond"),
            conferring=frozenset(row["id"] for row in table["frameworks"] if row["confers_partnership"] == "true"),
            frameworks=ids("frameworks"),
            commissions=ids("commissions"),
            operations=ids("operations"),
            tools=tuple(row["id"] for row in table["tools"]),
            rules=rules,
            edges=edges,
            decisions=decisions,
        )


def _days(row: Row) -> Days:
    return four_days(*(row.get(name, "") for name in ("valid_from", "valid_to", "attested_from", "attested_to")))


def _answers(row: Row) -> bool:
    """A preferred claim answers, and a normal one without rivals."""
    return row["rank"] == "preferred" or (row["rank"] == "normal" and not row.get("rival_group"))


# A cell


@dataclass(frozen=True)
class Question:
    """What is asked, but for the day. Empty: not named."""

    actor: str
    tool: str
    operation: str = ""
    commission: str = ""
    area: str = ""


@dataclass(frozen=True)
class Asked:
    """A condition: met in a world in which some of the bits are set, or, if that is not expected, none."""

    bits: int
    expected: bool

    def met(self, world: int) -> bool:
        return bool(world & self.bits) == self.expected


@dataclass(frozen=True)
class Conditions:
    """All of the first, and, where there are alternatives, all of one of them."""

    always: tuple[Asked, ...]
    alternatives: tuple[tuple[Asked, ...], ...]

    def met(self, world: int) -> bool:
        for asked in self.always:
            if bool(world & asked.bits) != asked.expected:
                return False
        if not self.alternatives:
            return True
        return any(all(asked.met(world) for asked in one) for one in self.alternatives)


@dataclass(frozen=True)
class Held:
    """The suspensions that hold something back: each alone, or those of the two strands together."""

    whole: int
    political: int = 0
    practical: int = 0

    def back(self, world: int) -> bool:
        return bool(world & self.whole or (world & self.political and world & self.practical))


@dataclass(frozen=True)
class Offer:
    """A rule as it bears on the cell."""

    bit: int
    modality: str
    scope: Conditions
    asks: Conditions
    held: Held


@dataclass(frozen=True)
class Judged:
    """The verdict on a cell on a day.

    `between` are the verdicts that the unknown leaves possible (one, where it is determined); `unknowns` the ids of the
    claims, decisions and rules of which it hangs.
    """

    verdict: str
    between: frozenset[str]
    unknowns: frozenset[str] = frozenset()


class Cell:
    """An actor and a column: what bears on it, whatever the day."""

    def __init__(self, tables: Tables, asked: Question) -> None:
        self.facts: list[Fact] = []
        self._bits: dict[str, int] = {}
        self._judged: dict[tuple[int, int], Judged] = {}
        self._tables, self._actor = tables, asked.actor
        self._named = {"operation": asked.operation, "commission": asked.commission}
        tool = asked.tool
        fitting = {"other": ("other",), "direct_threat": ("direct_threat", "priority")}.get(asked.area, ("priority",))
        looked_at = [
            rule
            for rule in tables.rules.get(tool, ())
            if rule.audience == tables.kinds[asked.actor] and rule.area in ("", *fitting)
        ]
        for rule in looked_at:
            if rule.per and not self._named[rule.per]:
                raise ValueError(f"{rule.fact.id} is per {rule.per}: name one")
        concerning = tables.decisions.get(asked.actor, ())
        suspensions = [decision for decision in concerning if decision.effect == "suspends"]
        self.offers = [self._offer(rule, suspensions) for rule in looked_at]
        reaching = [one for one in suspensions if self._reaches(one, tool)]
        self.tool_held = Held(self._all(reaching))
        self.grants = self._all(
            one for one in concerning if one.effect == "grants" and tool in one.affects and self._is_for_this(one)
        )

    # What bears on it

    def _bit(self, fact: Fact) -> int:
        """The bit of a fact: one, wherever it counts."""
        if fact.id not in self._bits:
            self.facts.append(fact)
            self._bits[fact.id] = 1 << len(self.facts)
        return self._bits[fact.id]

    def _all(self, decisions: Iterable[Decision]) -> int:
        bits = 0
        for decision in decisions:
            bits |= self._bit(decision.fact)
        return bits

    def _offer(self, rule: Rule, suspensions: Iterable[Decision]) -> Offer:
        reaching = [one for one in suspensions if self._reaches(one, rule.tool, rule.per)]
        political, practical = (
            self._all(one for one in reaching if one.strand == strand) for strand in ("political", "practical")
        )
        whole = self._all(one for one in reaching if one.strand not in ("political", "practical"))
        whole |= {"political": political, "practical": practical, "both": 0}[rule.strand]
        return Offer(
            self._bit(rule.fact),
            rule.modality,
            self._conditions(row for row in rule.conditions if row.get("scope") == "true"),
            self._conditions(row for row in rule.conditions if row.get("scope") != "true"),
            Held(whole, political, practical) if rule.strand == "both" else Held(whole),
        )

    def _conditions(self, rows: Iterable[Row]) -> Conditions:
        always: list[Asked] = []
        alternatives: dict[str, list[Asked]] = {}
        for row in rows:
            number = row.get("alternative", "")
            (alternatives.setdefault(number, []) if number else always).append(self._asked(row))
        return Conditions(tuple(always), tuple(tuple(one) for one in alternatives.values()))

    def _asked(self, row: Row) -> Asked:
        expected = row["expected"] == "true"
        if row.get("attribute"):
            if row["attribute"] != "beyond_euro_atlantic":
                raise ValueError(f"{row['id']}: no attribute {row['attribute']}")
            return Asked(int(self._actor in self._tables.beyond), expected)
        bits = 0
        for edge in self._tables.edges.get((row["relation"], row.get("subject") or self._actor), ()):
            if self._will_do(row, edge.other) and (not row.get("role") or row["role"] == edge.role):
                bits |= self._bit(edge.claim)
        return Asked(bits, expected)

    def _will_do(self, row: Row, other: str) -> bool:
        """It is the other end that the condition asks for."""
        if row.get("object"):
            return other == row["object"]
        match row.get("any_of", ""):
            case "":
                return True
            case "partnership":
                return other in self._tables.conferring
            case named:
                return other == self._named[named]

    def _is_for_this(self, grant: Decision) -> bool:
        """It gives the tool for whatever it is asked for, or for the operation or commission that was named."""
        for kind, ids in (("operation", self._tables.operations), ("commission", self._tables.commissions)):
            limits = grant.affects & ids
            if limits and self._named[kind] not in limits:
                return False
        return True

    def _reaches(self, suspension: Decision, tool: str, per: str = "") -> bool:
        """It reaches a tool, or, with `per`, a rule of it."""
        affects = suspension.affects
        if not affects or affects & self._tables.frameworks or tool in affects:
            return True
        return bool(per) and self._named[per] in affects

    # What follows

    def on(self, day: date) -> Judged:
        """The verdict on a day."""
        certain, possible, bit = 1, 1, 1
        for fact in self.facts:
            bit <<= 1
            if fact.days.possible(day):
                possible |= bit
                if fact.days.certain(day):
                    certain |= bit
        key = certain, possible
        if key not in self._judged:
            self._judged[key] = self._judge(certain, possible & ~certain)
        return self._judged[key]

    def change_days(self) -> list[date]:
        """The days on which something that bears on it begins or ends, or may."""
        days: set[date] = set()
        for fact in self.facts:
            days |= {fact.days.from_min, fact.days.from_max, fact.days.to_min, fact.days.to_max}
        return sorted(day for day in days if day <= LAST_DAY)

    def _judge(self, certain: int, unknown: int) -> Judged:
        if unknown.bit_count() > MOST_UNKNOWNS:
            raise OverflowError(f"{unknown.bit_count()} unknowns: more than can be tried one by one")
        verdicts: dict[int, str] = {}
        some = unknown
        while True:
            verdicts[some] = self.in_world(certain | some)
            if not some:
                break
            some = (some - 1) & unknown
        between = frozenset(verdicts.values())
        if len(between) == 1:
            return Judged(verdicts[0], between)
        named = {
            fact.id
            for fact in self.facts
            if (bit := self._bits[fact.id]) & unknown
            and any(verdicts[world] != verdicts[world | bit] for world in verdicts if not world & bit)
        }
        return Judged(UNDETERMINED, between, frozenset(named))

    def in_world(self, world: int) -> str:
        """The verdict, with everything known for certain."""
        speaking = [offer for offer in self.offers if offer.scope.met(world)]
        applying = [offer for offer in speaking if world & offer.bit and offer.asks.met(world)]
        granted = bool(world & self.grants)
        if applying and all(offer.held.back(world) for offer in applying):
            return "suspended"
        if granted:
            held = all(offer.held.back(world) for offer in speaking) if speaking else self.tool_held.back(world)
            return "suspended" if held else "granted"
        free = {offer.modality for offer in applying if not offer.held.back(world)}
        for modality in MODALITIES:
            if modality in free:
                return modality
        return "closed" if speaking else "silent"


# What is asked


def cell(
    tables: Tables, actor: str, tool: str, *, operation: str | None = None, commission: str | None = None,
    area: str | None = None,
) -> Cell:  # fmt: skip
    """The cell of an actor and a column. Raises `ValueError` for what is not in the tables, or not named and needed."""
    for what, id_, there in (
        ("actor", actor, tables.kinds),
        ("tool", tool, tables.tools),
        ("operation", operation, tables.operations),
        ("commission", commission, tables.commissions),
    ):
        if id_ is not None and id_ not in there:
            raise ValueError(f"no {what} {id_}")
    asked = Question(actor, tool, operation or "", commission or "", area or "")
    if asked not in tables.cells:
        tables.cells[asked] = Cell(tables, asked)
    return tables.cells[asked]


def verdict(
    tables: Tables, actor: str, tool: str, day: date, *, operation: str | None = None, commission: str | None = None,
    area: str | None = None,
) -> Judged:  # fmt: skip
    """Whether an actor may use a tool on a day, and of what that hangs. Raises `ValueError`; `OverflowError` where
    more is unknown than can be tried in every combination."""
    return cell(tables, actor, tool, operation=operation, commission=commission, area=area).on(day)


def change_days(
    tables: Tables, actor: str, tool: str, *, operation: str | None = None, commission: str | None = None,
    area: str | None = None,
) -> list[date]:  # fmt: skip
    """The days from which a cell may have another verdict than on the day before, from the first day to the last."""
    return cell(tables, actor, tool, operation=operation, commission=commission, area=area).change_days()


def actors(tables: Tables) -> list[str]:
    """Everyone of whom it can be asked."""
    return list(tables.kinds)


def columns(tables: Tables) -> list[tuple[str, str | None, str | None]]:
    """Every tool, with each operation or each commission where a rule of it is per one."""
    found: list[tuple[str, str | None, str | None]] = []
    for tool in tables.tools:
        per = {rule.per for rule in tables.rules.get(tool, ())} - {""}
        found += [(tool, operation, None) for operation in sorted(tables.operations) if "operation" in per]
        found += [(tool, None, commission) for commission in sorted(tables.commissions) if "commission" in per]
        if not per:
            found.append((tool, None, None))
    return found
