// The toolbox opened to the wider circle
/*
The rules of that day whose conditions are met by partners outside Partnership for Peace, with the frameworks that they name.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Tool)<-[:OFFERS]-(rule:Rule)-[:REQUIRES]->(:Condition)-[:IS_ABOUT]->(body:Framework)
WHERE rule.from_min = day AND rule.from_max = day AND now < rule.known_to AND body.id IN ['MD', 'ICI', 'GLOBAL']
RETURN path
