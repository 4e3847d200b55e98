// Which facts could meet what the rules ask, for every actor?
/*
about = """
One row for each fact, of whatever day, and each kind of edge that some rule asks for and that it is. What the rules ask is in eligibility/rules; together they
are what the verdicts of all actors are worked out from at once."""
provisions = ["7", "8", "9", "10", "13"]
tags = ["eligibility"]

[params.actor]
type = "actor?"
about = "Only facts of this actor, and those of the Alliance that a rule asks for."
example = "JOR"

[returns]
actor = "entity"
relation = "text"
role = "text?"
object = "text?"
any_of = "text?"
subject = "text?"
other = "entity"
claim = "claim"
start = "entity"
end = "entity"
held_as = "text?"
since = "date?"
until = "date?"
confidence = "text"
holds = "text"
from_earliest = "day?"
from_latest = "day?"
to_earliest = "day?"
to_latest = "day?"
sources = "source[]"
*/
MATCH (rule:Rule)-[:REQUIRES]->(condition:Condition)
WHERE rule.known_from <= $known_at AND $known_at < rule.known_to AND condition.relation IS NOT NULL
WITH DISTINCT condition.relation AS relation, condition.role AS role, condition.object AS object, condition.any_of AS any_of,
  condition.subject AS subject
CALL (subject) {
  WITH subject WHERE coalesce(subject, $actor) IS NULL
  MATCH (actor:Actor)
  RETURN actor
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  WITH subject WHERE coalesce(subject, $actor) IS NOT NULL
  MATCH (actor:Actor {id: coalesce(subject, $actor)})
  RETURN actor
}
MATCH (actor)-[held]-(other:Entity)
WHERE type(held) = relation AND held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND (role IS NULL OR held.role = role)
  AND (other.id = object
    OR (any_of = 'partnership' AND other.confers_partnership)
    OR (any_of = 'operation' AND other:Operation)
    OR (any_of = 'commission' AND other:Commission)
    OR (object IS NULL AND any_of IS NULL))
RETURN actor.id AS actor, relation, role, object, any_of, subject, other.id AS other, held.claim_id AS claim,
  startNode(held).id AS start, endNode(held).id AS end, held.role AS held_as, held.valid_from AS since, held.valid_to AS until,
  held.confidence AS confidence,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'yes'
    WHEN held.from_min <= $as_of AND $as_of < held.to_max THEN 'possibly' ELSE 'no' END AS holds,
  CASE WHEN held.from_min = date('0001-01-01') THEN NULL ELSE held.from_min END AS from_earliest,
  CASE WHEN held.from_max = date('9999-12-31') THEN NULL ELSE held.from_max END AS from_latest,
  CASE WHEN held.to_min = date('9999-12-31') THEN NULL ELSE held.to_min END AS to_earliest,
  CASE WHEN held.to_max = date('9999-12-31') THEN NULL ELSE held.to_max END AS to_latest,
  held.sources AS sources
ORDER BY actor, relation, role, object, any_of, held.from_min, claim
