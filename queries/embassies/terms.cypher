// Who held the contact point embassies, term by term?
/*
about = """
Every term that began, or may have begun, by the day: the Ally whose embassy led or supported the contact point, by host or by Ally.
`status` says what the term is on the day: `holds`, `may_hold` or `is_over`."""
provisions = ["14"]
tags = ["contact points", "time"]

[params.host]
type = "country?"
about = "Only the contact point in this country."
example = "UKR"

[params.ally]
type = "country?"
about = "Only terms of this Ally."
example = "LTU"

[returns]
host = "country"
host_name = "text"
ally = "country"
ally_name = "text"
part = "text"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
status = "text"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH coalesce($host, $ally) AS one WHERE one IS NULL
  MATCH (ally:Country)-[held:LEADS|SUPPORTS]->(point:ContactPointEmbassy)
  RETURN ally, held, point
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (:Country {id: $host})<-[:SERVES_IN]-(point:ContactPointEmbassy)<-[held:LEADS|SUPPORTS]-(ally:Country)
  RETURN DISTINCT ally, held, point
  UNION ALL
  MATCH (ally:Country {id: $ally})-[held:LEADS|SUPPORTS]->(point:ContactPointEmbassy)
  WHERE $host IS NULL
  RETURN DISTINCT ally, held, point
}
WITH ally, held, point
WHERE held.answers AND NOT $as_of < held.from_min
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ($ally IS NULL OR ally.id = $ally)
MATCH (point)-[:SERVES_IN]->(host:Country)
WHERE $host IS NULL OR host.id = $host
WITH DISTINCT ally, held, host
RETURN host.id AS host, host.name AS host_name, ally.id AS ally, ally.name AS ally_name,
  CASE type(held) WHEN 'LEADS' THEN 'leads' ELSE 'supports' END AS part, held.valid_from AS since, held.valid_to AS until,
  held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'holds'
    WHEN $as_of < held.to_max THEN 'may_hold' ELSE 'is_over' END AS status,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY host_name, coalesce(since, attested_from, '9999'), ally_name, claim
