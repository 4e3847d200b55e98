// From when until when did everything hold that is known of a country?
/*
about = """
Each claim on a country with its start and its end, as their source has them, and the days between which each lies: memberships,
tools that it used, its mission, operations, contact points that it gave and hosted, trust funds, its aspiration. Whatever the day:
what began later is there, too. A bound is null where nothing is known; `from_latest` and `to_earliest` bound what is certain."""
any_day = true
provisions = ["7", "9", "14"]
tags = ["time"]

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
since = "date?"
until = "date?"
from_earliest = "day?"
from_latest = "day?"
to_earliest = "day?"
to_latest = "day?"
attested_from = "date?"
attested_to = "date?"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  MATCH (:Country {id: $country})-[held:MEMBER_OF]->(other:Body)
  RETURN 'member_of' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:ASPIRES_TO]->(other:Alliance)
  RETURN 'aspires_to' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:USES]->(other:Tool)
  RETURN 'uses' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:HAS_MISSION_TO]->(other:Alliance)
  RETURN 'has_mission_to' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:CONTRIBUTES_TO]->(other:Operation)
  RETURN 'contributes_to' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:RECOGNISED_IN]->(other:Operation)
  RETURN 'recognised_in' AS relation, held, other
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
  MATCH (:Country {id: $country})-[held:LEADS_FUND]->(other:TrustFund)
  RETURN 'leads_fund' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:FUNDS]->(other:TrustFund)
  RETURN 'funds' AS relation, held, other
  UNION ALL
  MATCH (:Country {id: $country})-[held:BENEFITS]->(other:TrustFund)
  RETURN 'benefits_from' AS relation, held, other
}
WITH relation, held, other
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN relation, other.id AS other, other.name AS other_name,
  head([label IN labels(other) WHERE label IN ['Country', 'Alliance', 'Organisation', 'Framework', 'Commission',
    'Tool', 'Operation', 'TrustFund']]) AS other_kind,
  coalesce(held.role, held.capacity, held.kind) AS role, held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_min = date('0001-01-01') THEN NULL ELSE held.from_min END AS from_earliest,
  CASE WHEN held.from_max = date('9999-12-31') THEN NULL ELSE held.from_max END AS from_latest,
  CASE WHEN held.to_min = date('9999-12-31') THEN NULL ELSE held.to_min END AS to_earliest,
  CASE WHEN held.to_max = date('9999-12-31') THEN NULL ELSE held.to_max END AS to_latest,
  held.attested_from AS attested_from, held.attested_to AS attested_to,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY relation, coalesce(from_earliest, date('0001-01-01')), other_name, claim
