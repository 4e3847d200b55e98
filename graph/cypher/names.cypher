// Names that things had or have, beside those that their nodes carry, with the days between which they were in use
MATCH (entity:Entity)-[held:HAS_NAME]->(name:Name)
WHERE held.answers AND held.until_release IS NULL
RETURN entity.id AS id, name.text AS text, name.kind AS kind, name.language AS language, held.valid_from AS since,
  held.valid_to AS until, coalesce(held.valid_from, held.valid_to, held.attested_from, held.attested_to) IS NOT NULL AS dated,
  held.from_min AS from_min, held.from_max AS from_max, held.to_min AS to_min, held.to_max AS to_max,
  held.claim_id AS claim, held.sources AS sources
ORDER BY id, text, claim
