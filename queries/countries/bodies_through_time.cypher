// Which frameworks, commissions and organisations has a country belonged to, through time?
/*
about = """
Every membership that began, or may have begun, by the day, with its start and its end: the country's frameworks through
time. `status` says what it is on the day: `holds`, `may_hold` or `is_over`."""
provisions = ["7", "9"]
tags = ["members", "time"]

[params.country]
type = "country"
about = "Id of the country."
example = "MLT"

[returns]
body = "body"
body_name = "text"
kind = "text"
role = "text"
programme = "text?"
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
MATCH (:Country {id: $country})-[held:MEMBER_OF]->(body:Body)
WHERE held.answers AND NOT $as_of < held.from_min
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN body.id AS body, body.name AS body_name,
  CASE WHEN body:Framework THEN 'framework' WHEN body:Commission THEN 'commission' ELSE 'organisation' END AS kind,
  held.role AS role, held.programme AS programme, held.valid_from AS since, held.valid_to AS until,
  held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'holds'
    WHEN $as_of < held.to_max THEN 'may_hold' ELSE 'is_over' END AS status,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY coalesce(since, '9999'), kind, body, claim
