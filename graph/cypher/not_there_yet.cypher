// Ids of records and figures that became known after an instant, and of all that packages brought which had published nothing by then
MATCH (thing:Entity)
WHERE thing.known_from > $known_at OR thing.package IN $packages
RETURN thing.id AS id
UNION
MATCH (:Entity)-[held:HAS_FIGURE]->(thing:Figure)
WHERE held.known_from > $known_at
RETURN thing.id AS id
