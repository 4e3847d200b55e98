// Countries whose label for colour is not that of what they certainly are on the day of the load
MATCH (release:Release)
WITH max(release.published_at) AS known_at
MATCH (country:Country)
OPTIONAL MATCH (country)-[membership:MEMBER_OF]->(body:Body)
  WHERE membership.answers AND membership.from_max <= $today AND $today < membership.to_min
    AND membership.known_from <= known_at AND known_at < membership.known_to
    AND (membership.role = 'ally' OR (membership.role = 'partner' AND body.confers_partnership))
WITH country, collect(body.id) AS bodies
// An Ally is no partner; of several frameworks the first here gives the colour.
WITH country, CASE
  WHEN 'NATO' IN bodies THEN 'AllyAtLoad'
  WHEN 'PFP' IN bodies THEN 'PfpPartnerAtLoad'
  WHEN 'MD' IN bodies THEN 'MdPartnerAtLoad'
  WHEN 'ICI' IN bodies THEN 'IciPartnerAtLoad'
  WHEN 'GLOBAL' IN bodies THEN 'GlobalPartnerAtLoad'
END AS due
WITH country, due, [label IN labels(country) WHERE label ENDS WITH 'AtLoad'] AS there
WHERE there <> CASE WHEN due IS NULL THEN [] ELSE [due] END
RETURN country.id AS country, due, there
