// What is not known of the partners in the Gulf
/*
Each gap with what it is about; `what` of a node says it, `looked_where` where it was looked for. A partner
that is not in the picture has no gap.
*/
MATCH path = (gap:Gap)-[:IS_ABOUT]->(actor:Country)
WHERE actor.id IN ['ARE', 'BHR', 'KWT', 'QAT'] AND localdatetime() < gap.known_to
OPTIONAL MATCH about = (gap)-[:IS_ABOUT]->(thing) WHERE NOT thing:Country
RETURN path, about
