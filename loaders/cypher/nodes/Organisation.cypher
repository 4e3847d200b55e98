// Nodes of label Organisation, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Organisation:Actor:Body:Entity {id: row.key})
SET node = row.properties
