// Who was what to NATO on the day of an event?
/*
about = """
Allies and partners on the first day of a meeting or decision, or the day of a document: what each was, by which framework, and whether that is certain. Countries
that were neither are not listed. The day asked about plays no part; the day of the event does, where it is known to the day."""
provisions = ["7"]
tags = ["members", "events"]
any_day = true

[params.event]
type = "entity"
about = "Id of a meeting, decision or document whose day is known."
example = "BERLIN-2011"

[returns]
id = "country"
name = "text"
day = "date"
role = "text"
body = "body"
since = "date?"
certainty = "certainty"
claim = "claim"
sources = "source[]"
*/
MATCH (event:Entity {id: $event})
WITH coalesce(event.date, event.decided_on) AS text
WHERE text IS NOT NULL AND size(text) = 10
WITH text, date(text) AS day
MATCH (country:Country)-[held:MEMBER_OF]->(body:Body)
WHERE held.answers AND held.from_min <= day AND day < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ((held.role = 'ally' AND body:Alliance) OR (held.role = 'partner' AND body.confers_partnership))
RETURN country.id AS id, country.name AS name, text AS day, held.role AS role, body.id AS body, held.valid_from AS since,
  CASE WHEN held.from_max <= day AND day < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.claim_id AS claim, held.sources AS sources
ORDER BY role, body, name, claim
