// With which organisations does NATO have relations on a day, and of what nature?
/*
about = """
Relations that exist, or may exist, on the day between NATO and international organisations."""
provisions = ["9"]
tags = ["organisations"]

[returns]
id = "body"
name = "text"
nature = "text"
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
MATCH (:Alliance)-[held:HAS_RELATIONS_WITH]->(organisation:Organisation)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN organisation.id AS id, organisation.name AS name, held.nature AS nature, held.valid_from AS since,
  held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY id, claim
