// Nodes of label PriorityArea, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:PriorityArea:Entity {id: row.key})
SET node = row.properties
