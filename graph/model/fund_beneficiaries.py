"""Trust Funds: benefits from a trust fund."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

TABLE = Table(
    "fund_beneficiaries",
    "Benefits from a Trust Fund, project by project.",
    (
        claim_id("BENEFITS:TF-ALB-2:ALB"),
        Column("country", "The country.", required=True, references=("Country",)),
        Column("fund", "The Trust Fund.", required=True, references=("TrustFund",)),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType("BENEFITS", "Benefits from a Trust Fund.", "country", "fund", "{start} benefits from {end}"),
)
