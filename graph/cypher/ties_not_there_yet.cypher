// Edges that questions walk whenever they became known, and that were not there at an instant: those of packages that had published
// nothing by then, and where a contact point serves, if that was told later
MATCH (start:Entity)-[tie]->(end:Entity)
WHERE tie.package IN $packages AND type(tie) IN $types
RETURN start.id AS start, type(tie) AS type, end.id AS end
UNION
MATCH (start:ContactPointEmbassy)-[tie:SERVES_IN]->(end:Country)
WHERE tie.known_from > $known_at
  AND NOT EXISTS { MATCH (start)-[before:SERVES_IN]->(end) WHERE before.known_from <= $known_at }
RETURN start.id AS start, type(tie) AS type, end.id AS end
