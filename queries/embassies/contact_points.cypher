// Which Ally's embassy is NATO's contact point in which partner on a day?
/*
about = """
The Allies whose embassies lead or support a contact point embassy on the day, by host or by Ally. A term whose end no
source gives is listed as possible from the last day on which a source shows it."""
provisions = ["14"]
tags = ["contact points"]

[params.host]
type = "country?"
about = "Only the contact point in this country."
example = "UKR"

[params.ally]
type = "country?"
about = "Only contact points that this Ally's embassy leads or supports."
example = "LTU"

[returns]
contact_point = "entity"
host = "country"
host_name = "text"
ally = "country"
ally_name = "text"
part = "text"
holding = "text?"
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
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ($ally IS NULL OR ally.id = $ally)
MATCH (point)-[:SERVES_IN]->(host:Country)
WHERE $host IS NULL OR host.id = $host
WITH DISTINCT ally, held, point, host
RETURN point.id AS contact_point, host.id AS host, host.name AS host_name, ally.id AS ally, ally.name AS ally_name,
  CASE type(held) WHEN 'LEADS' THEN 'leads' ELSE 'supports' END AS part, held.holding AS holding,
  held.valid_from AS since, held.valid_to AS until,
  held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY host_name, part, ally_name, claim
