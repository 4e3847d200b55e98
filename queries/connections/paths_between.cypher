// How are two actors connected on a day?
/*
about = """
Every way from one to the other over at most so many claims that all hold, or may hold, on the day: bodies to which both
belong, contact points, bodies that the Alliance maintains. No path visits an edge twice. The path is possible where one of
its claims is."""
provisions = ["7", "14"]
tags = ["connections"]

[params.from]
type = "entity"
about = "Where the paths begin: a country, body or contact point."
example = "FIN"

[params.to]
type = "entity"
about = "Where they end."
example = "UKR"

[params.steps]
type = "integer"
about = "Claims that a path may run over, 1 to 3."
example = "2"
default = "2"
minimum = 1
maximum = 3

[returns]
length = "integer"
certainty = "certainty"
through = "entity[]"

[returns.steps]
start = "entity"
relation = "text"
end = "entity"
role = "text?"
since = "date?"
certainty = "certainty"
claim = "claim"
sources = "source[]"
*/
MATCH path = (one:Entity {id: $from})-[:MEMBER_OF|LEADS|SUPPORTS|SERVES_IN|MAINTAINS|SUCCEEDS*1..3]-(other:Entity {id: $to})
WHERE length(path) <= $steps
  AND all(held IN relationships(path) WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
    AND held.known_from <= $known_at AND $known_at < held.known_to)
WITH path, [held IN relationships(path) | {
  start: startNode(held).id, relation: type(held), end: endNode(held).id, role: held.role, since: held.valid_from,
  certainty: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END,
  claim: held.claim_id, sources: held.sources}] AS steps
RETURN length(path) AS length,
  CASE WHEN all(step IN steps WHERE step.certainty = 'certain') THEN 'certain' ELSE 'possible' END AS certainty,
  [node IN nodes(path) | node.id] AS through, steps
ORDER BY length, through, reduce(claims = '', step IN steps | claims + ' ' + step.claim)
