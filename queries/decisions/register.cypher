// What has the Council decided on partners up to a day?
/*
about = """
The register of the Council's acts, by kind, actor, tool and paragraph, in order of their days. `effect` says what an act does to somebody's
standing; most do nothing of the kind. A block by one Ally is marked in `body` and is no decision of the Council."""
provisions = ["6", "7", "10", "11", "13"]
tags = ["decisions"]

[params.kind]
type = "text?"
about = "Only of this kind, such as `suspend`."
example = "open tool"

[params.actor]
type = "actor?"
about = "Only what concerns this country or organisation."
example = "RUS"

[params.tool]
type = "entity?"
about = "Only what affects this tool, framework, commission or operation."
example = "TRUST_FUND"

[params.paragraph]
type = "text?"
about = "Only what serves this paragraph of the policy, such as 13."
example = "14"

[returns]
id = "entity"
title = "text"
summary = "text"
body = "text"
kind = "text"
effect = "text"
strand = "text?"
decided_on = "date?"
effective_from = "date?"
effective_until = "date?"
actors = "entity[]"
affects = "entity[]"
provisions = "text[]"
provision_reading = "text?"
confidence = "text"
note = "text?"
sources = "source[]"
*/
CALL () {
  WITH coalesce($actor, $tool) AS one WHERE one IS NULL
  MATCH (decision:Decision)
  RETURN decision
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (:Entity {id: $actor})<-[:CONCERNS]-(decision:Decision)
  RETURN DISTINCT decision
  UNION ALL
  MATCH (:Entity {id: $tool})<-[:AFFECTS]-(decision:Decision)
  WHERE $actor IS NULL
  RETURN DISTINCT decision
}
WITH decision
WHERE decision.known_from <= $known_at AND $known_at < decision.known_to
  AND (decision.decided_on IS NULL OR decision.decided_on <= toString($as_of))
  AND ($kind IS NULL OR decision.kind = $kind)
OPTIONAL MATCH (decision)-[:CONCERNS]->(actor:Entity)
WITH decision, actor ORDER BY actor.id
WITH decision, collect(actor.id) AS actors
OPTIONAL MATCH (decision)-[:AFFECTS]->(tool:Entity)
WITH decision, actors, tool ORDER BY tool.id
WITH decision, actors, collect(tool.id) AS affects
OPTIONAL MATCH (decision)-[:CITES]->(provision:Provision)
WITH decision, actors, affects, collect(provision.paragraph) AS paragraphs
WHERE ($actor IS NULL OR $actor IN actors) AND ($tool IS NULL OR $tool IN affects)
  AND ($paragraph IS NULL OR $paragraph IN paragraphs)
RETURN decision.id AS id, decision.title AS title, decision.summary AS summary, decision.body AS body, decision.kind AS kind,
  decision.effect AS effect, decision.strand AS strand, decision.decided_on AS decided_on,
  decision.effective_from AS effective_from, decision.effective_until AS effective_until, actors, affects,
  coalesce(decision.provision, []) AS provisions, decision.provision_reading AS provision_reading,
  decision.confidence AS confidence, decision.note AS note, decision.sources AS sources
ORDER BY coalesce(decided_on, '9999'), id
