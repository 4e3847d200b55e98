// Nodes of label Provision, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Provision:Entity {id: row.key})
SET node = row.properties
