"""A data package of a few rows of every table that matters, with all that a cell may hold: what corruptions are made of.

It is the small package, enlarged: rivals, two releases of which the second withdrew a row and corrected another, cells with
commas, quotes, lines and letters beyond ASCII.
"""

from __future__ import annotations

from pathlib import Path

from tests.support.small_package import Rows, row, small_rows, withdraw, write_package

NAME = "mixed"


def mixed_rows() -> Rows:
    """The rows; tables that nothing is in are left out of the folder by `mixed_package`."""
    rows = small_rows()
    rows["releases"].append(
        row("releases", number="2", published_at="2021-06-01T12:00:00Z", note="Second,\nwith more.")
    )
    rows["sources"] += [
        row(
            "sources", id="three", title='Three, "the third"', address="https://example.org/3?a=1;b=2", published="2011"
        ),
        row("sources", id="years", title="Jahre & ein Überblick", publisher="Müller & Söhne", finest_date="year"),
    ]
    rows["countries"] += [
        row("countries", id="EEE", name="Éland, île", name_fr="L'Élande", kind="country", alpha_2="EE", numeric="001"),
        row(
            "countries",
            id="OLD",
            name="Øld 旧国",
            kind="historic_state",
            note='Said "old"\nin two lines.',
            sources="two",
        ),
    ]
    rows["organisations"].append(row("organisations", id="EU", name="Union", kind="organisation", seat="Bruxelles"))
    rows["frameworks"].append(row("frameworks", id="EAPC", name="Council", confers_partnership="true"))
    rows["frameworks"].append(row("frameworks", id="FORUM", name="Forum", confers_partnership="false"))
    rows["commissions"] = [row("commissions", id="NDC", name="Commission with Deland")]
    rows["contact_point_embassies"].append(row("contact_point_embassies", id="CPE:EEE", name="Contact point in Eland"))
    rows["tools"] = [
        row("tools", id=tool, name=tool, kind="programme", note="A, B; C") for tool in ("MAP", "PARP", "IPAP", "IPCP")
    ]
    rows["operations"] = [
        row("operations", id="ISAF", name="Force", nations_total="48", nations_as_of="2011-04", mandate="UNSCR 1386")
    ]
    rows["trust_funds"] = [row("trust_funds", id="TF-1", name="Mines", budget_eur="1200000", purpose="destroy, safely")]
    rows["documents"] = [row("documents", id="TEXT", title="The text", kind="policy", date="2011-04-15")]
    rows["provisions"] = [
        row("provisions", id="P1", document="TEXT", paragraph="1", kind="paragraph", text="First"),
        row(
            "provisions",
            id="P1.1",
            document="TEXT",
            parent="P1",
            paragraph="1",
            number="1",
            kind="offer",
            text="Offered",
            leads_to="Decision; USES",
            how="Décidé, au cas par cas",
            cites="TEXT",
        ),
        row(
            "provisions",
            id="P1.2",
            document="TEXT",
            parent="P1",
            paragraph="1",
            number="2",
            kind="aim",
            text="“Aimed”",
            leads_to="nothing",
            how="An aim",
        ),
    ]
    rows["decisions"] = [
        row("decisions", id="D-1", title="Begins", summary="It begins.", body="Council", kind="summit", effect="grants",
            decided_on="1994-01", effective_from="1994-01-10", effective_until="..", provision="P1.1;P1.2",
            provision_reading="backwards", confidence="high", sources="one", since_release="1"),
        row("decisions", id="D-2", title="Suspends", summary="Nothing, for now.", body="Council", kind="meeting",
            effect="suspends", strand="practical", effective_from="[2014-04-01..2014-04-30]", confidence="medium",
            sources="two;one", since_release="2"),
    ]  # fmt: skip
    rows["decision_actors"] = [
        row("decision_actors", decision="D-1", actor="CCC", note="Both"),
        row("decision_actors", decision="D-1", actor="EU"),
        row("decision_actors", decision="D-2", actor="CCC"),
    ]
    rows["decision_tools"] = [row("decision_tools", decision="D-2", tool=tool) for tool in ("PFP", "MAP", "ISAF")]
    rows["meetings"] = [
        row("meetings", id="M-1", title="First", date="2011-04-14", end_date="2011-04-15", format="28+4", place="Köln",
            participant_count="32", confidence="high", sources="one")
    ]  # fmt: skip
    rows["meeting_formats"] = [row("meeting_formats", meeting="M-1", format="EAPC")]
    rows["rule_evidence"] = [
        row("rule_evidence", id="EVID:1", tool="PARP", audience="partners", modality="open", valid_from="1994",
            provision="P1.1", confidence="low", sources="three", since_release="1")
    ]  # fmt: skip
    rows["gaps"] = [
        row("gaps", id="GAP:1", actor="CCC;EU", tool="PARP", what="Since when?", unknown_from="1995", unknown_to="..",
            looked_on="2020-01-01", looked_where="One, two", read="one;two", since_release="1"),
    ]  # fmt: skip
    rows["memberships"] += [
        row("memberships", id="NATO:DDD:2004", country="DDD", body="NATO", role="ally", valid_from="2004-03-29", valid_to=".."),
        row("memberships", id="EAPC:CCC:1997", country="CCC", body="EAPC", role="partner", valid_from="1997-05-30",
            valid_to="..", programme="A; B"),
        row("memberships", id="EU:EEE", country="EEE", body="EU", role="member", valid_from="2004", sources="years",
            confidence="low", note='"Seit 2004", heißt es;\r\nmehr nicht.'),
        row("memberships", id="PFP:EEE:a", country="EEE", body="PFP", role="partner", valid_from="1994-06-01", valid_to="..",
            rank="preferred", rank_reason="the text itself", rival_group="start of EEE"),
        row("memberships", id="PFP:EEE:b", country="EEE", body="PFP", role="partner", valid_from="1994-07", valid_to="..",
            rank_reason="a summary", rival_group="start of EEE", sources="two"),
        row("memberships", id="PFP:EEE:c", country="EEE", body="PFP", role="partner", valid_from="1995", valid_to="..",
            rank="deprecated", rank_reason="a slip", rival_group="start of EEE", sources="three;two", since_release="2"),
        row("memberships", id="FORUM:OLD", country="OLD", body="FORUM", role="observer", valid_to="1992",
            attested_from="1990-05", attested_to="1991"),
        row("memberships", id="FORUM:CCC", country="CCC", body="FORUM", role="partner", valid_from="1996", since_release="2"),
    ]  # fmt: skip
    rows["establishments"] += [
        row(
            "establishments", id="LIFE:EAPC:1997", alliance="NATO", body="EAPC", valid_from="1997-05-30", valid_to=".."
        ),
        row("establishments", id="LIFE:FORUM", alliance="NATO", body="FORUM", attested_from="1980"),
    ]
    rows["contact_point_hosts"].append(
        row("contact_point_hosts", id="HOST:EEE", contact_point="CPE:EEE", country="EEE", valid_from="1995")
    )
    rows["contact_point_leads"] += [
        row("contact_point_leads", id="LEAD:EEE:BBB", country="BBB", contact_point="CPE:EEE", holding="joint",
            valid_from="2005-01-01", valid_to="2007-01-01"),
        row("contact_point_leads", id="LEAD:EEE:DDD", country="DDD", contact_point="CPE:EEE",
            valid_from="2007-01-01", valid_to="[2008-12-01..2009-02-01]"),
    ]  # fmt: skip
    rows["contact_point_supports"] = [
        row("contact_point_supports", id="SUPP:1", country="AAA", contact_point="CPE:EEE", valid_from="2006")
    ]
    rows["names"].append(
        row(
            "names",
            id="NAME:EEE:fr",
            entity="EEE",
            text="L'Élande « neuve »",
            language="fr",
            kind="usage",
            since_release="2",
        )
    )
    rows["tool_uses"] = [
        row("tool_uses", id="USE:MAP:DDD", country="DDD", tool="MAP", valid_from="1999-04-24", valid_to="2004-03-29"),
        row(
            "tool_uses",
            id="USE:IPAP:CCC",
            country="CCC",
            tool="IPAP",
            cycle="2005-2007",
            valid_from="2005",
            valid_to="2008",
        ),
        row("tool_uses", id="USE:IPCP:CCC", country="CCC", tool="IPCP", valid_from="2012", attested_to="2014-03"),
    ]
    rows["contributions"] = [
        row("contributions", id="CONTRIB:CCC", country="CCC", operation="ISAF", troops="120", troops_on="2011-04",
            troops_confidence="high", valid_from="2003", valid_to="2014-12-29")
    ]  # fmt: skip
    rows["participations"] = [
        row("participations", id="PART:CCC", actor="CCC", meeting="M-1", capacity="partner", valid_from="2011-04-14",
            valid_to="2011-04-16"),
        row("participations", id="PART:EU", actor="EU", meeting="M-1", capacity="organisation", valid_from="2011-04-14",
            valid_to="2011-04-16"),
    ]  # fmt: skip
    rows["figures"] = [
        row(
            "figures",
            id="FIG:1",
            subject="ISAF",
            what="nations",
            value="48",
            attested_from="2011-04",
            attested_to="2011-04",
        )
    ]
    rows["successions"] = [
        row("successions", id="SUCC:EEE", successor="EEE", predecessor="OLD", kind="succession", valid_from="1991-08-20",
            valid_to="..")
    ]  # fmt: skip
    rows["tool_uses"].append(
        row("tool_uses", id="USE:PARP:CCC:again", country="CCC", tool="PARP", valid_from="1996", since_release="2")
    )
    rows["tool_uses"].append(row("tool_uses", id="USE:PARP:CCC", country="CCC", tool="PARP", valid_from="1995"))
    withdraw(rows, "tool_uses", "USE:PARP:CCC", "2", "USE:PARP:CCC:again")
    rows["memberships"].append(
        row("memberships", id="NDC:DDD", country="DDD", body="NDC", role="partner", valid_to="2000")
    )
    withdraw(rows, "memberships", "NDC:DDD", "2")
    return rows


def mixed_package(folder: Path) -> Path:
    """The package in a folder, with the tables that it has rows for and no others."""
    rows = mixed_rows()
    write_package(folder, rows, NAME)
    for name, found in rows.items():
        if not found:
            (folder / f"{name}.csv").unlink()
    return folder
