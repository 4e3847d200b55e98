// Acts by the paragraph that they serve
/*
Only acts of which a source or the act itself shows the paragraph.
*/
MATCH path = (act:Decision)-[:CITES]->(:Provision)
WHERE localdatetime() < act.known_to
RETURN path
LIMIT 140
