// Sweden's way, from the first framework to the Alliance
/*
All memberships of NATO's frameworks that Sweden had or has: click an edge to read `valid_from` and `valid_to` as precisely as its sources have them.
*/
MATCH path = (:Country {id: 'SWE'})-[held:MEMBER_OF]->(body:Framework|Commission|Alliance)
WHERE held.answers AND localdatetime() < held.known_to
RETURN path
