// What stands beside a verdict: the actor's standing and use, practice, and what is not known?
/*
about = """
What the actor is in NATO's frameworks on the day, or may be; whether it uses the tool; what pages say of the practice of the tool; and what was looked for about both and not
found. None of it changes a verdict."""
provisions = ["13", "14"]
tags = ["eligibility"]

[params.actor]
type = "actor"
about = "The country or organisation."
example = "KWT"

[params.tool]
type = "tool"
about = "The tool."
example = "MISSION"

[returns]
kind = "text"
id = "text"
text = "text"
about = "text?"
since = "date?"
until = "date?"
holds = "text"
provisions = "text[]"
claim = "claim?"
sources = "source[]"
*/
CALL () {
  MATCH (:Tool {id: $tool})<-[:IS_ABOUT]-(evidence:RuleEvidence)
  WITH DISTINCT evidence
  WHERE evidence.tool = $tool AND evidence.known_from <= $known_at AND $known_at < evidence.known_to
    AND evidence.from_min <= $as_of AND $as_of < evidence.to_max
  RETURN 'practice' AS kind, evidence.id AS id,
    evidence.audience + ': ' + coalesce(evidence.condition, evidence.modality) + '.' + coalesce(' ' + evidence.note, '') AS text,
    evidence.audience AS about, evidence.valid_from AS since, evidence.valid_to AS until,
    CASE WHEN evidence.from_max <= $as_of AND $as_of < evidence.to_min THEN 'yes' ELSE 'possibly' END AS holds,
    coalesce(evidence.provision, []) AS provisions, NULL AS claim, evidence.sources AS sources
  UNION ALL
  MATCH (:Actor {id: $actor})-[held:USES]->(:Tool {id: $tool})
  WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
    AND held.known_from <= $known_at AND $known_at < held.known_to
  RETURN 'use' AS kind, held.claim_id AS id, coalesce(held.note, '') AS text, $actor AS about, held.valid_from AS since,
    held.valid_to AS until,
    CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'yes' ELSE 'possibly' END AS holds,
    [] AS provisions, held.claim_id AS claim, held.sources AS sources
  UNION ALL
  MATCH (:Actor {id: $actor})-[held:HAS_MISSION_TO]->(:Entity)
  WHERE $tool = 'MISSION' AND held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
    AND held.known_from <= $known_at AND $known_at < held.known_to
  RETURN 'use' AS kind, held.claim_id AS id, coalesce(held.note, '') AS text, $actor AS about, held.valid_from AS since,
    held.valid_to AS until,
    CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'yes' ELSE 'possibly' END AS holds,
    [] AS provisions, held.claim_id AS claim, held.sources AS sources
  UNION ALL
  MATCH (:Actor {id: $actor})-[held:MEMBER_OF]->(body:Body)
  WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
    AND held.known_from <= $known_at AND $known_at < held.known_to AND (body:Framework OR body:Alliance)
  RETURN 'standing' AS kind, held.claim_id AS id, held.role + ', ' + body.name AS text, body.id AS about,
    held.valid_from AS since, held.valid_to AS until,
    CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'yes' ELSE 'possibly' END AS holds,
    [] AS provisions, held.claim_id AS claim, held.sources AS sources
  UNION ALL
  MATCH (:Actor {id: $actor})<-[:IS_ABOUT]-(gap:Gap)-[:IS_ABOUT]->(:Tool {id: $tool})
  WHERE gap.known_from <= $known_at AND $known_at < gap.known_to AND gap.from_min <= $as_of AND $as_of < gap.to_max
  RETURN 'gap' AS kind, gap.id AS id, gap.what AS text, $actor AS about, gap.unknown_from AS since, gap.unknown_to AS until,
    'yes' AS holds, [] AS provisions, NULL AS claim, coalesce(gap.read, []) AS sources
}
RETURN kind, id, text, about, since, until, holds, provisions, claim, sources
ORDER BY CASE kind WHEN 'standing' THEN 0 WHEN 'use' THEN 1 WHEN 'practice' THEN 2 ELSE 3 END, id
