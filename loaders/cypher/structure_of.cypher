// The edges of structure that the rows of one table of a package became
MATCH (start)-[edge]->(end)
WHERE edge.package = $package AND edge.table = $table
RETURN start.id AS start, end.id AS end, properties(edge) AS held
