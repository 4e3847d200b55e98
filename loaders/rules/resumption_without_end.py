"""What an act resumes is no longer suspended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graph.clocks import Bounds, bounds
from graph.errors import DateError
from loaders.faults import Fault
from loaders.package import SourceRow
from loaders.rule import Context, Example, Rule


@dataclass(frozen=True)
class _Act:
    row: SourceRow
    days: Bounds
    actors: frozenset[str]
    affects: frozenset[str]

    def touches(self, other: _Act) -> bool:
        """They affect something both; an act that names nothing affects everything."""
        return bool(self.affects & other.affects) or not self.affects or not other.affects


def _find(context: Context) -> Iterator[Fault]:
    if any(row.faulty for row in context.all_rows("decision_actors", "decision_tools")):
        return  # An act that names nothing affects everything, and one that was misread might seem to.
    acts = list(_acts(context))
    standing: dict[str, dict[str, _Act]] = defaultdict(dict)
    for act in acts:
        if act.row.cells["effect"] in ("grants", "suspends"):
            for actor in act.actors:
                standing[actor][act.row.key] = act
    own = {id(row) for row in context.rows("decisions")}
    frameworks = context.known.get("Framework", ())
    for act in acts:
        effect = act.row.cells["effect"]
        if id(act.row) not in own or effect not in ("resumes", "ends"):
            continue
        others = {key: other for actor in sorted(act.actors) for key, other in standing[actor].items()}
        if effect == "ends" and any(_ends(act, other) for other in others.values()):
            continue  # What ends is a grant; a suspension of the same may well go on.
        for key, other in others.items():
            # An act that reaches a framework holds back cooperation as a whole, whatever is resumed of it.
            held = any(one in frameworks for one in other.affects) or act.touches(other)
            before, after = other.days.from_min < act.days.from_min, act.days.from_max < other.days.to_max
            if other.row.cells["effect"] == "suspends" and held and before and after:
                holds = "still holds" if act.days.from_max < other.days.to_min else "may still hold"
                whom = ", ".join(sorted(act.actors & other.actors))
                yield act.row.fault(
                    "effective_from",
                    f"{key} {holds} it back for {whom} on {act.days.from_max} and later.",
                    f"Let {key} end on that day (effective_until), with a new act for what stays suspended, or correct the day"
                    " here.",
                )


def _ends(act: _Act, other: _Act) -> bool:
    """The one may be the end of the other, which is a grant."""
    within = other.days.to_min <= act.days.from_max <= other.days.to_max
    return other.row.cells["effect"] == "grants" and within and act.touches(other)


def _acts(context: Context) -> Iterator[_Act]:
    """Every act whose row is sound; of the others another rule tells."""
    actors, affects = _linked(context, "decision_actors", "actor"), _linked(context, "decision_tools", "tool")
    for row in context.all_rows("decisions"):
        try:
            days = bounds(row.cells["effective_from"], row.cells["effective_until"])
        except DateError:
            continue
        if not row.faulty:
            yield _Act(row, days, frozenset(actors[row.key]), frozenset(affects[row.key]))


def _linked(context: Context, table: str, column: str) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in context.all_rows(table):
        found[row.cells["decision"]].add(row.cells[column])
    return found


_ACT = {"title": "An act", "summary": "What it does.", "body": "NAC", "confidence": "high"}

RULE = Rule(
    "An act that resumes or ends something while the suspension of it is in force beyond that day.",
    "fault",
    _find,
    Example(
        [
            ("decision_actors", {"decision": "D-HOLD", "actor": "XKX"}),
            ("decision_actors", {"decision": "D-GO-ON", "actor": "XKX"}),
            ("decision_tools", {"decision": "D-HOLD", "tool": "IPCP"}),
            ("decision_tools", {"decision": "D-GO-ON", "tool": "IPCP"}),
            (
                "decisions",
                _ACT | {
                    "id": "D-HOLD", "kind": "suspend", "effect": "suspends",
                    "effective_from": "2012-03-01", "effective_until": "..",
                },
            ),
            ("decisions", _ACT | {"id": "D-GO-ON", "kind": "resume", "effect": "resumes", "effective_from": "2013-05-01"}),
        ],
        "effective_from",
    ),
    reads=("decisions", "decision_actors", "decision_tools"),
)  # fmt: skip
