// What does the policy say, paragraph by paragraph, and what in the graph does each provision touch?
/*
about = """
The paragraphs and statements of the policy, in our own words, with the modality of each, and what cites it: objectives, priority areas,
considerations, rules, decisions and evidence. The policy is of 15 April 2011; before that day the list is empty."""
provisions = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18"]
tags = ["policy"]

[params.paragraph]
type = "text?"
about = "Only this paragraph with what it is divided into, such as 13, 7 or 7c.ii."
example = "13"
choices = ["1", "2", "3", "4", "5", "6", "7", "7a", "7a.i", "7b", "7b.i", "7c", "7c.i", "7c.ii", "7c.iii", "7c.iv", "7c.v",
  "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18"]

[returns]
id = "entity"
paragraph = "text"
number = "integer?"
kind = "text"
modality = "text?"
text = "text"
note = "text?"
sources = "source[]"

[returns.touches]
id = "entity"
kind = "text"
name = "text"
*/
MATCH (provision:Provision)-[:PART_OF]->(document:Document)
WHERE document.date <= toString($as_of)
  AND ($paragraph IS NULL OR EXISTS { MATCH (provision)-[:PART_OF*0..3]->(:Provision {paragraph: $paragraph}) })
OPTIONAL MATCH (other:Entity)-[:CITES]->(provision)
WHERE other.known_from IS NULL OR (other.known_from <= $known_at AND $known_at < other.known_to)
WITH provision, other,
  CASE WHEN other:Objective THEN 'objective' WHEN other:PriorityArea THEN 'priority area'
    WHEN other:Consideration THEN 'consideration' WHEN other:Decision THEN 'decision' WHEN other:Rule THEN 'rule'
    ELSE 'evidence' END AS kind
ORDER BY kind, other.id
WITH provision, [one IN collect({id: other.id, kind: kind, name: coalesce(other.name, other.title, other.wording, other.audience)})
  WHERE one.id IS NOT NULL] AS touches
RETURN provision.id AS id, provision.paragraph AS paragraph, provision.number AS number, provision.kind AS kind,
  provision.modality AS modality, provision.text AS text, provision.note AS note, provision.sources AS sources, touches
ORDER BY coalesce(toInteger(left(paragraph, 2)), toInteger(left(paragraph, 1))), paragraph, coalesce(number, 0)
