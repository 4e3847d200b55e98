// The claims of one kind that a package brought, with what they carry
MATCH (start:Entity)-[edge]->(end:Entity)
WHERE type(edge) = $type AND edge.package = $package
RETURN start.id AS start, end.id AS end, properties(edge) AS held
