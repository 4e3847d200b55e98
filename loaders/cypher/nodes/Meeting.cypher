// Nodes of label Meeting, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:Meeting:Entity {id: row.key})
SET node = row.properties
