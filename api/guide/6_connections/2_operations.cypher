// Operations to which both gave forces
/*
At any time that a source shows, not necessarily the same day.
*/
MATCH path = (:Country {id: 'FIN'})-[one:CONTRIBUTES_TO]->(:Operation)<-[other:CONTRIBUTES_TO]-(:Country {id: 'UKR'})
WHERE one.answers AND other.answers AND localdatetime() < one.known_to AND localdatetime() < other.known_to
RETURN path
