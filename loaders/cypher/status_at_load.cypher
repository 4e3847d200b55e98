// What each country is on the day of the load, for colour only: questions about a day use the edges
MATCH (release:Release)
WITH max(release.published_at) AS known_at
MATCH (country:Country)
OPTIONAL MATCH (country)-[membership:MEMBER_OF]->(body:Body)
  WHERE membership.answers AND membership.from_max <= $today AND $today < membership.to_min
    AND membership.known_from <= known_at AND known_at < membership.known_to
WITH country, collect({body: body.id, role: membership.role, confers: body.confers_partnership}) AS memberships
SET country.status_at_load = CASE
  WHEN any(held IN memberships WHERE held.body = 'NATO' AND held.role = 'ally') THEN 'ally'
  WHEN any(held IN memberships WHERE held.confers AND held.role = 'partner') THEN 'partner'
  ELSE 'none'
END
RETURN count(*) AS countries
