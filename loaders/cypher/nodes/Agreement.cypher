// Nodes of label Agreement, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Agreement:Entity {id: row.key})
SET node = row.properties
