// Delete nodes with whatever hangs on them
MATCH (node)
WHERE elementId(node) IN $nodes
DETACH DELETE node
