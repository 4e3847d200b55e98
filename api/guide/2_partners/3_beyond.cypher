// Partners beyond the Euro-Atlantic area
/*
The Mediterranean Dialogue, the Istanbul Cooperation Initiative, and partners across the globe: three stars that do not touch, since
nobody was in two of them.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Country)-[held:MEMBER_OF]->(body:Framework)
WHERE body.id IN ['MD', 'ICI', 'GLOBAL'] AND held.answers AND held.from_max <= day AND day < held.to_min
  AND held.known_from <= now AND now < held.known_to
RETURN path
