"""Every page over HTTP, on both engines: what it holds is what the API answers, and it is whole without a script."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from api import explorer
from api.app import create_app
from api.explorer.reading import FIRST_DAY
from api.explorer.views.world import KINDS
from api.explorer.words import SIGNS, date, span
from graph.clocks import today
from graph.connection import Graph
from graph.settings import Settings
from loaders.load import load
from tests.api.support import LEAKS, PROBLEM, free_port, served
from tests.explorer.pages import EXAMPLES
from tests.support.small_package import small_rows, write_package
from tests.support.thorough import fewer

PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
"""As a browser asks."""

NO_END = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")

every_example = pytest.mark.parametrize("path", EXAMPLES.values(), ids=EXAMPLES)


class Parsed(HTMLParser):
    """A page taken apart: its elements with their attributes, and what is written in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in NO_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, name: str) -> list[str]:
        """The values of an attribute of all elements of a kind."""
        return [attributes[name] for kind, attributes in self.elements if kind == tag and name in attributes]


def page(api: httpx.Client, path: str) -> Parsed:
    return Parsed(api.get(path, headers=PAGE).raise_for_status().text)


@every_example
def test_a_page_is_well_formed_and_holds_no_script_or_style_of_its_own(path: str, api: httpx.Client) -> None:
    answer = api.get(path, headers=PAGE).raise_for_status()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Parsed(answer.text)
    assert found.wrong == []
    assert found.open == []
    kinds = Counter(tag for tag, _ in found.elements)
    assert kinds["h1"] == kinds["main"] == 1
    assert not kinds["style"]
    for tag, attributes in found.elements:
        assert "style" not in attributes, attributes
        assert not [name for name in attributes if name.startswith("on")], attributes
        if tag == "script":
            assert attributes.get("src") or attributes.get("type") == "application/json"
    ids = Counter(attributes["id"] for _, attributes in found.elements if "id" in attributes)
    assert [id_ for id_, number in ids.items() if number > 1] == []
    here = {link.removeprefix("#") for link in found.all("a", "href") if link.startswith("#")}
    assert here <= set(ids)
    assert set(found.all("label", "for")) <= set(ids)
    assert not [leak for leak in LEAKS if leak in re.sub(r"(?s)<pre.*?</pre>", "", answer.text)]


@every_example
def test_a_page_may_load_and_send_nothing_elsewhere(path: str, api: httpx.Client) -> None:
    answer = api.get(path, headers=PAGE)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    found = Parsed(answer.text)
    for address in (*found.all("script", "src"), *found.all("link", "href"), *found.all("img", "src")):
        assert urlsplit(address).netloc == ""
        api.get(address).raise_for_status()


@every_example
def test_a_page_is_not_sent_again_while_it_is_the_same(path: str, api: httpx.Client) -> None:
    first = api.get(path, headers=PAGE)
    assert api.get(path, headers=PAGE | {"If-None-Match": first.headers["etag"]}).status_code == 304
    assert api.head(path, headers=PAGE).status_code == 200


def test_every_kind_of_page_is_tried() -> None:
    paths = [urlsplit(example).path for example in EXAMPLES.values()]
    for view in explorer.all_views():
        shape = re.sub(r"\{\w+\}", "[^/]+", view.path)
        assert any(re.fullmatch(shape, path) for path in paths), view.path


def test_links_from_pages_lead_to_pages_and_answers(api: httpx.Client) -> None:
    """Of each kind of page and answer, the first that any page links to; the first four in a thorough run."""
    found: dict[str, list[str]] = {}
    for path in EXAMPLES.values():
        for link in page(api, path).all("a", "href"):
            if link.startswith("/"):
                shape = re.sub(r"[A-Z]{2,}[\w:.%~-]*|\d+", "_", urlsplit(link).path)
                kind = f"{shape}?{'&'.join(sorted(parse_qs(urlsplit(link).query)))}"
                found.setdefault(kind, []).append(link)
    assert len(found) > 30
    for links in found.values():
        for link in list(dict.fromkeys(links))[: fewer(4, 4)]:
            assert api.get(link, headers=PAGE).status_code == 200, link


