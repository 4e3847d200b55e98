// Nodes of label Objective, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Objective:Entity {id: row.key})
SET node = row.properties
