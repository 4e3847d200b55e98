// Which acts of the Council bear on an actor's use of a tool, and how far does each reach?
/*
about = """
Decisions that concern the actor, with all that they affect: those that grant or suspend, of whatever day, and how each stands on the day asked about. What no
act names in so many words (a suspension of all practical cooperation) reaches the tools of its strand; `reaches` says so. Acts that change no standing
(`approves`, `opens`, `none`) are there if they name the tool, those that concern nobody by name among them."""
provisions = ["3", "6", "7a", "10", "11", "13"]
tags = ["eligibility", "decisions"]

[params.actor]
type = "actor"
about = "The country or organisation."
example = "RUS"

[params.tool]
type = "tool"
about = "The tool."
example = "COOPERATION"

[params.operation]
type = "operation?"
about = "The operation, for tools that are tied to one."
example = "ISAF"

[params.commission]
type = "commission?"
about = "The commission or council, for meetings of one."
example = "NRC"

[returns]
id = "entity"
title = "text"
body = "text"
effect = "text"
strand = "text?"
reaches = "boolean"
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
  MATCH (:Actor {id: $actor})<-[:CONCERNS]-(decision:Decision)
  RETURN DISTINCT decision, true AS concerned
  UNION ALL
  // Those that concern nobody by name.
  MATCH (:Tool {id: $tool})<-[:AFFECTS]-(decision:Decision)
  WHERE NOT EXISTS { (decision)-[:CONCERNS]->(:Actor) }
  RETURN DISTINCT decision, false AS concerned
}
WITH decision, concerned
WHERE decision.known_from <= $known_at AND $known_at < decision.known_to
OPTIONAL MATCH (decision)-[:AFFECTS]->(thing:Entity)
WITH decision, concerned, thing ORDER BY thing.id
WITH decision, concerned, [one IN collect(CASE WHEN thing IS NULL THEN NULL ELSE {id: thing.id,
    kind: CASE WHEN thing:Framework THEN 'framework' WHEN thing:Commission THEN 'commission' WHEN thing:Operation THEN 'operation'
      WHEN thing:Tool THEN 'tool' ELSE 'other' END} END) WHERE one IS NOT NULL] AS things
WITH decision, concerned, [one IN things | one.id] AS affects, [one IN things | one.kind] AS kinds,
  [one IN things WHERE one.kind = 'operation' | one.id] AS operations,
  [one IN things WHERE one.kind = 'commission' | one.id] AS commissions
WITH decision, affects, concerned, CASE decision.effect
    WHEN 'suspends' THEN size(affects) = 0 OR 'framework' IN kinds OR $tool IN affects
      OR coalesce($commission IN affects, false) OR coalesce($operation IN affects, false)
    WHEN 'grants' THEN $tool IN affects AND (size(operations) = 0 OR coalesce($operation IN operations, false))
      AND (size(commissions) = 0 OR coalesce($commission IN commissions, false))
    ELSE false END AND concerned AS reaches
WHERE reaches OR (NOT decision.effect IN ['suspends', 'grants'] AND ($tool IN affects
  OR coalesce(concerned AND ($commission IN affects OR $operation IN affects), false)))
RETURN decision.id AS id, decision.title AS title, decision.body AS body, decision.effect AS effect, decision.strand AS strand,
  reaches, affects, decision.decided_on AS decided_on, decision.effective_from AS since, decision.effective_until AS until,
  CASE WHEN decision.from_max <= $as_of AND $as_of < decision.to_min THEN 'yes'
    WHEN decision.from_min <= $as_of AND $as_of < decision.to_max THEN 'possibly' ELSE 'no' END AS holds,
  CASE WHEN decision.from_min = date('0001-01-01') THEN NULL ELSE decision.from_min END AS from_earliest,
  CASE WHEN decision.from_max = date('9999-12-31') THEN NULL ELSE decision.from_max END AS from_latest,
  CASE WHEN decision.to_min = date('9999-12-31') THEN NULL ELSE decision.to_min END AS to_earliest,
  CASE WHEN decision.to_max = date('9999-12-31') THEN NULL ELSE decision.to_max END AS to_latest,
  coalesce(decision.provision, []) AS provisions, decision.confidence AS confidence, decision.note AS note,
  decision.sources AS sources
ORDER BY coalesce(since, decided_on, '9999'), id
