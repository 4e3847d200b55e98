// Which acts of the Council give or hold back something, and what does each affect?
/*
about = """
The acts that grant or suspend, of whatever day, with whom each concerns and what it affects, and how it stands on the day asked about. How far each reaches follows from
that: docs/decisions/0006-eligibility.md."""
provisions = ["3", "6", "7a", "10", "11", "13"]
tags = ["eligibility", "decisions"]

[params.actor]
type = "actor?"
about = "Only acts that concern this actor."
example = "RUS"

[returns]
id = "entity"
title = "text"
body = "text"
effect = "text"
strand = "text?"
actors = "entity[]"
frameworks = "entity[]"
commissions = "entity[]"
operations = "entity[]"
tools = "entity[]"
others = "entity[]"
affects = "entity[]"
decided_on = "date?"
since = "date?"
until = "date?"
holds = "text"
from_earliest = "day?"
from_latest = "day?"
to_earliest = "day?"
to_latest = "day?"
provisions = "text[]"
confidence = "text"
note = "text?"
sources = "source[]"
*/
CALL () {
  WITH $actor AS one WHERE one IS NULL
  MATCH (decision:Decision)
  RETURN decision
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (:Actor {id: $actor})<-[:CONCERNS]-(decision:Decision)
  RETURN DISTINCT decision
}
WITH decision
WHERE decision.known_from <= $known_at AND $known_at < decision.known_to AND decision.effect IN ['grants', 'suspends']
MATCH (decision)-[:CONCERNS]->(actor:Actor)
WITH decision, actor ORDER BY actor.id
WITH decision, collect(actor.id) AS actors
WHERE $actor IS NULL OR $actor IN actors
OPTIONAL MATCH (decision)-[:AFFECTS]->(thing:Entity)
WITH decision, actors, thing ORDER BY thing.id
WITH decision, actors, [one IN collect(CASE WHEN thing IS NULL THEN NULL ELSE {id: thing.id,
    kind: CASE WHEN thing:Framework THEN 'framework' WHEN thing:Commission THEN 'commission' WHEN thing:Operation THEN 'operation'
      WHEN thing:Tool THEN 'tool' ELSE 'other' END} END) WHERE one IS NOT NULL] AS things
RETURN decision.id AS id, decision.title AS title, decision.body AS body, decision.effect AS effect, decision.strand AS strand,
  actors, [one IN things WHERE one.kind = 'framework' | one.id] AS frameworks,
  [one IN things WHERE one.kind = 'commission' | one.id] AS commissions,
  [one IN things WHERE one.kind = 'operation' | one.id] AS operations,
  [one IN things WHERE one.kind = 'tool' | one.id] AS tools, [one IN things WHERE one.kind = 'other' | one.id] AS others,
  [one IN things | one.id] AS affects, decision.decided_on AS decided_on,
  decision.effective_from AS since, decision.effective_until AS until,
  CASE WHEN decision.from_max <= $as_of AND $as_of < decision.to_min THEN 'yes'
    WHEN decision.from_min <= $as_of AND $as_of < decision.to_max THEN 'possibly' ELSE 'no' END AS holds,
  CASE WHEN decision.from_min = date('0001-01-01') THEN NULL ELSE decision.from_min END AS from_earliest,
  CASE WHEN decision.from_max = date('9999-12-31') THEN NULL ELSE decision.from_max END AS from_latest,
  CASE WHEN decision.to_min = date('9999-12-31') THEN NULL ELSE decision.to_min END AS to_earliest,
  CASE WHEN decision.to_max = date('9999-12-31') THEN NULL ELSE decision.to_max END AS to_latest,
  coalesce(decision.provision, []) AS provisions, decision.confidence AS confidence, decision.note AS note,
  decision.sources AS sources
ORDER BY id
