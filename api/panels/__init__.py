"""Panels: the graph as country-years and as dyad-years, for statistics.

Both are worked out from the same claims as every answer, day by day, so that a year can be called by any of its days, by its first
one, or by more than half of them; a column says how much of a row depends on that choice. `docs/panels.md` has every column, and
how these panels compare with those that scholars use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Literal

from api.panels.codes import SYSTEMS, code
from api.panels.days import RULES, Days, Rule, Word, Year, merged, number_of
from graph.clocks import today
from graph.text import cypher
from queries.desk import Desk, Known

FIRST_YEAR = 1949
"""That of the treaty."""

ALLIANCE = "NATO"

Type = Literal["integer", "text"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a panel. `about` is at most 80 characters long, as Stata labels variables."""

    name: str
    type: Type
    about: str


@dataclass(frozen=True)
class Membership:
    """A claim that a country was an Ally, or belonged to a body that confers partnership."""

    country: str
    body: str
    role: str
    claim: str
    sources: Sequence[str]
    days: Days


@dataclass(frozen=True)
class Country:
    """A country with its codes of ISO 3166-1; None where it has none."""

    id: str
    name: str
    alpha_3: str | None
    numeric: int | None


@dataclass(frozen=True)
class Panels:
    """Both panels by one state of knowledge, up to a day. Rows come in order of their years, and then of their countries."""

    countries: Sequence[Country]
    memberships: Sequence[Membership]
    bodies: Sequence[str]
    """NATO, and the bodies that confer partnership, in order of their ids."""

    through: dt.date

    @classmethod
    def read(cls, desk: Desk, known_at: dt.datetime | None = None, through: dt.date | None = None) -> Panels:
        """Both, from the graph. Raises what `Desk.ask` raises."""

        def assemble(known: Known) -> Panels:
            at = known_at or known.releases[-1].published_at
            rows = desk.read(known, cypher("api", "panels/cypher/memberships.cypher"), {"known_at": at})
            countries = desk.read(known, cypher("api", "panels/cypher/countries.cypher"), {})
            return cls(
                [
                    Country(
                        row["id"],
                        row["name"],
                        row["id"] if row["numeric"] else None,
                        int(row["numeric"]) if row["numeric"] else None,
                    )
                    for row in countries
                ],
                [_membership(row) for row in rows],
                sorted({row["body"] for row in rows}, key=lambda body: (body != ALLIANCE, body)),
                through or today(),
            )

        return desk.together(assemble)

    @property
    def years(self) -> Iterator[Year]:
        """From that of the treaty to the present one."""
        return (Year.of(number, self.through) for number in range(FIRST_YEAR, self.through.year + 1))

    @cached_property
    def _held(self) -> Mapping[str, Mapping[str, Days]]:
        """By country: the days in each body in whatever role, and those as a partner in any."""
        found: dict[str, dict[str, Days]] = {}
        for one in self.memberships:
            of_country = found.setdefault(one.country, {})
            # Allies sit in the EAPC, too: what makes an Ally is NATO, what makes a partner is to be one in any of the others.
            for key in (one.body, *(("partner",) if one.role == "partner" else ())):
                of_country[key] = of_country.get(key, Days()).or_(one.days)
        return found

    def country_years(self, rule: Rule) -> Iterator[Row]:
        """A row a country and year: of those that either list of states has then, or that were an Ally or a partner then."""
        of_country: dict[str, list[Membership]] = {}
        for one in self.memberships:
            of_country.setdefault(one.country, []).append(one)
        for year in self.years:
            for country in self.countries:
                held = self._held.get(country.id, {})
                mine = [one for one in of_country.get(country.id, ()) if number_of(one.days.possible, year)]
                codes = {system: code(country.id, system, year) for system in SYSTEMS}
                if not mine and not any(codes.values()):
                    continue
                by_rule = {each: self._words(held, year, each) for each in RULES}
                yield {
                    "year": year.number,
                    "country": country.id,
                    "name": country.name,
                    "iso_alpha3": country.alpha_3,
                    "iso_numeric": country.numeric,
                    **codes,
                    "days": year.days,
                    **by_rule[rule],
                    **{
                        f"{body.lower()}_days{which}": number_of(spans, year)
                        for body in self.bodies
                        for which, spans in _both(held.get(body, Days()))
                    },
                    "depends_on_rule": _differing(by_rule),
                    "claims": "; ".join(one.claim for one in mine),
                    "sources": "; ".join(sorted({source for one in mine for source in one.sources})),
                }

    def _words(self, held: Mapping[str, Days], year: Year, rule: Rule) -> dict[str, str]:
        """What a country is called in a year by a rule."""
        words = {body: held.get(body, Days()).word(year, rule) for body in self.bodies}
        as_ally, as_partner = words[ALLIANCE], held.get("partner", Days()).word(year, rule)
        status, word = ("ally", as_ally) if as_ally != "no" else ("partner", as_partner)
        return {
            "status": status if word != "no" else "none",
            "status_certainty": {"yes": "certain", "possible": "possible", "no": ""}[word],
            **{f"in_{body.lower()}": words[body] for body in self.bodies},
        }

    def dyad_years(self, rule: Rule) -> Iterator[Row]:
        """A row a year and pair of countries (in order of their ids) that had, by the rule, anything in common, or may have."""
        pairs = self._pairs
        for year in self.years:
            for one, other, held in pairs:
                touching = {name: days for name, days in held.items() if number_of(days.possible, year)}
                if not touching:
                    continue
                by_rule = {each: {name: days.word(year, each) for name, days in touching.items()} for each in RULES}
                if all(word == "no" for word in by_rule[rule].values()):
                    continue
                yield {
                    "year": year.number,
                    "country1": one.id,
                    "country2": other.id,
                    **{f"iso_numeric{at}": country.numeric for at, country in ((1, one), (2, other))},
                    **{
                        f"{system}{at}": code(country.id, system, year)
                        for system in SYSTEMS
                        for at, country in ((1, one), (2, other))
                    },
                    "days": year.days,
                    **{name: by_rule[rule].get(name, "no") for name in self._dyad_names},
                    "depends_on_rule": _differing(by_rule),
                }

    @property
    def _dyad_names(self) -> list[str]:
        return [
            "both_allies",
            "ally_and_partner",
            *(f"both_{body.lower()}" for body in self.bodies if body != ALLIANCE),
        ]

    @cached_property
    def _pairs(self) -> Sequence[tuple[Country, Country, Mapping[str, Days]]]:
        """Every pair that ever had anything in common, and on which days."""
        found = []
        members = [country for country in self.countries if country.id in self._held]
        for one, other in combinations(members, 2):
            mine, theirs = self._held[one.id], self._held[other.id]
            nobody = Days()
            allies = {which: held.get(ALLIANCE, nobody) for which, held in (("mine", mine), ("theirs", theirs))}
            held = {
                "both_allies": allies["mine"].and_(allies["theirs"]),
                "ally_and_partner": allies["mine"]
                .and_(theirs.get("partner", nobody))
                .or_(allies["theirs"].and_(mine.get("partner", nobody))),
                **{
                    f"both_{body.lower()}": mine.get(body, nobody).and_(theirs.get(body, nobody))
                    for body in self.bodies
                    if body != ALLIANCE
                },
            }
            if held := {name: days for name, days in held.items() if days}:
                found.append((one, other, held))
        return found

    def columns(self, panel: str) -> list[Column]:
        """The columns of a panel, in order."""
        word = "by the year rule (yes, possible, no)"
        if panel == "dyad-year":
            return [
                Column("year", "integer", "Year of the calendar; the present one up to today"),
                Column("country1", "text", "The first of the two by id (ISO 3166-1 alpha-3 or a historic code)"),
                Column("country2", "text", "The second of the two"),
                *_codes("1", " of the first"),
                *_codes("2", " of the second"),
                Column("days", "integer", "Days of the year that are counted"),
                Column("both_allies", "text", f"Both are Allies, {word}"),
                Column("ally_and_partner", "text", f"One is an Ally, one a partner, {word}"),
                *(
                    Column(f"both_{body.lower()}", "text", f"Both are in {body}, {word}")
                    for body in self.bodies
                    if body != ALLIANCE
                ),
                Column("depends_on_rule", "integer", "How many of these words another year rule would change"),
            ]
        return [
            Column("year", "integer", "Year of the calendar; the present one up to today"),
            Column("country", "text", "Id of the country (ISO 3166-1 alpha-3 or a historic code)"),
            Column("name", "text", "Its usual English name"),
            Column("iso_alpha3", "text", "ISO 3166-1 alpha-3 code; empty for a state that is gone"),
            *_codes("", ""),
            Column("days", "integer", "Days of the year that are counted"),
            Column("status", "text", "By the year rule: ally, partner, none (none known)"),
            Column("status_certainty", "text", "certain, or possible by what dates leave open; empty for none"),
            *(Column(f"in_{body.lower()}", "text", f"In {body}, {word}") for body in self.bodies),
            *(
                Column(f"{body.lower()}_days{which}", "integer", f"Days of the year in {body}, {how}")
                for body in self.bodies
                for which, how in (("", "for certain"), ("_possible", "for certain or possibly"))
            ),
            Column("depends_on_rule", "integer", "How many of these words another year rule would change"),
            Column("claims", "text", "Ids of the claims that hold, or may, on a day of the year"),
            Column("sources", "text", "Ids of the sources of those claims"),
        ]


