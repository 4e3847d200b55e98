// Which rules say who may use a tool, and what does each ask?
/*
about = """
Every rule, of whatever day, with how it stands on the day asked about, how the text puts it, and what it asks. Conditions without an alternative must all be met; of
the alternatives one. `scope` says of whom a rule speaks at all."""
provisions = ["6", "7a", "7b", "7c", "8", "9", "10", "11", "12", "13", "14"]
tags = ["eligibility", "rules"]

[params.tool]
type = "tool?"
about = "Only those on this tool."
example = "IPAP"

[returns]
id = "entity"
tool = "entity"
modality = "text"
wording = "text"
decides = "text"
audience = "text"
per = "text?"
area = "text?"
strand = "text"
since = "date?"
until = "date?"
attested_to = "date?"
in_force = "text"
from_earliest = "day?"
from_latest = "day?"
to_earliest = "day?"
to_latest = "day?"
replaces = "entity[]"
instead_of = "text?"
reading = "text"
provisions = "text[]"
note = "text?"
sources = "source[]"

[returns.conditions]
id = "entity"
alternative = "integer?"
scope = "boolean"
asks = "text"
expected = "boolean"
relation = "text?"
role = "text?"
object = "text?"
any_of = "text?"
subject = "text?"
attribute = "text?"
*/
CALL () {
  WITH $tool AS one WHERE one IS NULL
  MATCH (rule:Rule)-[:OFFERS]->(tool:Tool)
  RETURN rule, tool
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (tool:Tool {id: $tool})<-[:OFFERS]-(rule:Rule)
  RETURN rule, tool
}
WITH rule, tool
WHERE rule.known_from <= $known_at AND $known_at < rule.known_to
OPTIONAL MATCH (rule)-[:REQUIRES]->(condition:Condition)
WITH rule, tool, condition ORDER BY condition.alternative, condition.id
WITH rule, tool, [one IN collect(CASE WHEN condition IS NULL THEN NULL ELSE {
    id: condition.id, alternative: condition.alternative, scope: condition.scope, asks: condition.asks,
    expected: condition.expected, relation: condition.relation, role: condition.role, object: condition.object,
    any_of: condition.any_of, subject: condition.subject, attribute: condition.attribute} END)
  WHERE one IS NOT NULL] AS conditions
RETURN rule.id AS id, tool.id AS tool, rule.modality AS modality, rule.wording AS wording, rule.decides AS decides,
  rule.audience AS audience, rule.per AS per, rule.area AS area, rule.strand AS strand, rule.valid_from AS since,
  rule.valid_to AS until, rule.attested_to AS attested_to,
  CASE WHEN rule.from_max <= $as_of AND $as_of < rule.to_min THEN 'yes'
    WHEN rule.from_min <= $as_of AND $as_of < rule.to_max THEN 'possibly' ELSE 'no' END AS in_force,
  CASE WHEN rule.from_min = date('0001-01-01') THEN NULL ELSE rule.from_min END AS from_earliest,
  CASE WHEN rule.from_max = date('9999-12-31') THEN NULL ELSE rule.from_max END AS from_latest,
  CASE WHEN rule.to_min = date('9999-12-31') THEN NULL ELSE rule.to_min END AS to_earliest,
  CASE WHEN rule.to_max = date('9999-12-31') THEN NULL ELSE rule.to_max END AS to_latest,
  coalesce(rule.replaces, []) AS replaces, rule.instead_of AS instead_of, rule.reading AS reading,
  coalesce(rule.provision, []) AS provisions, rule.note AS note, rule.sources AS sources, conditions
ORDER BY tool, id
