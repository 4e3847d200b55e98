// Things as they are exported: whatever claims are about
MATCH (thing:Entity)
WHERE thing.known_from IS NULL OR (thing.known_from <= $known_at AND $known_at < thing.known_to)
RETURN thing.id AS id, labels(thing) AS labels, properties(thing) AS thing
ORDER BY id
