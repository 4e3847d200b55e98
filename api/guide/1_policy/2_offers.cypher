// What the policy offers, and where it says so
/*
Each tool with the rules of the policy that offer it, and the statements on which these rest. What practice or older texts offer has no
statement of the policy, and is not in this picture.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (provision:Provision)<-[:CITES]-(rule:Rule)-[:OFFERS]->(:Tool)
WHERE provision.document = 'BERLIN-2011' AND rule.from_min <= day AND day < rule.to_max
  AND rule.known_from <= now AND now < rule.known_to
RETURN path
