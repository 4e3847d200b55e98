// Which frameworks and commissions does NATO maintain on a day?
/*
about = """
Every framework, group and commission that exists, or may exist, on the day, with the number of its partners then:
certain ones, and those that are only possible."""
provisions = ["7", "11"]
tags = ["frameworks"]

[returns]
id = "body"
name = "text"
abbreviation = "text?"
kind = "text"
since = "date?"
until = "date?"
certainty = "certainty"
partners = "integer"
possible_partners = "integer"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (:Alliance)-[held:MAINTAINS]->(body:Body)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
OPTIONAL MATCH (body)<-[membership:MEMBER_OF {role: 'partner'}]-(:Country)
WHERE membership.answers AND membership.from_min <= $as_of AND $as_of < membership.to_max
  AND membership.known_from <= $known_at AND $known_at < membership.known_to
WITH held, body,
  sum(CASE WHEN membership.from_max <= $as_of AND $as_of < membership.to_min THEN 1 ELSE 0 END) AS partners,
  count(membership) AS possible
RETURN body.id AS id, body.name AS name, body.abbreviation AS abbreviation,
  CASE WHEN body:Framework THEN 'framework' ELSE 'commission' END AS kind,
  held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  partners, possible - partners AS possible_partners,
  held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY kind DESC, id
