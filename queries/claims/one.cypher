// What does one claim say, on what does it rest, and which releases knew it?
/*
about = """
A claim with its ends, its dates, its rank and the releases that brought it and closed it, whether it is known at the state of knowledge asked for
or not; its rivals stand beside it."""
provisions = []
tags = ["claims", "sources"]
any_day = true

[params.claim]
type = "text"
about = "Id of the claim."
example = "PFP:SWE:1994"

[returns]
claim = "claim"
relation = "text"
start = "entity"
end = "entity"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
rank = "text"
reason = "text?"
group = "text?"
answers = "boolean"
confidence = "text"
note = "text?"
package = "text"
since_release = "integer"
until_release = "integer?"
known = "boolean"
sources = "source[]"
*/
MATCH (claim:Claim {id: $claim})
RETURN claim.id AS claim, claim.edge AS relation, claim.start AS start, claim.end AS end, claim.valid_from AS since,
  claim.valid_to AS until, claim.attested_from AS attested_from, claim.attested_to AS attested_to, claim.rank AS rank,
  claim.rank_reason AS reason, claim.rival_group AS group, claim.answers AS answers, claim.confidence AS confidence,
  claim.note AS note, claim.package AS package, claim.since_release AS since_release, claim.until_release AS until_release,
  claim.known_from <= $known_at AND $known_at < claim.known_to AS known, claim.sources AS sources
ORDER BY claim
