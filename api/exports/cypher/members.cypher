// Who belongs to a body, or may, on a day, or on any where none is given
MATCH (member:Country)-[held:MEMBER_OF]->(body:Body {id: $body})
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ($as_of IS NULL OR (held.from_min <= $as_of AND $as_of < held.to_max))
RETURN DISTINCT member.id AS id
