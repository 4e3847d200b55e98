// Why Jordan needed a decision for it from 15 April 2011
/*
The rule in force that day that speaks of the wider circle of partners, its conditions, and Jordan's edge that meets one of them: its
membership of the Mediterranean Dialogue.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (condition:Condition)<-[:REQUIRES]-(rule:Rule)-[:OFFERS]->(:Tool {id: 'IPAP'})
WHERE rule.from_max <= day AND day < rule.to_min AND now < rule.known_to
OPTIONAL MATCH met = (:Country {id: 'JOR'})-[held:MEMBER_OF]->(body:Framework)<-[:IS_ABOUT]-(condition)
  WHERE held.answers AND held.from_max <= day AND day < held.to_min AND now < held.known_to
OPTIONAL MATCH cited = (rule)-[:CITES]->(:Provision)
RETURN path, met, cited
