// Nodes of label Alliance, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Alliance:Actor:Body:Entity {id: row.key})
SET node = row.properties