@pytest.mark.parametrize("day", ["1949-04-04", "1991-12-21", "2011-04-15", "2014-03-31", "2026-11-22"])
def test_the_map_has_everyone_in_the_colour_of_what_the_api_says(day: str, api: httpx.Client) -> None:
    standing = {row["id"]: row for row in api.get("/v1/countries", params={"as_of": day}).json()["items"]}
    found = page(api, f"/?as_of={day}")
    colours = {
        attributes["data-id"]: attributes["class"].split()
        for _, attributes in found.elements
        if "data-id" in attributes
    }
    assert len(colours) > 200
    by_body = {body: kind.id for kind in KINDS for body in kind.bodies}
    for id_, (colour, *more) in colours.items():
        row = standing.get(id_)
        if row is None or row["status"] == "none":
            assert colour == "none", id_
        else:
            kinds = {by_body[ground["body"]] for ground in row["grounds"]}
            assert colour == (kinds.pop() if len(kinds) == 1 else "several"), id_
            assert more == (["possible"] if row["certainty"] == "possible" else [])
    # Whoever is not drawn is named.
    names = [row["name"] for id_, row in standing.items() if row["status"] != "none" and id_ not in colours]
    assert [name for name in names if name not in found.text] == []


def test_everyone_who_is_anything_on_the_map_is_in_the_list_below_it(api: httpx.Client) -> None:
    rows = api.get("/v1/countries", params={"as_of": "2011-04-15"}).json()["items"]
    links = {urlsplit(link).path for link in page(api, "/?as_of=2011-04-15").all("a", "href")}
    assert {f"/actors/{row['id']}" for row in rows if row["status"] != "none"} <= links


def _table(html: str, id_: str) -> list[list[str]]:
    """The rows of a table as the markup of their cells."""
    table = re.search(rf'(?s)<table[^>]*id="{id_}".*?</table>', html)
    assert table
    body = re.search(r"(?s)<tbody>(.*)</tbody>", table[0])
    assert body
    return [re.findall(r"(?s)<t[hd][ >].*?</t[hd]>", row) for row in re.findall(r"(?s)<tr>.*?</tr>", body[1])]


def _columns(html: str, id_: str) -> list[tuple[str, str]]:
    """Tool and tie of each column."""
    head = re.search(rf'(?s)<table[^>]*id="{id_}".*?<thead>(.*?)</thead>', html)
    assert head
    return re.findall(r'(?s)<th scope="col"><a href="[^"]*tool=(\w+)"[^>]*><span>([^<]*)</span>', head[1])


def _actors(cell: str) -> list[str]:
    return [
        parse_qs(urlsplit(link.replace("&amp;", "&")).query)["actor"][0] for link in re.findall(r'href="([^"]+)"', cell)
    ]


@pytest.mark.parametrize("query", ["as_of=2011-04-15", "as_of=2026-11-22", "as_of=2011-04-15&framework=MD"])
def test_the_matrix_shows_every_cell_that_the_api_has(query: str, api: httpx.Client) -> None:
    html = api.get(f"/matrix?{query}", headers=PAGE).text
    rows = api.get(f"/v1/eligibility/matrix?{query}").json()["items"]
    columns = _columns(html, "matrix")
    shown = {}
    words = {sign.sign: verdict for verdict, sign in SIGNS.items()}
    for head, *cells in _table(html, "matrix"):
        assert len(cells) == len(columns)
        for actor in _actors(head):
            for (tool, called), cell in zip(columns, cells, strict=True):
                sign = re.search(r">([^<>])</a>", cell)
                assert sign
                shown[actor, f"{tool} {called.removeprefix(tool.replace('_', ' ')).strip()}".strip()] = words[sign[1]]
    expected = {
        (row["actor"], f"{row['tool']} {(row['operation'] or row['commission'] or '').replace('_', ' ')}".strip()): row[
            "verdict"
        ]
        for row in rows
    }
    assert shown == expected


