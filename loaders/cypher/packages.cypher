// The packages in the graph
MATCH (package:Package)
RETURN package.id AS id
ORDER BY id
