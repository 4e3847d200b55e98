// What has NATO agreed with an organisation or a country, and what does it cover?
/*
about = """
Agreements, declarations and exchanges of letters to which the actor is party on the day, or may be, with what each covers."""
provisions = ["9"]
tags = ["agreements", "organisations"]

[params.party]
type = "actor?"
about = "Only those to which this organisation or country is party."
example = "EU"

[returns]
id = "entity"
title = "text"
kind = "text"
date = "date?"
place = "text?"
covers = "text?"
status = "text?"
party = "entity"
party_name = "text"
since = "date?"
until = "date?"
certainty = "certainty"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH $party AS one WHERE one IS NULL
  MATCH (party:Actor)-[held:PARTY_TO]->(agreement:Agreement)
  RETURN party, held, agreement
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (party:Actor {id: $party})-[held:PARTY_TO]->(agreement:Agreement)
  RETURN party, held, agreement
}
WITH party, held, agreement
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND NOT party:Alliance
RETURN agreement.id AS id, agreement.title AS title, agreement.kind AS kind, agreement.date AS date, agreement.place AS place,
  agreement.covers AS covers, agreement.status AS status, party.id AS party, party.name AS party_name,
  held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, agreement.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY coalesce(date, '9999'), id, party, claim
