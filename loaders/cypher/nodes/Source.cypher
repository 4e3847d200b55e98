// Nodes of label Source, merged on their id
UNWIND $rows AS row
MERGE (node:Source {id: row.key})
SET node = row.properties
