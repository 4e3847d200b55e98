// Claims of one rival group, of which at most one is right
UNWIND $rows AS row
MATCH (one:Claim {id: row.one})
MATCH (other:Claim {id: row.other})
MERGE (one)-[edge:RIVALS]->(other)
SET edge.loaded_at = row.loaded_at, edge.package = row.package
