// The nodes of some labels that a package brought
MATCH (node)
WHERE node.package = $package AND any(label IN labels(node) WHERE label IN $labels)
RETURN properties(node) AS held
