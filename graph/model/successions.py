"""Successions of states, and of frameworks and commissions."""

from graph.schema import CLAIM_COLUMNS, Column, EdgeType, Table, claim_id

_EITHER = ("Country", "Framework", "Commission")

TABLE = Table(
    "successions",
    "Which state, framework or commission stands in the place of which earlier one, and since when.",
    (
        claim_id("SUCC:RUS:SUN"),
        Column("successor", "The one that is there now.", required=True, references=_EITHER),
        Column("predecessor", "The one that was there before.", required=True, references=_EITHER),
        Column(
            "kind",
            "`succession`: a new state. `continuation`: the same state under another code. `unification`: a state that"
            " took another in. `replacement`: of frameworks and commissions.",
            required=True,
            choices=("succession", "continuation", "unification", "replacement"),
        ),
        *CLAIM_COLUMNS,
    ),
    edge=EdgeType(
        "SUCCEEDS",
        "Stands in the place of an earlier one.",
        "successor",
        "predecessor",
        "{start} succeeds {end}",
    ),
)
