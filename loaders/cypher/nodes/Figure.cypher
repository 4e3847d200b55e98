// Nodes of label Figure, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Figure:Entity {id: row.key})
SET node = row.properties
