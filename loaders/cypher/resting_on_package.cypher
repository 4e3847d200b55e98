// Edges of other packages at nodes of this one
MATCH (node {package: $package})-[edge]-()
WHERE edge.package <> $package
RETURN edge.package AS package, count(*) AS edges
ORDER BY package
