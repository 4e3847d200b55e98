// Edges HAS_FIGURE, one a claim, merged on the claim's id alone: a MERGE on a null property would make a second edge
UNWIND $rows AS row
MATCH (start:Entity {id: row.start})
MATCH (end:Entity {id: row.end})
MERGE (start)-[edge:HAS_FIGURE {claim_id: row.key}]->(end)
SET edge = row.properties
