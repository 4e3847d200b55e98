"""Trust Funds: leads a trust fund."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "fund_leads",
    "Leads a Trust Fund, project by project.",
    (
        claim_id("LEADS:TF-ALB-2:CAN"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("fund", "The Trust Fund.", required=True, references=("TrustFund",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("LEADS_FUND", "Leads a Trust Fund.", "country", "fund", "{start} leads {end}"),
)
