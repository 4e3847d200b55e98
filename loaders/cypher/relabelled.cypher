// Entities of this package that now belong under another label
MATCH (entity:Entity {package: $package})
WHERE entity.id IN $ids AND NOT $label IN labels(entity)
RETURN elementId(entity) AS node
