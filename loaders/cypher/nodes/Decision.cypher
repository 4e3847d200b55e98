// Nodes of label Decision, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Decision:Entity {id: row.key})
SET node = row.properties
