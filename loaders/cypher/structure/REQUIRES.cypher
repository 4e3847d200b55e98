// Edges REQUIRES: structure, without clocks, at most one between two nodes
UNWIND $rows AS row
MATCH (start:Entity {id: row.start})
MATCH (end:Entity {id: row.end})
MERGE (start)-[edge:REQUIRES]->(end)
SET edge = row.properties
