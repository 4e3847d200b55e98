// Who belongs to a framework, commission or organisation on a day, as what, and since when?
/*
about = """
Allies and partners, members and observers, each with the claim behind it. A membership whose dates leave the day
open is listed as possible. The Alliance is a body here too: ask for NATO."""
provisions = ["7", "9"]
tags = ["members"]

[params.body]
type = "body"
about = "Id of the framework, commission or organisation; NATO is one."
example = "EAPC"

[params.role]
type = "text?"
about = "Only members in this role."
example = "partner"
choices = ["ally", "partner", "member", "observer", "associate"]

[returns]
id = "country"
name = "text"
role = "text"
programme = "text?"
since = "date?"
until = "date?"
certainty = "certainty"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (country:Country)-[held:MEMBER_OF]->(body:Body {id: $body})
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ($role IS NULL OR held.role = $role)
RETURN country.id AS id, country.name AS name, held.role AS role, held.programme AS programme,
  held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY name, claim
