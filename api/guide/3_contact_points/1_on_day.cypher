// Contact points that may have been held on a day
/*
Ally, contact point, host. An edge here may hold on the day (`from_min <= day` and `day < to_max`): many sources show a term without its
beginning or its end.
*/
WITH date('2016-01-01') AS day, localdatetime() AS now
MATCH path = (:Country)-[held:LEADS|SUPPORTS]->(:ContactPointEmbassy)-[:SERVES_IN]->(:Country)
WHERE held.answers AND held.from_min <= day AND day < held.to_max AND held.known_from <= now AND now < held.known_to
RETURN path
