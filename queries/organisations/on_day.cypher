// Which international organisations are there, and how many members do we know on a day?
/*
about = """
Every organisation of the graph, the Alliance included, with the members that are certain on the day and those that are
only possible. Null, not zero, where the data hold no membership of an organisation at all on any day; `note` says where
they hold only some."""
provisions = ["9"]
tags = ["organisations"]

[returns]
id = "body"
name = "text"
abbreviation = "text?"
kind = "text"
seat = "text?"
members = "integer?"
possible_members = "integer?"
note = "text?"
sources = "source[]"
*/
MATCH (body:Body)
WHERE body:Organisation OR body:Alliance
OPTIONAL MATCH (body)<-[held:MEMBER_OF]-(:Country)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND held.role IN ['ally', 'member']
WITH body,
  sum(CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 1 ELSE 0 END) AS members,
  count(held) AS possible
// After the counting: as a key of the groups it would be worked out for each membership.
WITH body, members, possible,
  EXISTS { MATCH (body)<-[recorded:MEMBER_OF]-(:Country)
    WHERE recorded.answers AND recorded.known_from <= $known_at AND $known_at < recorded.known_to } AS recorded
RETURN body.id AS id, body.name AS name, body.abbreviation AS abbreviation, body.kind AS kind, body.seat AS seat,
  CASE WHEN recorded THEN members END AS members,
  CASE WHEN recorded THEN possible - members END AS possible_members, body.note AS note, body.sources AS sources
ORDER BY id
