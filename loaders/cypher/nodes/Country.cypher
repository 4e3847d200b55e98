// Nodes of label Country, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Country:Actor:Entity {id: row.key})
SET node = row.properties
