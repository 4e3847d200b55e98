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
CALL () {
  MATCH (one:Entity {id: $from})-[held:MEMBER_OF|LEADS|SUPPORTS|SERVES_IN|MAINTAINS|SUCCEEDS]-(other:Entity {id: $to})
  WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
    AND held.known_from <= $known_at AND $known_at < held.known_to
  RETURN [one.id, other.id] AS through, [held] AS edges
  UNION ALL
  // From both ends inwards, and compared there: what lies between may have thousands of other edges.
  MATCH (:Entity {id: $to})-[second:MEMBER_OF|LEADS|SUPPORTS|SERVES_IN|MAINTAINS|SUCCEEDS]-(reached:Entity)
  WHERE $steps >= 2 AND second.answers AND second.from_min <= $as_of AND $as_of < second.to_max
    AND second.known_from <= $known_at AND $known_at < second.known_to
  WITH collect({edge: second, id: reached.id}) AS ends
  MATCH (:Entity {id: $from})-[first:MEMBER_OF|LEADS|SUPPORTS|SERVES_IN|MAINTAINS|SUCCEEDS]-(between:Entity)
  WHERE first.answers AND first.from_min <= $as_of AND $as_of < first.to_max
    AND first.known_from <= $known_at AND $known_at < first.known_to
  UNWIND ends AS end
  WITH first, between, end.edge AS second, end.id AS reached
  WHERE reached = between.id AND first <> second
  RETURN [$from, reached, $to] AS through, [first, second] AS edges
  UNION ALL
  WITH $steps AS steps WHERE steps >= 3
  MATCH path = (:Entity {id: $from})-[:MEMBER_OF|LEADS|SUPPORTS|SERVES_IN|MAINTAINS|SUCCEEDS*3..3]-(:Entity {id: $to})
  WHERE all(held IN relationships(path) WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
    AND held.known_from <= $known_at AND $known_at < held.known_to)
  RETURN [node IN nodes(path) | node.id] AS through, relationships(path) AS edges
}
WITH through, [held IN edges | {
  start: startNode(held).id, relation: type(held), end: endNode(held).id, role: held.role, since: held.valid_from,
  certainty: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END,
  claim: held.claim_id, sources: held.sources}] AS steps
RETURN size(steps) AS length,
  CASE WHEN all(step IN steps WHERE step.certainty = 'certain') THEN 'certain' ELSE 'possible' END AS certainty,
  through, steps
ORDER BY length, through, reduce(claims = '', step IN steps | claims + ' ' + step.claim)