def test_berlin_shows_every_verdict_that_changed_and_its_paragraph(api: httpx.Client) -> None:
    html = api.get("/changes", headers=PAGE).text
    rows = api.get("/v1/eligibility/changes?from=2011-04-14&to=2011-04-15").json()["items"]
    columns = _columns(html, "delta")
    words = {sign.sign: verdict for verdict, sign in SIGNS.items()}
    shown = {}
    of_the_policy = 0
    for head, *cells in _table(html, "delta"):
        for actor in _actors(head):
            for (tool, _), cell in zip(columns, cells, strict=True):
                if signs := re.findall(r'<span class="v-\w+">([^<])</span>', cell):
                    shown[actor, tool] = [words[sign] for sign in signs]
                    of_the_policy += "¶" in cell
    assert shown == {(row["actor"], row["tool"]): [row["before"], row["after"]] for row in rows}
    by_rule = [row for row in rows if any(turn["kind"] in ("rule", "decision") for turn in row["because"])]
    assert 0 < of_the_policy <= len(by_rule)


def test_a_verdict_tells_every_reason_and_every_change_of_the_answer(api: httpx.Client) -> None:
    tree = api.get("/v1/eligibility?actor=JOR&tool=IPAP&as_of=2011-04-15").json()
    text = " ".join(page(api, "/verdicts/JOR/IPAP?as_of=2011-04-15").text.split())
    assert " ".join(tree["summary"].split()) in text
    for told in (*(one["condition"] for one in tree["reasons"]), *(one["change"] for one in tree["would_change_if"])):
        assert " ".join(told.split()) in text
    for note in tree["notes"]:
        assert " ".join(note["text"].split()) in text


def test_a_country_s_sheet_has_every_claim_gap_and_rival(api: httpx.Client) -> None:
    html = unquote(api.get("/actors/AZE", headers=PAGE).text)
    spans = api.get("/v1/questions/countries/spans?country=AZE").json()
    gaps = api.get("/v1/questions/gaps/known?actor=AZE").json()["items"]
    assert [row["claim"] for row in spans["items"] if f'/v1/claims/{row["claim"]}"' not in html] == []
    assert spans["rivals"]
    assert [rival["claim"] for rival in spans["rivals"] if f'/v1/claims/{rival["claim"]}"' not in html] == []
    text = Parsed(html).text
    assert [gap["what"] for gap in gaps if gap["kind"] == "gap" and gap["what"] not in text] == []


@every_example
def test_every_source_of_what_a_page_rests_on_is_named_with_its_address(path: str, api: httpx.Client) -> None:
    found = page(api, path)
    links = found.all("a", "href")
    for rest in [
        link
        for link in links
        if link.startswith("/v1/")
        and ("known_at" in link)
        and "format=" not in link
        and "/replay/" not in link
        and "/impact" not in link
    ]:
        answer = api.get(rest).raise_for_status().json()
        missing = [one["id"] for one in answer["sources"] if one["address"] and one["address"] not in links]
        assert missing == [], rest


def test_what_if_shows_what_the_api_answers(api: httpx.Client) -> None:
    body = {
        "as_of": "2011-04-15",
        "add": {"facts": [{"relation": "MEMBER_OF", "start": "JOR", "end": "PFP", "role": "partner"}]},
    }
    rows = api.post("/v1/eligibility/what-if", json=body).raise_for_status().json()["items"]
    assert rows
    text = " ".join(page(api, EXAMPLES["what_if_a_fact"]).text.split())
    for row in rows:
        assert " ".join(row["summary"].split()) in text


# Bad input


