// Nodes of label RuleEvidence, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:RuleEvidence:Entity {id: row.key})
SET node = row.properties
