// Russia: every act in the register
/*
From the founding of the Cooperation Council to today; click one for its days and its summary.
*/
MATCH path = (act:Decision)-[:CONCERNS]->(:Country {id: 'RUS'})
WHERE localdatetime() < act.known_to
OPTIONAL MATCH affected = (act)-[:AFFECTS]->()
RETURN path, affected
