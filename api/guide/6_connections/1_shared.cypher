// What Finland and Ukraine both belonged to
/*
Frameworks and organisations in which both certainly were. `/v1/paths?from=FIN&to=UKR` gives the same as a list, with the sources of each edge.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (:Country {id: 'FIN'})-[one:MEMBER_OF]->(:Body)<-[other:MEMBER_OF]-(:Country {id: 'UKR'})
WHERE one.answers AND one.from_max <= day AND day < one.to_min AND now < one.known_to
  AND other.answers AND other.from_max <= day AND day < other.to_min AND now < other.known_to
RETURN path
