// Nodes of this package that this load did not bring
MATCH (node {package: $package})
WHERE node.loaded_at <> $revision
RETURN elementId(node) AS node
