// What does each rule on a tool ask of an actor, and which facts meet it?
/*
about = """
The rules that speak of the tool, one row for each thing that they ask, with every fact that could meet it, of whatever day, and how both stand on the day
asked about. The verdict that follows, with what would change it, is at /v1/eligibility; docs/decisions/0006-eligibility.md says how it follows."""
provisions = ["6", "7a", "7b", "7c", "8", "9", "10", "11", "12", "13", "14"]
tags = ["eligibility", "rules"]

[params.actor]
type = "actor"
about = "The country or organisation."
example = "JOR"

[params.tool]
type = "tool"
about = "The tool."
example = "IPAP"

[params.operation]
type = "operation?"
about = "The operation, for tools that are tied to one."
example = "ISAF"

[params.commission]
type = "commission?"
about = "The commission or council, for meetings of one."
example = "NRC"

[returns]
rule = "text"
modality = "text"
wording = "text"
decides = "text"
audience = "text"
speaks_of_its_kind = "boolean"
per = "text?"
area = "text?"
strand = "text"
reading = "text"
instead_of = "text?"
provisions = "text[]"
rule_since = "date?"
rule_until = "date?"
in_force = "text"
rule_from_earliest = "day?"
rule_from_latest = "day?"
rule_to_earliest = "day?"
rule_to_latest = "day?"
rule_note = "text?"
rule_sources = "source[]"
condition = "text?"
alternative = "integer?"
scope = "boolean?"
asks = "text?"
expected = "boolean?"
relation = "text?"
role = "text?"
object = "text?"
any_of = "text?"
subject = "text?"
attribute = "text?"
attribute_holds = "boolean?"

[returns.facts]
claim = "claim"
start = "entity"
relation = "text"
end = "entity"
role = "text?"
since = "date?"
until = "date?"
holds = "text"
from_earliest = "day?"
from_latest = "day?"
to_earliest = "day?"
to_latest = "day?"
confidence = "text"
sources = "source[]"
*/
MATCH (:Tool {id: $tool})<-[:OFFERS]-(rule:Rule)
// From the tool outwards, and looked at then: the embedded engine else looks through all rules.
WITH rule
WHERE rule.known_from <= $known_at AND $known_at < rule.known_to
MATCH (actor:Actor {id: $actor})
OPTIONAL MATCH (rule)-[:REQUIRES]->(condition:Condition)
OPTIONAL MATCH (subject:Entity)
WHERE condition.relation IS NOT NULL AND subject.id = coalesce(condition.subject, $actor)
OPTIONAL MATCH (subject)-[held]-(object:Entity)
WHERE type(held) = condition.relation AND held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND (condition.role IS NULL OR held.role = condition.role)
  AND (object.id = condition.object
    OR (condition.any_of = 'partnership' AND object.confers_partnership)
    OR (condition.any_of = 'operation' AND object.id = $operation)
    OR (condition.any_of = 'commission' AND object.id = $commission)
    OR (condition.object IS NULL AND condition.any_of IS NULL))
WITH rule, actor, condition, held ORDER BY held.from_min, held.claim_id
WITH rule, actor, condition, [fact IN collect(CASE WHEN held IS NULL THEN NULL ELSE {
    claim: held.claim_id, start: startNode(held).id, relation: type(held), end: endNode(held).id, role: held.role,
    since: held.valid_from, until: held.valid_to,
    holds: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'yes'
      WHEN held.from_min <= $as_of AND $as_of < held.to_max THEN 'possibly' ELSE 'no' END,
    from_earliest: CASE WHEN held.from_min = date('0001-01-01') THEN NULL ELSE held.from_min END,
    from_latest: CASE WHEN held.from_max = date('9999-12-31') THEN NULL ELSE held.from_max END,
    to_earliest: CASE WHEN held.to_min = date('9999-12-31') THEN NULL ELSE held.to_min END,
    to_latest: CASE WHEN held.to_max = date('9999-12-31') THEN NULL ELSE held.to_max END,
    confidence: held.confidence, sources: held.sources} END) WHERE fact IS NOT NULL] AS facts
RETURN rule.id AS rule, rule.modality AS modality, rule.wording AS wording, rule.decides AS decides, rule.audience AS audience,
  rule.audience = CASE WHEN 'Country' IN labels(actor) THEN 'country' WHEN 'Organisation' IN labels(actor) THEN 'organisation'
    ELSE 'alliance' END AS speaks_of_its_kind, rule.per AS per, rule.area AS area,
  rule.strand AS strand, rule.reading AS reading, rule.instead_of AS instead_of, coalesce(rule.provision, []) AS provisions,
  rule.valid_from AS rule_since, rule.valid_to AS rule_until,
  CASE WHEN rule.from_max <= $as_of AND $as_of < rule.to_min THEN 'yes'
    WHEN rule.from_min <= $as_of AND $as_of < rule.to_max THEN 'possibly' ELSE 'no' END AS in_force,
  CASE WHEN rule.from_min = date('0001-01-01') THEN NULL ELSE rule.from_min END AS rule_from_earliest,
  CASE WHEN rule.from_max = date('9999-12-31') THEN NULL ELSE rule.from_max END AS rule_from_latest,
  CASE WHEN rule.to_min = date('9999-12-31') THEN NULL ELSE rule.to_min END AS rule_to_earliest,
  CASE WHEN rule.to_max = date('9999-12-31') THEN NULL ELSE rule.to_max END AS rule_to_latest,
  rule.note AS rule_note, rule.sources AS rule_sources,
  condition.id AS condition, condition.alternative AS alternative, condition.scope AS scope, condition.asks AS asks,
  condition.expected AS expected, condition.relation AS relation, condition.role AS role, condition.object AS object,
  condition.any_of AS any_of, condition.subject AS subject, condition.attribute AS attribute,
  CASE condition.attribute WHEN 'beyond_euro_atlantic' THEN coalesce(actor.euro_atlantic = 'beyond', false) END AS attribute_holds,
  facts
ORDER BY rule, alternative, condition
