// Things by their ids, with what is known of each itself
MATCH (thing:Entity)
WHERE thing.id IN $ids
RETURN thing.id AS id, properties(thing) AS thing
ORDER BY id
