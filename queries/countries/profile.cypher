// What does a country belong to on a day, what does it use, contribute to, hold and host?
/*
about = """
One row for each claim that holds, or may hold, on the day: memberships of bodies; tools in use; missions to NATO;
contributions to operations, with the troop figure and its own day; contact point embassies that the country leads or
supports; the Allies that lead or support the contact point embassy in the country."""
provisions = ["7", "8", "13", "14"]
tags = ["profile"]

[params.country]
type = "country"
about = "Id of the country."
example = "SWE"

[returns]
relation = "text"
other = "entity"
other_name = "text"
other_kind = "text"
role = "text?"
cycle = "text?"
troops = "integer?"
troops_on = "date?"
since = "date?"
until = "date?"
certainty = "certainty"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  MATCH (:Country {id: $country})-[held:MEMBER_OF]->(other:Body)
  RETURN 'member_of' AS relation, held, other
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
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN relation, other.id AS other, other.name AS other_name,
  head([label IN labels(other) WHERE label IN ['Country', 'Alliance', 'Organisation', 'Framework', 'Commission',
    'Tool', 'Operation']]) AS other_kind,
  coalesce(held.role, held.capacity, held.kind) AS role, held.cycle AS cycle,
  held.troops AS troops, held.troops_on AS troops_on, held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY relation, other_name, claim
