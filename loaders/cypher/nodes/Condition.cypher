// Nodes of label Condition, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Condition:Entity {id: row.key})
SET node = row.properties
