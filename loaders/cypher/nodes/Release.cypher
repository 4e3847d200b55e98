// Nodes of label Release, merged on their number
UNWIND $rows AS row
MERGE (node:Release {number: row.key})
SET node = row.properties
