// Which partnership training and education centres are there on a day, and where?
/*
about = """
Centres of NATO's and partners' networks that a country hosts on the day, or may."""
provisions = ["7c", "12"]
tags = ["centres"]

[params.host]
type = "country?"
about = "Only in this country."
example = "SWE"

[returns]
id = "entity"
name = "text"
kind = "text"
city = "text?"
host = "country"
host_name = "text"
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
CALL () {
  WITH $host AS one WHERE one IS NULL
  MATCH (host:Country)-[held:HOSTS]->(centre:Centre)
  RETURN host, held, centre
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (host:Country {id: $host})-[held:HOSTS]->(centre:Centre)
  RETURN host, held, centre
}
WITH host, held, centre
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN centre.id AS id, centre.name AS name, centre.kind AS kind, centre.city AS city, host.id AS host, host.name AS host_name,
  held.valid_from AS since, held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY host_name, id, claim
