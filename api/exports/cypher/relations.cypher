// Relations as they are exported, each with its two ends: claims with their clocks, and edges of structure, which have none
CALL () {
  WITH $claim AS claim, $among AS among WHERE claim IS NULL AND among IS NULL
  MATCH (start:Entity)-[held]->(end:Entity)
  RETURN start, held, end
  // From what is asked about outwards; an edge between two of them once.
  UNION ALL
  UNWIND $among AS id
  MATCH (start:Entity {id: id})-[held]->(end:Entity)
  RETURN start, held, end
  UNION ALL
  UNWIND $among AS id
  MATCH (end:Entity {id: id})<-[held]-(start:Entity)
  WHERE NOT start.id IN $among
  RETURN start, held, end
  UNION ALL
  MATCH (claim:Claim {id: $claim})
  MATCH (start:Entity {id: claim.start})-[held]->(end:Entity {id: claim.end})
  WHERE held.claim_id = $claim
  RETURN start, held, end
}
WITH start, held, end
WHERE (held.claim_id IS NULL OR (held.known_from <= $known_at AND $known_at < held.known_to
    AND ($as_of IS NULL OR (held.from_min <= $as_of AND $as_of < held.to_max))))
  AND (start.known_from IS NULL OR (start.known_from <= $known_at AND $known_at < start.known_to))
  AND (end.known_from IS NULL OR (end.known_from <= $known_at AND $known_at < end.known_to))
RETURN start.id AS start, coalesce(start.name, start.title, start.text, start.id) AS start_name, labels(start) AS start_labels,
  type(held) AS relation, end.id AS end, coalesce(end.name, end.title, end.text, end.id) AS end_name, labels(end) AS end_labels,
  properties(held) AS held
ORDER BY start, relation, end, coalesce(held.claim_id, '')
