// Acts that grant or suspend, whom they concern and what they affect
/*
`effect` of a node says which of the two. An act whose end nobody gives leaves verdicts undetermined.
*/
MATCH path = (act:Decision)-[:CONCERNS]->(:Actor)
WHERE act.effect IN ['grants', 'suspends'] AND localdatetime() < act.known_to
OPTIONAL MATCH affected = (act)-[:AFFECTS]->()
RETURN path, affected
