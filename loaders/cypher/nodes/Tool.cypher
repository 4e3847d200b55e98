// Nodes of label Tool, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Tool:Entity {id: row.key})
SET node = row.properties
