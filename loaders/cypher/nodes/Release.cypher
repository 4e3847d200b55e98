// Nodes of label Release, merged on their id
UNWIND $rows AS row
MERGE (node:Release {id: row.key})
SET node = row.properties
