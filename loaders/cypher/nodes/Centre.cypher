// Nodes of label Centre, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Centre:Entity {id: row.key})
SET node = row.properties
