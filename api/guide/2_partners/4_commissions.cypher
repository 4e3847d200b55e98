// Councils and commissions with one partner
/*
The NATO-Russia Council, and the commissions with Ukraine and Georgia, of that day.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Country)-[held:MEMBER_OF {role: 'partner'}]->(:Commission)
WHERE held.answers AND held.from_max <= day AND day < held.to_min AND held.known_from <= now AND now < held.known_to
RETURN path
