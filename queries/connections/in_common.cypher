// What do two actors have in common on a day?
/*
about = """
Everything that both stand in the same kind of relation to on the day, or may: bodies, tools, operations, funds, agreements, meetings. `certain` where both
relations are."""
provisions = ["7"]
tags = ["connections"]

[params.one]
type = "actor"
about = "A country or organisation."
example = "FIN"

[params.other]
type = "actor"
about = "Another one."
example = "SWE"

[returns]
shared = "entity"
shared_name = "text"
relation = "text"
one_role = "text?"
other_role = "text?"
certainty = "certainty"
one_claim = "claim"
other_claim = "claim"
one_sources = "source[]"
other_sources = "source[]"
*/
MATCH (:Actor {id: $other})-[too]->(reached:Entity)
WHERE too.answers AND too.from_min <= $as_of AND $as_of < too.to_max
  AND too.known_from <= $known_at AND $known_at < too.known_to
// From both actors inwards, and compared there: what they share may have thousands of other edges.
WITH collect({edge: too, id: reached.id}) AS others
MATCH (:Actor {id: $one})-[held]->(shared:Entity)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND NOT shared:Name AND NOT shared:Consideration AND NOT shared:Figure
UNWIND others AS theirs
WITH held, shared, theirs.edge AS too, theirs.id AS reached
WHERE reached = shared.id AND type(held) = type(too) AND $one <> $other
RETURN shared.id AS shared, coalesce(shared.name, shared.title) AS shared_name, type(held) AS relation,
  coalesce(held.role, held.capacity) AS one_role, coalesce(too.role, too.capacity) AS other_role,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min AND too.from_max <= $as_of AND $as_of < too.to_min
    THEN 'certain' ELSE 'possible' END AS certainty,
  held.claim_id AS one_claim, too.claim_id AS other_claim, held.sources AS one_sources, too.sources AS other_sources
ORDER BY relation, shared, one_claim, other_claim
