"""Trust Funds: pays into a trust fund."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "fund_contributors",
    "Pays into a Trust Fund, project by project.",
    (
        claim_id("FUNDS:TF-ALB-2:NOR"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("fund", "The Trust Fund.", required=True, references=("TrustFund",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("FUNDS", "Pays into a Trust Fund.", "country", "fund", "{start} funds {end}"),
)
