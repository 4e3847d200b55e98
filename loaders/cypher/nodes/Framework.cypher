// Nodes of label Framework, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Framework:Body:Entity {id: row.key})
SET node = row.properties
