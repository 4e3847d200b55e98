// Which tools does NATO offer partners on a day, and how many are known to use each?
/*
about = """
Programmes and tools of the toolbox whose life covers, or may cover, the day, with the number of countries known to use each: certain ones, and
those that are only possible. Use that no source shows is not counted; it is no finding that nobody used it."""
provisions = ["13", "14"]
tags = ["tools"]

[returns]
id = "entity"
name = "text"
abbreviation = "text?"
kind = "text"
since = "date?"
until = "date?"
certainty = "certainty"
known_users = "integer"
possible_users = "integer"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (:Alliance)-[held:MAINTAINS]->(tool:Tool)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
OPTIONAL MATCH (tool)<-[use:USES]-(country:Country)
WHERE use.answers AND use.from_min <= $as_of AND $as_of < use.to_max
  AND use.known_from <= $known_at AND $known_at < use.known_to
WITH held, tool,
  count(DISTINCT CASE WHEN use.from_max <= $as_of AND $as_of < use.to_min THEN country.id END) AS known_users,
  count(DISTINCT country.id) AS every
RETURN tool.id AS id, tool.name AS name, tool.abbreviation AS abbreviation, tool.kind AS kind,
  held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  known_users, every - known_users AS possible_users, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY id, claim
