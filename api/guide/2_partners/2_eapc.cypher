// The Euro-Atlantic Partnership Council: Allies and partners
/*
Fifty countries: the 28 Allies of that day and 22 partners. The colours are those of the day of the load: many of the partners of 2011 are Allies now.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Country)-[held:MEMBER_OF]->(:Framework {id: 'EAPC'})
WHERE held.answers AND held.from_max <= day AND day < held.to_min AND held.known_from <= now AND now < held.known_to
RETURN path
