// Where one Ally held contact points
/*
All terms of Lithuania's embassies.
*/
MATCH path = (:Country {id: 'LTU'})-[held:LEADS|SUPPORTS]->(:ContactPointEmbassy)-[:SERVES_IN]->(:Country)
WHERE held.answers AND localdatetime() < held.known_to
RETURN path
