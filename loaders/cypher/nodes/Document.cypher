// Nodes of label Document, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Document:Entity {id: row.key})
SET node = row.properties
