// Which partners have no contact point embassy that we know of on a day?
/*
about = """
Partners on the day for which no claim says that an Ally's embassy leads, or may lead, a contact point there. This is a
gap in what public sources show, not a finding that there was none: `known_on_other_days` says whether a
contact point is known there on other days."""
provisions = ["14"]
tags = ["contact points", "gaps"]

[returns]
id = "country"
name = "text"
certainty = "certainty"
known_on_other_days = "boolean"

[returns.grounds]
body = "body"
since = "date?"
certainty = "certainty"
claim = "claim"
sources = "source[]"
*/
MATCH (body:Framework)<-[held:MEMBER_OF]-(host:Country)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND body.confers_partnership AND held.role = 'partner'
WITH host, held, body ORDER BY body.id
WITH host, collect({body: body.id, since: held.valid_from,
  certainty: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END,
  claim: held.claim_id, sources: held.sources}) AS grounds
// After the collecting: once for each host, not for each of its memberships.
WHERE NOT EXISTS {
    // Names of their own: a name of the outer pattern would stand for that very edge.
    MATCH (host)<-[:SERVES_IN]-(:ContactPointEmbassy)<-[leading:LEADS]-(:Country)
    WHERE leading.answers AND leading.from_min <= $as_of AND $as_of < leading.to_max
      AND leading.known_from <= $known_at AND $known_at < leading.known_to }
  AND NOT EXISTS {
    MATCH (host)-[allied:MEMBER_OF]->(:Alliance)
    WHERE allied.role = 'ally' AND allied.answers AND allied.from_min <= $as_of AND $as_of < allied.to_max
      AND allied.from_max <= $as_of AND $as_of < allied.to_min
      AND allied.known_from <= $known_at AND $known_at < allied.known_to }
RETURN host.id AS id, host.name AS name,
  CASE WHEN any(ground IN grounds WHERE ground.certainty = 'certain') THEN 'certain' ELSE 'possible' END AS certainty,
  EXISTS { MATCH (host)<-[:SERVES_IN]-(:ContactPointEmbassy)<-[led:LEADS]-(:Country)
    WHERE led.answers AND led.known_from <= $known_at AND $known_at < led.known_to } AS known_on_other_days,
  grounds
ORDER BY name, id
