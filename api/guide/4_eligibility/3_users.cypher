// Who is known to have used it
/*
What may be used is one thing, what was used another: the countries that sources show with an IPAP, at any time.
*/
MATCH path = (:Country)-[held:USES]->(:Tool {id: 'IPAP'})
WHERE held.answers AND localdatetime() < held.known_to
RETURN path
