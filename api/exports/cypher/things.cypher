// Things as they are exported: whatever claims are about
CALL () {
  WITH $ids AS ids WHERE ids IS NULL
  MATCH (thing:Entity)
  RETURN thing
  UNION ALL
  UNWIND $ids AS id
  MATCH (thing:Entity {id: id})
  RETURN thing
}
WITH thing
WHERE thing.known_from IS NULL OR (thing.known_from <= $known_at AND $known_at < thing.known_to)
RETURN thing.id AS id, labels(thing) AS labels, properties(thing) AS thing
ORDER BY id
