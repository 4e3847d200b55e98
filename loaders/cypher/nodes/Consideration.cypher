// Nodes of label Consideration, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Consideration:Entity {id: row.key})
SET node = row.properties
