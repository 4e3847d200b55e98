// What hangs on some things by edges without a record clock, and whether each thing is a record that became known after an instant
MATCH (start:Entity)
WHERE start.id IN $ids
OPTIONAL MATCH (start)-[tie]->(end:Entity)
WHERE type(tie) IN $types
RETURN start.id AS start, start.known_from > $known_at AS later, type(tie) AS type, end.id AS end
