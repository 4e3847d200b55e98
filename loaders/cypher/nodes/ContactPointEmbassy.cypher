// Nodes of label ContactPointEmbassy, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:ContactPointEmbassy:Entity {id: row.key})
SET node = row.properties
