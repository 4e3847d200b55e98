"""The search finds things by what people call them, says how, and never chooses."""

from __future__ import annotations

import pytest

from queries.desk import Desk
from queries.search import Found, Names, Spelling, folded


def _search(desk: Desk, word: str) -> list[Found]:
    return desk.known().names.search(word)


@pytest.mark.parametrize(
    ("word", "how", "exact"),
    [
        ("TUR", "id", True),
        ("TR", "code", True),
        ("792", "code", True),
        ("Türkiye", "name", True),
        ("TURKIYE", "name", True),
        ("Turkey", "former name", True),
        ("Turquie", "name", True),
        ("Turky", "former name", False),
    ],
)
def test_one_country_is_found_by_all_that_it_is_called(word: str, how: str, exact: bool, desk: Desk) -> None:
    first = _search(desk, word)[0]
    assert (first.spelling.id, first.spelling.how, first.exact) == ("TUR", how, exact)


def test_a_former_name_comes_with_its_dates_and_its_sources(desk: Desk) -> None:
    (former,) = [found.spelling for found in _search(desk, "Turkey") if found.exact]
    assert former.until == "2022-06-01"
    assert (former.claim or "").startswith("NAME:TUR:turkey")
    assert former.sources


@pytest.mark.parametrize(
    ("word", "id_"),
    [
        ("Partnership for Peace", "PFP"),
        ("PfP", "PFP"),
        ("Partenariat pour la paix", "PFP"),
        ("Mediteranean Dialogue", "MD"),
        ("IPAP", "IPAP"),
        ("Individual Partnership Action Plan", "IPAP"),
        ("Organisation du traite de l'Atlantique nord", "NATO"),
    ],
)
def test_frameworks_and_tools_are_found_likewise(word: str, id_: str, desk: Desk) -> None:
    assert id_ in [found.spelling.id for found in _search(desk, word)[:3]]


def test_a_word_that_names_several_things_gives_all_of_them(desk: Desk) -> None:
    exact = {found.spelling.id for found in _search(desk, "Yugoslavia") if found.exact}
    assert "YUG" in exact


def test_two_things_of_one_name_are_both_told_and_none_is_chosen() -> None:
    names = Names(
        [Spelling("COD", "Congo", "name"), Spelling("COG", "Congo", "name"), Spelling("FIN", "Finland", "name")]
    )
    assert [(found.spelling.id, found.exact) for found in names.search("congo")] == [("COD", True), ("COG", True)]


@pytest.mark.parametrize("word", ["", " ", "...", "'", "\u200f"])
def test_a_word_of_nothing_finds_nothing(word: str, desk: Desk) -> None:
    assert _search(desk, word) == []


def test_each_thing_is_found_once(desk: Desk) -> None:
    ids = [found.spelling.id for found in _search(desk, "republic of")]
    assert len(ids) == len(set(ids)) > 3


def test_likeness_falls_and_only_an_exact_spelling_has_all_of_it(desk: Desk) -> None:
    found = _search(desk, "Georgia")
    likeness = [one.likeness for one in found]
    assert likeness == sorted(likeness, reverse=True)
    assert all((one.likeness == 100) == (folded(one.spelling.text) == "georgia") for one in found)


@pytest.mark.parametrize(
    ("text", "fold"),
    [
        ("Türkiye", "turkiye"),
        ("CÔTE D'IVOIRE", "cote d ivoire"),
        ("U.S.A.", "usa"),
        ("U.S. of A.", "us of a"),
        ("The Gambia", "gambia"),
        ("l'ex-République yougoslave", "ex republique yougoslave"),
        ("LA", "la"),
        ("The", "the"),
        ("28+n", "28 n"),
        ("  ", ""),
    ],
)
def test_capitals_accents_signs_and_the_article_before_a_name_are_no_matter(text: str, fold: str) -> None:
    assert folded(text) == fold


def test_what_is_short_does_not_stand_for_a_long_word_by_chance(desk: Desk) -> None:
    assert "AND" not in [found.spelling.id for found in _search(desk, "Russland")]


def test_a_long_name_is_found_by_all_of_it() -> None:
    name = "Intergovernmental " * 12 + "Body"
    names = Names([Spelling("A", name, "name"), Spelling("B", "Body", "name")])
    assert names.search(name.lower())[0] == Found(Spelling("A", name, "name"), 100)


def test_words_are_found_inside_of_longer_names_as_whole_words() -> None:
    names = Names([Spelling("KOR", "South Korea", "name"), Spelling("X", "Koreans Abroad", "name")])
    assert [found.spelling.id for found in names.holding("korea")] == ["KOR"]
    assert [found.spelling.id for found in names.holding("South Korea")] == ["KOR"]
    assert names.holding("of") == []


def test_spellings_of_another_kind_are_left_out() -> None:
    names = Names([Spelling("A", "Congo", "name"), Spelling("B", "Congo", "name"), Spelling("C", "Congi", "name")])
    only = "A".__eq__
    assert [spelling.id for spelling in names.exactly("congo", only)] == ["A"]
    assert [found.spelling.id for found in names.search("congo", only)] == ["A"]
    assert [found.spelling.id for found in names.slips("cango", only)] == ["A"]
