// Who was an Ally, or belonged to a body that confers partnership, between which days
MATCH (country:Country)-[held:MEMBER_OF]->(body:Body)
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND held.role IN ['ally', 'partner'] AND (body.id = 'NATO' OR body.confers_partnership)
RETURN country.id AS country, body.id AS body, held.role AS role, held.claim_id AS claim, held.sources AS sources,
  held.from_min AS from_min, held.from_max AS from_max, held.to_min AS to_min, held.to_max AS to_max
ORDER BY country, body, claim
