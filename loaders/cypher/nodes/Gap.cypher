// Nodes of label Gap, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Gap:Entity {id: row.key})
SET node = row.properties
