// Facts that began or ended that day
/*
Contact Countries became partners across the globe: one label ended, and paragraph 7 brought another.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Actor)-[held]->(:Body)
WHERE held.answers AND now < held.known_to AND (held.from_max = day AND held.from_min = day OR held.to_min = day AND held.to_max = day)
RETURN path
