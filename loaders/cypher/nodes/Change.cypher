// Nodes of label Change, merged on their id
UNWIND $rows AS row
MERGE (node:Change {id: row.key})
SET node = row.properties
