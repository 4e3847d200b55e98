// One node a claim, which carries what the edge does and links to the sources
UNWIND $rows AS row
MERGE (claim:Claim {id: row.key})
SET claim = row.properties
