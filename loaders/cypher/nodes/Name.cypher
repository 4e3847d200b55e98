// Nodes of label Name: they take part in one kind of claim and share the entities' ids, so that an edge finds them
UNWIND $rows AS row
MERGE (node:Name:Entity {id: row.key})
SET node = row.properties
