// Edges IS_ABOUT: structure, without clocks, at most one between two nodes
UNWIND $rows AS row
MATCH (start:Entity {id: row.start})
MATCH (end:Entity {id: row.end})
MERGE (start)-[edge:IS_ABOUT]->(end)
SET edge = row.properties
