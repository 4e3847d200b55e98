// What is not known, by tool
/*
The tools, frameworks and operations on which most is missing have most edges.
*/
MATCH path = (gap:Gap)-[:IS_ABOUT]->(thing)
WHERE NOT thing:Actor AND localdatetime() < gap.known_to
RETURN path
