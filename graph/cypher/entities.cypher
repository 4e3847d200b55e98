// Everything that a question can be asked about, with its names
MATCH (entity:Entity)
WHERE NOT entity:Name
OPTIONAL MATCH (entity)-[naming:HAS_NAME]->(name:Name)
WHERE naming.answers AND naming.until_release IS NULL
WITH entity, name ORDER BY name.text
WITH entity, collect(name.text) AS other_names
RETURN entity.id AS id, coalesce(entity.name, entity.title, entity.text, entity.id) AS name,
  [label IN labels(entity) WHERE NOT label ENDS WITH 'AtLoad'] AS labels,
  [word IN [entity.official_name, entity.name_fr, entity.abbreviation, entity.alpha_2] + other_names
    WHERE word IS NOT NULL] AS also,
  entity.alpha_2 AS alpha_2, entity.numeric AS numeric, entity.abbreviation AS abbreviation, entity.title AS title,
  entity.official_name AS official_name, entity.name_fr AS name_fr
ORDER BY id
