// What the names and codes of each entity rest on
UNWIND $rows AS row
MATCH (entity:Entity {id: row.entity})
MATCH (source:Source {id: row.source})
MERGE (entity)-[edge:RESTS_ON]->(source)
SET edge.loaded_at = row.loaded_at, edge.package = row.package
