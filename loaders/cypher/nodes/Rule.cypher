// Nodes of label Rule, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Rule:Entity {id: row.key})
SET node = row.properties
