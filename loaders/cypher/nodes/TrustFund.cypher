// Nodes of label TrustFund, merged on the id that all entities share
UNWIND $rows AS row
MERGE (node:TrustFund:Entity {id: row.key})
SET node = row.properties
