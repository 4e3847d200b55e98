// What each claim rests on
UNWIND $rows AS row
MATCH (claim:Claim {id: row.claim})
MATCH (source:Source {id: row.source})
MERGE (claim)-[edge:RESTS_ON]->(source)
SET edge.loaded_at = row.loaded_at, edge.package = row.package
