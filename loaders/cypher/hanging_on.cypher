// Edges of other packages at these nodes
MATCH (node)-[edge]-()
WHERE elementId(node) IN $nodes AND edge.package <> $package
RETURN edge.package AS package, count(*) AS edges, min(coalesce(edge.claim_id, type(edge))) AS example
ORDER BY package
