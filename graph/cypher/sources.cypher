// Every source that a claim may rest on
MATCH (source:Source)
RETURN source.id AS id, source.title AS title, source.publisher AS publisher, source.address AS address,
  source.published AS published
ORDER BY id
