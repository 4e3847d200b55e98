// Nodes of label Gap, found by the id that all entities share. Two statements instead of a MERGE: for one of several
// labels the embedded engine looks through all nodes of the label at every row.
UNWIND $rows AS row
OPTIONAL MATCH (there:Entity {id: row.key})
WITH row, there WHERE there IS NULL
CREATE (:Gap:Entity {id: row.key});
UNWIND $rows AS row
MATCH (node:Entity {id: row.key})
SET node = row.properties
