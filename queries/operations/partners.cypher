// Who is recognised as an operational partner on a day?
/*
about = """
Countries that a source names as operational partners, or as contributors recognised by the Council, of an operation on the day
(paragraph 8), whether they are partners in a framework or not."""
provisions = ["8"]
tags = ["operations"]

[params.operation]
type = "operation?"
about = "Only of this operation."
example = "OUP"

[returns]
id = "country"
name = "text"
operation = "entity"
operation_name = "text"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
certainty = "certainty"
partner_by = "body[]"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH $operation AS one WHERE one IS NULL
  MATCH (operation:Operation)<-[held:RECOGNISED_IN]-(country:Country)
  RETURN country, held, operation
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (operation:Operation {id: $operation})<-[held:RECOGNISED_IN]-(country:Country)
  RETURN country, held, operation
}
WITH country, held, operation
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
OPTIONAL MATCH (country)-[partnership:MEMBER_OF {role: 'partner'}]->(framework:Framework {confers_partnership: true})
WHERE partnership.answers AND partnership.from_min <= $as_of AND $as_of < partnership.to_max
  AND partnership.known_from <= $known_at AND $known_at < partnership.known_to
WITH country, held, operation, framework ORDER BY framework.id
WITH country, held, operation, collect(DISTINCT framework.id) AS partner_by
RETURN country.id AS id, country.name AS name, operation.id AS operation, operation.name AS operation_name,
  held.valid_from AS since, held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  partner_by, held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY operation, name, claim
