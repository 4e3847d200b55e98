UNWIND $rows AS row MATCH (start:Entity {id: row.start}), (end:Entity {id: row.end}) CREATE (start)-[held:$type]->(end) SET held = row.held;
