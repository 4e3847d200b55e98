// Which state succeeded which, and how?
/*
about = """
Successions of states and of frameworks that had begun by the day: continuation, succession, union, replacement."""
provisions = []
tags = ["time", "states"]

[returns]
successor = "entity"
successor_name = "text"
predecessor = "entity"
predecessor_name = "text"
kind = "text?"
since = "date?"
certainty = "certainty"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (successor:Entity)-[held:SUCCEEDS]->(predecessor:Entity)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN successor.id AS successor, successor.name AS successor_name, predecessor.id AS predecessor,
  predecessor.name AS predecessor_name, held.kind AS kind, held.valid_from AS since,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY coalesce(since, '9999'), successor, predecessor, claim
