// Nodes of label Commission, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Commission:Body:Entity {id: row.key})
SET node = row.properties
