// Everything around one country on a day
/*
All edges of Georgia that certainly held.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Country {id: 'GEO'})-[held]-(other:Entity)
WHERE held.answers AND held.from_max <= day AND day < held.to_min AND now < held.known_to AND NOT other:Name AND NOT other:Figure
RETURN path
