// Claims that do not answer because a rival does, with all that is needed to show them beside it
MATCH (start:Entity)-[held]->(end:Entity)
WHERE held.rival_group IS NOT NULL
RETURN held.claim_id AS claim, held.package AS package, held.rival_group AS group, held.answers AS answers,
  type(held) AS relation, start.id AS start, end.id AS end, held.value AS value,
  held.valid_from AS since, held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  held.from_min AS from_min, held.from_max AS from_max, held.to_min AS to_min, held.to_max AS to_max,
  held.known_from AS known_from, held.known_to AS known_to, held.rank AS rank, held.rank_reason AS reason,
  held.confidence AS confidence, held.note AS note, held.sources AS sources
ORDER BY group, claim
