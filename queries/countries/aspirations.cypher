// Who aspires to join NATO on a day, and how does it show?
/*
about = """
Countries whose aspiration to membership shows on the day, or may. An aspiration gives no right by itself."""
provisions = ["16"]
tags = ["aspirations"]

[returns]
id = "country"
name = "text"
capacity = "text"
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
MATCH (country:Country)-[held:ASPIRES_TO]->(:Alliance)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN country.id AS id, country.name AS name, held.capacity AS capacity, held.valid_from AS since, held.valid_to AS until,
  held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY name, claim
