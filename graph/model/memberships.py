"""Memberships: Allies, partners, members and observers, and from when to when."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "memberships",
    "Who belongs to the Alliance, a framework, a commission or an organisation, and as what.",
    (
        claim_id("PFP:FIN:1994"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column(
            "body",
            "What it belongs to: an id of `organisations.csv`, `frameworks.csv` or `commissions.csv`.",
            required=True,
            references=("Alliance", "Organisation", "Framework", "Commission"),
        ),
        Column(
            "role",
            "`ally`: as an Ally of NATO. `partner`: as a partner of NATO. `member`, `observer` and `associate` (which"
            " covers the OSCE's partners for co-operation): in organisations, and observers in the NACC."
            " A suspension is no role: it is a decision.",
            required=True,
            choices=("ally", "partner", "member", "observer", "associate"),
        ),
        Column(
            "programme",
            "The partnership programme that a partner across the globe has (paragraph 7). Empty elsewhere.",
        ),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("MEMBER_OF", "Belongs to a body, in a role.", "country", "body", "{start} is a member of {end}"),
)