@pytest.mark.parametrize(
    ("path", "status", "choice"),
    [
        ("/actors/SWEDN", 404, "/actors/SWE"),
        ("/actors/SWEDN?as_of=2011-04-15", 404, "/actors/SWE?as_of=2011-04-15"),
        ("/bodies/PFPP", 404, "/bodies/PFP"),
        ("/matrix?tool=IPAPP", 422, "/matrix?tool=IPAP"),
        ("/?as_of=1900-01-01", 422, f"/?as_of={FIRST_DAY}"),
        ("/actors/SWE?as_of=2999-01-01", 422, f"/actors/SWE?as_of={today()}"),
        ("/?as_of=2011-02-31", 422, None),
        ("/?as_of=yesterday", 422, None),
        ("/?day=2011-04-15", 422, None),
        ("/policy/19", 404, None),
        ("/connection?from=FIN&to=FIN", 422, None),
        ("/what-if?act_actor=JOR&act_effect=delights", 422, None),
        ("/what-if?aside=nothing-like-this", 422, None),
        ("/what-if?act_actor=AZE,JORDEN", 422, "/what-if?act_actor=AZE%2C+JOR"),
        ("/what-if?fact_start=Swedn+X&fact_end=PFPP", 422, None),
        ("/changes?from=0001-01-01", 422, f"/changes?from={FIRST_DAY}"),
        ("/changes?to=2999-01-01", 422, f"/changes?to={today()}"),
        ("/actors/Koreas", 404, "/actors/KOR"),
        ("/verdicts/SWE/OPERATIONS_ROLE", 422, None),
        ("/changes?from=2012-01-01&to=2011-01-01", 422, None),
        ("/nowhere", 404, None),
        ("/static/0/explorer.js", 404, None),
        ("/matrix?verdict=maybe", 422, None),
    ],
)
def test_what_cannot_be_shown_is_told_on_a_page_with_what_is_nearest(
    path: str, status: int, choice: str | None, api: httpx.Client
) -> None:
    answer = api.get(path, headers=PAGE)
    assert answer.status_code == status
    head = api.head(path, headers=PAGE)
    assert (head.status_code, head.content) == (status, b"")
    if path.startswith("/static"):
        return
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Parsed(answer.text)
    assert found.wrong == []
    assert "/" in found.all("a", "href")
    if choice:
        assert choice in found.all("a", "href")
        assert api.get(choice, headers=PAGE).status_code == 200
    # A program is told the same as JSON.
    assert api.get(path).headers["content-type"] == PROBLEM


def test_a_name_is_understood_in_an_address_and_the_page_says_how(api: httpx.Client) -> None:
    found = page(api, "/actors/Turquie")
    assert "Türkiye and NATO" in found.text
    assert "Turquie" in found.text


@pytest.mark.parametrize("called", ["EU", "European Union", "NATO", "North Atlantic Treaty Organization"])
def test_organisations_and_the_alliance_are_found_by_name(called: str, api: httpx.Client) -> None:
    found = page(api, f"/actors/{called}")
    assert "North Atlantic" in found.text if called[0] == "N" else "European Union and NATO" in found.text


def test_the_act_of_one_ally_is_not_shown_as_the_council_s(api: httpx.Client) -> None:
    rows = api.get("/v1/questions/decisions/register?actor=ISR").json()["items"]
    blocks = [row for row in rows if "one Ally" in row["body"]]
    assert blocks
    for path in ("/actors/ISR", "/decisions?actor=ISR"):
        found = page(api, path)
        assert all(row["body"] in found.text for row in blocks), path
        assert "Decisions of the Council" not in found.text, path


def test_whatever_is_not_quite_sure_says_so(api: httpx.Client) -> None:
    for country in ("AZE", "MRT"):
        rows = api.get(f"/v1/questions/countries/spans?country={country}").json()["items"]
        html = unquote(api.get(f"/actors/{country}", headers=PAGE).text)
        for row in rows:
            of_it = re.search(rf'(?s)/v1/claims/{re.escape(row["claim"])}".*?</tr>', html)
            assert of_it, row["claim"]
            said = re.search(r">(\w+) confidence<", of_it[0])
            assert (said[1] if said else "high") == row["confidence"], row["claim"]


def test_a_condition_that_is_met_is_not_told_to_lack_a_source(api: httpx.Client) -> None:
    tree = api.get("/v1/eligibility?actor=JOR&tool=IPAP&as_of=2011-04-15").json()
    lacking = [one for one in tree["reasons"] if not one["facts"] and one["holds"] != "yes"]
    html = api.get("/verdicts/JOR/IPAP?as_of=2011-04-15", headers=PAGE).text
    assert html.count("No source that we know shows it.") == len(lacking)
    silent = next(row for row in api.get("/v1/eligibility/matrix?verdict=silent&actor=UN").json()["items"])
    assert "No source that we know shows it." not in api.get(f"/verdicts/UN/{silent['tool']}", headers=PAGE).text


