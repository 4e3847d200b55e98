// Which operations does NATO lead on a day?
/*
about = """
Operations and missions that NATO leads, or may lead, on the day, with the countries that are known to contribute: Allies of the
day and others."""
provisions = ["8"]
tags = ["operations"]

[returns]
id = "entity"
name = "text"
area = "text?"
mandate = "text?"
since = "date?"
until = "date?"
certainty = "certainty"
known_contributors = "integer"
known_contributors_not_allies = "integer"
claim = "claim"
sources = "source[]"
*/
MATCH (:Alliance)-[held:CONDUCTS]->(operation:Operation)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
OPTIONAL MATCH (operation)<-[giving:CONTRIBUTES_TO]-(country:Country)
WHERE giving.answers AND giving.from_min <= $as_of AND $as_of < giving.to_max
  AND giving.known_from <= $known_at AND $known_at < giving.known_to
WITH held, operation, country, EXISTS {
  MATCH (country)-[allied:MEMBER_OF {role: 'ally'}]->(:Alliance)
  WHERE allied.answers AND allied.from_min <= $as_of AND $as_of < allied.to_max
    AND allied.known_from <= $known_at AND $known_at < allied.known_to } AS is_ally
WITH held, operation, count(DISTINCT country) AS known_contributors,
  count(DISTINCT CASE WHEN NOT is_ally THEN country.id END) AS known_contributors_not_allies
RETURN operation.id AS id, operation.name AS name, operation.area AS area, operation.mandate AS mandate,
  held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  known_contributors, known_contributors_not_allies, held.claim_id AS claim, held.sources AS sources
ORDER BY id, claim