PANELS: Mapping[str, Callable[[Panels, Rule], Iterator[Row]]] = {
    "country-year": Panels.country_years,
    "dyad-year": Panels.dyad_years,
}


def _codes(which: str, of: str) -> list[Column]:
    return [
        Column(f"iso_numeric{which}", "integer", f"ISO 3166-1 numeric code{of}"),
        Column(f"cow{which}", "integer", f"Correlates of War code{of} in that year"),
        Column(f"gw{which}", "integer", f"Gleditsch-Ward code{of} in that year"),
    ]


def _both(days: Days) -> tuple[tuple[str, Sequence[tuple[int, int]]], ...]:
    return ("", days.certain), ("_possible", days.possible)


def _differing(by_rule: Mapping[Rule, Mapping[str, str | Word]]) -> int:
    """How many words are not the same by all rules."""
    one, *others = by_rule.values()
    return sum(any(other[name] != word for other in others) for name, word in one.items() if name != "status_certainty")


def _membership(row: Mapping[str, Any]) -> Membership:
    from_min, from_max, to_min, to_max = (
        row[name].to_native().toordinal() for name in ("from_min", "from_max", "to_min", "to_max")
    )
    days = Days(merged([(from_max, to_min)]), merged([(from_min, to_max)]))
    return Membership(row["country"], row["body"], row["role"], row["claim"], row["sources"], days)
