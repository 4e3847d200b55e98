// What rests on one source?
/*
about = """
Every claim, by whatever day, that rests on the source, and whether others carry it too. If the source could no longer be relied on, those with
`alone` would go."""
provisions = []
tags = ["sources"]
any_day = true

[params.source]
type = "text"
about = "Id of the source."
example = "general-knowledge"

[returns]
claim = "claim"
relation = "text"
start = "entity"
end = "entity"
since = "date?"
until = "date?"
answers = "boolean"
alone = "boolean"
confidence = "text"
sources = "source[]"
*/
MATCH (:Source {id: $source})<-[:RESTS_ON]-(claim:Claim)
WHERE claim.known_from <= $known_at AND $known_at < claim.known_to
RETURN claim.id AS claim, claim.edge AS relation, claim.start AS start, claim.end AS end, claim.valid_from AS since,
  claim.valid_to AS until, claim.answers AS answers, size(claim.sources) = 1 AS alone, claim.confidence AS confidence,
  claim.sources AS sources
ORDER BY relation, claim
