// What do sources show of a country that bears on the considerations of paragraph 16?
/*
about = """
Evidence, consideration by consideration, that holds on the day or may. The policy gives the considerations no weight and no order, and neither
does this answer."""
provisions = ["16"]
tags = ["considerations", "policy"]

[params.country]
type = "country"
about = "Id of the country."
example = "GEO"

[returns]
consideration = "entity"
consideration_name = "text"
evidence = "text"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
certainty = "certainty"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (:Country {id: $country})-[held:BEARS_ON]->(consideration:Consideration)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN consideration.id AS consideration, consideration.name AS consideration_name, held.evidence AS evidence,
  held.valid_from AS since, held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY consideration, claim
