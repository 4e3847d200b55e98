// All partners by their frameworks on the day of the policy
/*
Partners alone: Allies sit in the Euro-Atlantic Partnership Council too and are left out here. A country in two frameworks has two edges.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (country:Country)-[held:MEMBER_OF {role: 'partner'}]->(body:Framework)
WHERE held.answers AND held.from_max <= day AND day < held.to_min AND held.known_from <= now AND now < held.known_to
RETURN path
