// What is not known, by tool
/*
Each gap with the tools, frameworks and operations that it is about. Many edges say that much was looked for there, not that less is
known than elsewhere.
*/
MATCH path = (gap:Gap)-[:IS_ABOUT]->(thing)
WHERE NOT thing:Actor AND localdatetime() < gap.known_to
RETURN path
