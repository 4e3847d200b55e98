"""What a parameter is given is understood as the thing that it names, with how, or refused with all that it may mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.clocks import bounds
from queries.desk import Desk, Known
from queries.search import Names, Spelling
from queries.types import ENTITY_LABELS, AmbiguousNameError, ParameterError, UnknownEntityError
from queries.understanding import Entity, Given, in_words, period, understand

DAY = dt.date(2011, 4, 15)


def _as(known: Known, word: str, kind: str = "country", day: dt.date = DAY) -> tuple[str, dict[str, Any] | None]:
    asked = Given(kind, word, (ENTITY_LABELS[kind],), kind)
    return understand(asked, known.entities, known.names, day)


def _told(known: Known, word: str, kind: str = "country", day: dt.date = DAY) -> dict[str, Any]:
    _, how = _as(known, word, kind, day)
    assert how is not None
    return how


def _candidates(known: Known, word: str, kind: str = "country") -> list[str]:
    with pytest.raises(AmbiguousNameError) as refused:
        _as(known, word, kind)
    return [one["id"] for one in refused.value.candidates]


# Exactly so


@pytest.mark.parametrize(
    ("word", "how"),
    [
        ("TR", "code"),
        ("tr", "code"),
        ("792", "code"),
        ("tur", "id"),
        ("Türkiye", "name in use"),
        ("TÜRKİYE", "name in use"),
        ("  turkiye ", "name in use"),
        ("Tu\u0308rkiye", "name in use"),
        ("Turkey", "former name"),
        ("Turquie", "name"),
        ("la Turquie", "name"),
        ("Republic of Türkiye", "official name"),
    ],
)
def test_a_country_is_what_it_is_called(word: str, how: str, desk: Desk) -> None:
    told = _told(desk.known(), word)
    assert (told["given"], told["id"], told["how"], told["exact"], told["likeness"]) == (word, "TUR", how, True, 100)


def test_what_is_given_by_id_needs_no_words(desk: Desk) -> None:
    assert _as(desk.known(), "TUR") == ("TUR", None)


def test_what_is_given_by_id_is_looked_up_once_and_no_name_is(desk: Desk) -> None:
    nameless = Names([])
    asked = Given("country", "TUR", ("Country",), "country")
    assert understand(asked, desk.known().entities, nameless, DAY) == ("TUR", None)


@pytest.mark.parametrize(
    ("kind", "word", "id_"),
    [
        ("body", "Partnership for Peace", "PFP"),
        ("body", "Partenariat pour la Paix", "PFP"),
        ("body", "the european union", "EU"),
        ("tool", "Individual Partnership Action Plan", "IPAP"),
        ("tool", "PAP-T", "PAPT"),
        ("actor", "European Union", "EU"),
        ("actor", "Finlande", "FIN"),
        ("operation", "International Security Assistance Force", "ISAF"),
        ("body", "OTAN", "NATO"),
        ("body", "CPEA", "EAPC"),
        ("body", "PpP", "PFP"),
        ("body", "Ligue arabe", "ARAB_LEAGUE"),
        ("actor", "ONU", "UN"),
        ("operation", "FIAS", "ISAF"),
        ("operation", "Unified Protector", "OUP"),
        ("country", "FYROM", "MKD"),
        ("entity", "Euro-Atlantic Partnership Council", "EAPC"),
        ("country", "U.S.A.", "USA"),
        ("country", "Cote d\u2019Ivoire", "CIV"),
        ("country", "Guinea\u2013Bissau", "GNB"),
        ("country", "U.K.", "GBR"),
    ],
)
def test_other_kinds_of_things_are_understood_likewise(kind: str, word: str, id_: str, desk: Desk) -> None:
    assert _as(desk.known(), word, kind)[0] == id_


def test_an_id_goes_before_what_others_are_called(desk: Desk) -> None:
    assert desk.known().names.exactly("MD", lambda id_: id_ == "MDA")
    assert _as(desk.known(), "MD", "entity") == ("MD", None)


def test_what_is_no_id_of_the_kind_is_a_name_there(desk: Desk) -> None:
    assert _told(desk.known(), "MD")["id"] == "MDA"
    assert _as(desk.known(), "MD", "body") == ("MD", None)


@pytest.mark.parametrize("kind", ENTITY_LABELS)
def test_every_spelling_of_the_package_is_its_thing_or_is_told_with_it(kind: str, desk: Desk) -> None:
    known = desk.known()
    tried = 0
    for spelling in known.names:
        if ENTITY_LABELS[kind] not in known.entities[spelling.id].labels:
            continue
        tried += 1
        other = known.entities.get(spelling.text)
        by_id = other is not None and ENTITY_LABELS[kind] in other.labels
        try:
            assert _as(known, spelling.text, kind)[0] == (spelling.text if by_id else spelling.id)
        except AmbiguousNameError as refused:
            assert spelling.id in [one["id"] for one in refused.candidates if one["exact"]]  # noqa: PT017
    assert tried > 10


@pytest.mark.parametrize("kind", ENTITY_LABELS)
def test_every_id_of_the_package_is_itself(kind: str, desk: Desk) -> None:
    known = desk.known()
    ids = [entity.id for entity in known.entities.values() if ENTITY_LABELS[kind] in entity.labels]
    assert ids
    assert [id_ for id_ in ids if _as(known, id_, kind) != (id_, None)] == []


# Several things


def test_a_name_of_two_countries_is_told_with_both_and_the_dates_of_each(desk: Desk) -> None:
    with pytest.raises(AmbiguousNameError, match="may be 2 things") as refused:
        _as(desk.known(), "United Arab Republic")
    told = {one["id"]: (one["how"], one["since"], one["until"]) for one in refused.value.candidates}
    assert told == {
        "EGY": ("former name", "1958", "1971-09-11"),
        "SYR": ("former name", "1958", "1961-09-28"),
    }
    assert "EGY (Egypt; former name since 1958 and until 1971-09-11)" in refused.value.remedy


@pytest.mark.parametrize(
    ("kind", "word", "ids"),
    [
        ("body", "nuc", {"NUC", "NUCOUNCIL"}),
        ("actor", "au", {"AU", "AUS"}),
        ("entity", "md", {"MD", "MDA"}),
        ("entity", "Partnership Action Plan against Terrorism", {"PAPT", "D-2002-PAPT", "PAPT-2002"}),
    ],
)
def test_a_name_of_several_things_of_the_kind_is_nobodys(kind: str, word: str, ids: set[str], desk: Desk) -> None:
    assert set(_candidates(desk.known(), word, kind)) == ids


def test_a_name_of_a_framework_and_of_a_tool_is_either_by_what_is_asked_for() -> None:
    names = Names([Spelling("FRAME", "Joint Menu", "name"), Spelling("TOOL", "Joint menu", "abbreviation")])
    entities = {
        "FRAME": Entity("FRAME", "Joint Menu", ("Framework", "Body", "Entity"), ()),
        "TOOL": Entity("TOOL", "Menu of cooperation", ("Tool", "Entity"), ()),
    }

    def found(kind: str) -> str:
        asked = Given(kind, "joint menu", (ENTITY_LABELS[kind],), kind)
        return understand(asked, entities, names, DAY)[0]

    assert (found("body"), found("tool")) == ("FRAME", "TOOL")
    with pytest.raises(AmbiguousNameError) as refused:
        found("entity")
    assert [(one["id"], one["kind"]) for one in refused.value.candidates] == [("FRAME", "Framework"), ("TOOL", "Tool")]


def test_candidates_of_several_kinds_are_told_apart_by_kind(desk: Desk) -> None:
    with pytest.raises(AmbiguousNameError) as refused:
        _as(desk.known(), "md", "entity")
    assert "MD (Mediterranean Dialogue, Framework), MDA (Moldova, Country)" in refused.value.remedy


def test_what_is_ambiguous_among_all_is_not_among_those_of_one_kind(desk: Desk) -> None:
    assert _as(desk.known(), "Partnership Action Plan against Terrorism", "tool")[0] == "PAPT"
    assert _as(desk.known(), "au")[0] == "AUS"


def test_the_two_congos_are_both_congo(desk: Desk) -> None:
    assert _candidates(desk.known(), "Congo") == ["COD", "COG"]
    assert _candidates(desk.known(), "the Congo") == ["COD", "COG"]


@pytest.mark.parametrize(("word", "ids"), [("Korea", {"KOR", "PRK"}), ("Virgin Islands", {"VGB", "VIR"})])
def test_a_word_that_stands_in_the_names_of_several_is_nobodys(word: str, ids: set[str], desk: Desk) -> None:
    assert set(_candidates(desk.known(), word)) == ids


def test_however_many_a_word_may_mean_all_are_told(desk: Desk) -> None:
    with pytest.raises(AmbiguousNameError) as refused:
        _as(desk.known(), "republic")
    number = len(refused.value.candidates)
    assert number > 100
    assert f"and {number - 10} more" in refused.value.remedy


def test_a_word_that_stands_in_the_names_of_one_is_offered_and_not_taken(desk: Desk) -> None:
    with pytest.raises(UnknownEntityError) as refused:
        _as(desk.known(), "Northern Ireland")
    assert refused.value.nearest == ("GBR",)


# Misspelt


@pytest.mark.parametrize(
    ("kind", "word", "id_", "spelling"),
    [
        ("country", "Turky", "TUR", "Turkey"),
        ("country", "turky", "TUR", "Turkey"),
        ("country", "Sweeden", "SWE", "Sweden"),
        ("country", "Georiga", "GEO", "Georgia"),
        ("country", "Kazahstan", "KAZ", "Kazakhstan"),
        ("country", "Slovenija", "SVN", "Slovenia"),
        ("country", "Allemange", "DEU", "Allemagne"),
        ("body", "Mediteranean Dialogue", "MD", "Mediterranean Dialogue"),
        ("tool", "Individual Partnership Acton Plan", "IPAP", "Individual Partnership Action Plan"),
    ],
)
def test_a_slip_of_one_letter_is_understood_and_said(kind: str, word: str, id_: str, spelling: str, desk: Desk) -> None:
    told = _told(desk.known(), word, kind)
    assert (told["id"], told["spelling"], told["exact"]) == (id_, spelling, False)
    assert 80 < told["likeness"] < 100
    assert f"No {kind} is called {word!r}" in told["note"]


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("Nigera", {"NER", "NGA"}),
        ("Austrai", {"AUT", "AUS"}),
        ("Irland", {"IRL", "ISL"}),
        ("Nouth Korea", {"KOR", "PRK"}),
    ],
)
def test_a_slip_that_may_be_of_another_name_is_not_taken(word: str, ids: set[str], desk: Desk) -> None:
    assert ids <= set(_candidates(desk.known(), word))


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("country", "SWEDN"),  # in capitals alone: an id gone wrong
        ("country", "TURKY"),
        ("country", "Turrkyy"),  # two letters
        ("country", "Mal"),  # too short
        ("country", "Chda"),
        ("body", "EAPCC"),
        ("country", "XTUR"),
        ("country", "TU"),
        ("country", "793"),
        ("entity", "Albania 2"),  # a number is another thing
        ("entity", "Building on the Berlin policy"),
    ],
)
def test_what_is_no_slip_is_refused_with_the_nearest(kind: str, word: str, desk: Desk) -> None:
    with pytest.raises(UnknownEntityError):
        _as(desk.known(), word, kind)


def test_a_number_is_never_a_slip() -> None:
    names = Names([Spelling("A", "Lisbon Summit of 2010", "name"), Spelling("B", "Alpha1 meeting", "name")])
    assert names.slips("Lisbon Summit of 2011") == []
    assert names.slips("Alpha2 meeting") == []
    assert [found.spelling.id for found in names.slips("Lisbom Summit of 2010")] == ["A"]


def _slip(name: str, at: int, how: str, letter: str) -> str:
    at %= len(name)
    before, after = name[:at], name[at:]
    return {
        "missing": before + after[1:],
        "wrong": before + letter + after[1:],
        "too many": before + letter + after,
        "swapped": before + after[1:2] + after[:1] + after[2:],
    }[how]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.integers(0, 10_000),
    at=st.integers(0, 100),
    how=st.sampled_from(["missing", "wrong", "too many", "swapped"]),
    letter=st.sampled_from("abdegiklmnoprstuwyz"),
)
def test_no_slip_in_the_name_of_a_country_finds_another(which: int, at: int, how: str, letter: str, desk: Desk) -> None:
    known = desk.known()
    countries = [spelling for spelling in known.names if "Country" in known.entities[spelling.id].labels]
    named = [spelling for spelling in countries if spelling.how not in ("id", "code") and len(spelling.text) > 3]
    spelling = named[which % len(named)]
    word = _slip(spelling.text, at, how, letter)
    try:
        found, told = _as(known, word)
    except ParameterError as refused:
        assert refused.remedy  # noqa: PT017
    else:
        assert found == spelling.id or (told is not None and told["exact"])


# Of its time


@pytest.mark.parametrize(
    ("word", "day", "in_use"),
    [
        ("Swaziland", "2011-04-15", "certain"),
        ("Swaziland", "2018-04-18", "certain"),
        ("Swaziland", "2018-04-19", "no"),
        ("Swaziland", "1960-01-01", "no"),
        ("Turkey", "2024-01-01", "no"),
        ("Turkey", "2011-04-15", "certain"),
        ("FYROM", "2011-04-15", "certain"),
        ("FYROM", "2020-01-01", "no"),
        ("Siam", "1900-01-01", "possible"),
        ("Siam", "1939-12-30", "possible"),
        ("Siam", "1940-01-01", "no"),
        ("Türkiye", "2022-06-01", "certain"),
        ("Türkiye", "2011-04-15", "no"),
        ("Turquie", "2011-04-15", None),
        ("Democratic Kampuchea", "1977-01-01", None),
    ],
)
def test_a_name_says_whether_it_was_in_use_on_the_day(word: str, day: str, in_use: str | None, desk: Desk) -> None:
    assert _told(desk.known(), word, day=dt.date.fromisoformat(day))["in_use"] == in_use


@pytest.mark.parametrize(
    ("word", "day", "note"),
    [
        ("Swaziland", "2011-04-15", None),
        ("Turquie", "2011-04-15", None),
        ("Swaziland", "2024-01-01", "'Swaziland' was not in use on 2024-01-01: since 1968-09-06 and until 2018-04-19."),
        ("Türkiye", "2011-04-15", "'Türkiye' was not in use on 2011-04-15: since 2022-06-01."),
        (
            "Siam",
            "1900-01-01",
            "'Siam' may have been in use on 1900-01-01: until 1939, since when is unknown.",
        ),
        ("Democratic Kampuchea", "1977-01-01", "'Democratic Kampuchea' is a former name; no source gives its dates."),
    ],
)
def test_a_name_of_another_time_is_noted(word: str, day: str, note: str | None, desk: Desk) -> None:
    assert _told(desk.known(), word, day=dt.date.fromisoformat(day))["note"] == note


def test_a_former_name_comes_with_its_claim_and_its_sources(desk: Desk) -> None:
    told = _told(desk.known(), "Swaziland")
    assert (told["since"], told["until"], told["claim"]) == ("1968-09-06", "2018-04-19", "NAME:SWZ:swaziland")
    assert set(told["sources"]) <= set(desk.known().sources)
    assert told["sources"]


def _made(*spellings: Spelling) -> tuple[Mapping[str, Entity], Names]:
    ids = {spelling.id for spelling in spellings}
    return {id_: Entity(id_, id_.title(), ("Country", "Entity"), ()) for id_ in ids}, Names(spellings)


def test_of_several_spellings_that_fit_the_one_of_the_day_is_told() -> None:
    early, late = bounds("1948", "1974"), bounds("1988-09-23", "1989")
    entities, names = _made(
        Spelling("MMR", "Union of Burma", "former name", days=early, claim="early"),
        Spelling("MMR", "Union of Burma", "former name", days=late, claim="late"),
    )
    asked = Given("country", "union of burma", ("Country",), "country")
    for day, claim in (("1960-01-01", "early"), ("1988-12-01", "late")):
        assert (understand(asked, entities, names, dt.date.fromisoformat(day))[1] or {})["claim"] == claim


def test_a_name_that_is_in_use_again_is_not_told_as_a_former_one() -> None:
    entities, names = _made(
        Spelling("AAA", "Aland", "former name", days=bounds("1948", "1974"), claim="then"),
        Spelling("AAA", "Aland", "name"),
    )
    _, told = understand(Given("country", "aland", ("Country",), "country"), entities, names, DAY)
    assert told is not None
    assert (told["how"], told["note"]) == ("name", None)


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("Suède", "country 'Suède' is SWE (Sweden), by name."),
        (
            "Swazilnd",
            "country 'Swazilnd' is SWZ (Eswatini), by former name 'Swaziland', since 1968-09-06 and until 2018-04-19 [1]."
            " No country is called 'Swazilnd'; one name is a letter away from it.",
        ),
    ],
)
def test_what_a_word_was_taken_for_in_one_line(word: str, line: str, desk: Desk) -> None:
    told = _told(desk.known(), word)
    assert in_words(told, "[1]" if told["sources"] else "") == line


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, ""),
        ("1999", None, "since 1999, until when is unknown"),
        (None, "1999", "until 1999, since when is unknown"),
        ("1999", "2001-02", "since 1999 and until 2001-02"),
        ("1999", "..", "since 1999"),
        (None, "..", "since an unknown day"),
    ],
)
def test_two_dates_in_words(since: str | None, until: str | None, words: str) -> None:
    assert period(since, until) == words


# Whatever else


@pytest.mark.parametrize(
    "word",
    [
        "",
        " ",
        "...",
        "SWE'}) DETACH DELETE n //",
        "' OR 1=1 --",
        "$as_of",
        "`",
        "\\",
        "\x00",
        "\u200f",
        "x" * 100_000,
        "é" * 50_000,
        "Turkey " * 20_000,
        "🇹🇷",
        "`SWE`",
        "{SWE}",
        "SWE\x00",
        "\u202eSWE",
        "<script>alert(1)</script>",
    ],
)
@pytest.mark.parametrize("kind", ["country", "entity"])
def test_what_nothing_is_called_is_refused_in_words(word: str, kind: str, desk: Desk) -> None:
    with pytest.raises(UnknownEntityError) as refused:
        _as(desk.known(), word, kind)
    assert len(refused.value.what) < 400
    assert refused.value.remedy


def test_a_name_of_more_than_a_hundred_letters_is_understood_like_any_other() -> None:
    name = "The Intergovernmental " + "and very Long " * 10 + "Name of Somewhere"
    entities, names = _made(Spelling("AAA", name, "name"), Spelling("BBB", "Beland", "name"))
    assert len(name) > 150
    for word, exact in ((name, True), (name.upper(), True), (name.replace("Somewhere", "Somwhere"), False)):
        found, told = understand(Given("country", word, ("Country",), "country"), entities, names, DAY)
        assert (found, (told or {})["exact"]) == ("AAA", exact)


def test_what_is_of_another_kind_is_said_to_be(desk: Desk) -> None:
    with pytest.raises(UnknownEntityError, match=r"of another kind: EAPC \(Framework\)"):
        _as(desk.known(), "EAPC")
    with pytest.raises(UnknownEntityError, match=r"of another kind: PFP \(Framework\)"):
        _as(desk.known(), "Partnership for Peace")
