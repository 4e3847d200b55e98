// Ids that another package has brought
MATCH (node:Entity)
WHERE node.id IN $ids AND node.package <> $package
RETURN node.id AS id, node.package AS package
UNION
MATCH (node:Claim)
WHERE node.id IN $ids AND node.package <> $package
RETURN node.id AS id, node.package AS package
UNION
MATCH (node:Source)
WHERE node.id IN $ids AND node.package <> $package
RETURN node.id AS id, node.package AS package