def test_the_clocks_go_with_a_search(api: httpx.Client) -> None:
    found = page(api, "/actors/SWE?as_of=2011-04-15")
    fields = [attributes for tag, attributes in found.elements if attributes.get("type") == "hidden"]
    assert {"type": "hidden", "name": "as_of", "value": "2011-04-15"} in fields
    inside = page(api, "/search?q=Finland&as_of=2011-04-15").all("a", "href")
    assert "/actors/FIN?as_of=2011-04-15" in inside


def test_what_a_form_leaves_empty_is_not_there(api: httpx.Client) -> None:
    full = page(api, "/matrix?as_of=2011-04-15&framework=MD")
    assert page(api, "/matrix?as_of=2011-04-15&framework=MD&tool=&kind=&verdict=").text == full.text


def test_a_page_of_an_earlier_state_of_knowledge_says_so_and_stays_in_it(api: httpx.Client) -> None:
    releases = api.get("/v1/releases").json()["items"]
    early = releases[0]["published_at"]
    found = page(api, f"/actors/SWE?known_at={early}")
    assert early in found.text
    inside = [link for link in found.all("a", "href") if link.startswith("/actors/")]
    assert inside
    assert all("known_at=" in link for link in inside)


@pytest.fixture
def away() -> Iterator[httpx.Client]:
    settings = Settings(neo4j_uri=f"bolt://127.0.0.1:{free_port()}", partnerships_remembered_megabytes=0)
    with served(create_app(settings)) as where, httpx.Client(base_url=where, timeout=30) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/actors/SWE", "/search?q=Sweden"])
def test_while_the_database_is_away_a_page_says_so_and_offers_to_try_again(path: str, away: httpx.Client) -> None:
    answer = away.get(path, headers=PAGE)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    found = Parsed(answer.text)
    assert found.wrong == []
    assert path in found.all("a", "href")
    assert "does not answer" in found.text


MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}</script>"


def test_names_full_of_markup_do_no_harm(empty_graph: Graph, empty_settings: Settings, tmp_path: Any) -> None:
    rows = small_rows()
    for country in rows["countries"]:
        country["name"] += MARKUP
    for source in rows["sources"]:
        source["title"] += MARKUP
    for membership in rows["memberships"]:
        membership["note"] = MARKUP
    rows["frameworks"][0]["name"] += MARKUP
    load(empty_graph, write_package(tmp_path / "package", rows), today=dt.date(2026, 11, 22))
    with served(create_app(empty_settings, empty_graph)) as where, httpx.Client(base_url=where, timeout=30) as client:
        for path in (
            "/",
            "/actors",
            "/actors/CCC",
            "/bodies/PFP",
            "/contact-points",
            "/decisions",
            "/connection?from=CCC&to=DDD",
            "/search?q=Celand",
            f"/search?q={MARKUP}",
            f"/actors/{MARKUP.replace('/', '')}",
        ):
            answer = client.get(path, headers=PAGE)
            assert answer.status_code in (200, 422), path
            html = answer.text
            found = Parsed(html)
            assert found.wrong == [], path
            assert [
                attributes for tag, attributes in found.elements if tag == "img" or "onerror" in attributes
            ] == [], path
            assert len(found.all("script", "src")) == 1, path
            assert len([tag for tag, _ in found.elements if tag == "script"]) <= 2, path
            assert ("7 * 7" in html) is ("alert(1)" in html), path


# Words


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2008", "2008"),
        ("2008-02", "February 2008"),
        ("2008-02-15", "15 February 2008"),
        ("[2010-12-02..2011-01-01]", "between 2 December 2010 and 1 January 2011"),
        ("..", "still"),
        (None, "not known"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_written(edtf: str | None, said: str) -> None:
    assert date(edtf) == said


def test_a_span_says_which_of_its_ends_is_not_known() -> None:
    assert span("1994-05", None) == "since May 1994, no end known"
    assert span(None, "..") == "since not known, still so"
    assert span("1994", "1996-10-27") == "since 1994, until 27 October 1996"


def test_signs_tell_all_verdicts_apart_without_their_colours() -> None:
    assert len({sign.sign for sign in SIGNS.values()}) == len(SIGNS)
    assert len({sign.word for sign in SIGNS.values()}) == len(SIGNS)
