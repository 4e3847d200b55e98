// What addresses the priority areas and objectives
/*
The areas of paragraph 5 and the objectives of paragraph 4, with the tools, meetings and decisions of which a source says that they
address them, and the statement in which each area or objective stands.
*/
MATCH path = (thing:PriorityArea|Objective)-[:CITES]->(:Provision)
RETURN path
UNION
MATCH path = ()-[:ADDRESSES]->(:PriorityArea|Objective)
RETURN path
LIMIT 250
