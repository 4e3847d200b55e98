// Names that countries had or have, beside those that their nodes carry
MATCH (country:Country)-[held:HAS_NAME]->(name:Name)
WHERE held.answers AND held.until_release IS NULL
RETURN country.id AS id, name.text AS text, name.kind AS kind, name.language AS language, held.valid_from AS since,
  held.valid_to AS until, held.claim_id AS claim, held.sources AS sources
ORDER BY id, text
