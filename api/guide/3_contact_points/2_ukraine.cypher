// Who held the contact point in Ukraine, term by term
/*
Every term that a source shows, with its sources. Click an edge for its days, a source for its address.
*/
MATCH path = (:Country)-[held:LEADS|SUPPORTS]->(:ContactPointEmbassy)-[:SERVES_IN]->(:Country {id: 'UKR'})
WHERE held.answers AND localdatetime() < held.known_to
RETURN path
