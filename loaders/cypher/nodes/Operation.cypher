// Nodes of label Operation, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Operation:Entity {id: row.key})
SET node = row.properties
