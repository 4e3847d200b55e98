// What began and what ended for a country up to a day, in order?
/*
about = """
Every beginning and every end, up to the day, of what the country belongs to, uses and contributes to, of its missions to
NATO, of the contact points that it holds or hosts, and of its successions. A date is as precise as its source; between earliest and latest the day is not known.
An end that nobody knows is no event; a start that nobody knows is one without a date, placed by the last day on which
it can have happened."""
provisions = ["7", "8", "13", "14"]
tags = ["profile", "time"]

[params.country]
type = "country"
about = "Id of the country."
example = "MLT"

[returns]
date = "date?"
earliest = "day?"
latest = "day?"
event = "text"
relation = "text"
other = "entity"
other_name = "text"
role = "text?"
certainty = "certainty"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  MATCH (:Country {id: $country})-[held:MEMBER_OF]->(other:Body)
  RETURN 'member_of' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:SUCCEEDS]->(other:Country)
  RETURN 'succeeds' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})<-[held:SUCCEEDS]-(other:Country)
  RETURN 'succeeded_by' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:LEADS]->(:ContactPointEmbassy)-[:SERVES_IN]->(other:Country)
  RETURN DISTINCT 'leads_contact_point_in' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:SUPPORTS]->(:ContactPointEmbassy)-[:SERVES_IN]->(other:Country)
  RETURN DISTINCT 'supports_contact_point_in' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})<-[:SERVES_IN]-(:ContactPointEmbassy)<-[held:LEADS]-(other:Country)
  RETURN DISTINCT 'hosts_contact_point_led_by' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})<-[:SERVES_IN]-(:ContactPointEmbassy)<-[held:SUPPORTS]-(other:Country)
  RETURN DISTINCT 'hosts_contact_point_supported_by' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:USES]->(other:Tool)
  RETURN 'uses' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:HAS_MISSION_TO]->(other:Alliance)
  RETURN 'has_mission_to' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:CONTRIBUTES_TO]->(other:Operation)
  RETURN 'contributes_to' AS relation, held, other
}
WITH relation, held, other
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
UNWIND [
  {event: 'began', date: held.valid_from, low: held.from_min, high: held.from_max},
  {event: 'ended', date: held.valid_to, low: held.to_min, high: held.to_max}] AS moment
WITH relation, held, other, moment
WHERE moment.low <= $as_of
  AND (moment.event = 'began' OR (held.valid_to IS NOT NULL AND held.valid_to <> '..'))
RETURN moment.date AS date,
  CASE WHEN moment.low = date('0001-01-01') THEN NULL ELSE moment.low END AS earliest,
  CASE WHEN moment.high = date('9999-12-31') THEN NULL ELSE moment.high END AS latest,
  moment.event AS event, relation, other.id AS other, other.name AS other_name, held.role AS role,
  CASE WHEN moment.high <= $as_of THEN 'certain' ELSE 'possible' END AS certainty,
  held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY coalesce(latest, date('9999-12-31')), coalesce(earliest, date('0001-01-01')), event DESC, relation, other_name, claim
