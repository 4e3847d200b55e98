// Which facts are an edge of a kind that a rule could ask for?
/*
about = """
As eligibility/grounds, for one kind of edge that is named, whether a rule asks for it or not: what a rule that is only supposed would look at."""
provisions = ["13"]
tags = ["eligibility"]

[params.relation]
type = "text"
about = "The edge."
example = "MEMBER_OF"
choices = ["MEMBER_OF", "USES", "RECOGNISED_IN", "CONTRIBUTES_TO", "CONDUCTS", "HAS_RELATIONS_WITH", "ASPIRES_TO"]

[params.role]
type = "text?"
about = "The role on it; any by default."
example = "partner"

[params.object]
type = "entity?"
about = "The other end; any by default."
example = "PFP"

[params.any_of]
type = "text?"
about = "Other ends that will do: frameworks that confer partnership, operations, or commissions."
example = "partnership"
choices = ["partnership", "operation", "commission"]

[params.subject]
type = "entity?"
about = "Whose edge it is, if only of one."
example = "SWE"

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
CALL () {
  WITH coalesce($subject, $object) AS one WHERE one IS NULL
  MATCH (actor:Actor)-[held]-(other:Entity)
  RETURN actor, held, other
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (actor:Actor {id: $subject})-[held]-(other:Entity)
  RETURN actor, held, other
  UNION ALL
  WITH $subject AS one WHERE one IS NULL
  MATCH (other:Entity {id: $object})-[held]-(actor:Actor)
  RETURN actor, held, other
}
WITH actor, held, other
WHERE type(held) = $relation AND held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ($role IS NULL OR held.role = $role)
  AND (other.id = $object
    OR ($any_of = 'partnership' AND other.confers_partnership)
    OR ($any_of = 'operation' AND other:Operation)
    OR ($any_of = 'commission' AND other:Commission)
    OR ($object IS NULL AND $any_of IS NULL))
RETURN actor.id AS actor, $relation AS relation, $role AS role, $object AS object, $any_of AS any_of, $subject AS subject,
  other.id AS other, held.claim_id AS claim, startNode(held).id AS start, endNode(held).id AS end, held.role AS held_as,
  held.valid_from AS since, held.valid_to AS until, held.confidence AS confidence,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'yes'
    WHEN held.from_min <= $as_of AND $as_of < held.to_max THEN 'possibly' ELSE 'no' END AS holds,
  CASE WHEN held.from_min = date('0001-01-01') THEN NULL ELSE held.from_min END AS from_earliest,
  CASE WHEN held.from_max = date('9999-12-31') THEN NULL ELSE held.from_max END AS from_latest,
  CASE WHEN held.to_min = date('9999-12-31') THEN NULL ELSE held.to_min END AS to_earliest,
  CASE WHEN held.to_max = date('9999-12-31') THEN NULL ELSE held.to_max END AS to_latest,
  held.sources AS sources
ORDER BY actor, other, held.from_min, claim
