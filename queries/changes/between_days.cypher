// What began and what ended between two days?
/*
about = """
Every claim that began or ended after the first day and up to the second: what holds on the second day and did not on
the first, and the reverse, with everything in between. An event whose date leaves open whether it fell between the
two is possible; an end that nobody knows is no event. A period split into shorter ones gives the same events."""
provisions = []
tags = ["time"]

[params.from]
type = "day"
about = "The day before the period: what happened on it is not listed."
example = "2009-03-31"

[params.to]
type = "day"
about = "The last day of the period. Defaults to as_of."
example = "2009-04-01"
default = "@as_of"
not_before = "from"

[params.entity]
type = "entity?"
about = "Only claims with this country, body or contact point at one end."
example = "ALB"

[returns]
date = "date?"
earliest = "day?"
latest = "day?"
event = "text"
relation = "text"
start = "entity"
start_name = "text"
end = "entity"
end_name = "text"
role = "text?"
certainty = "certainty"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH $entity AS entity WHERE entity IS NULL
  MATCH (start:Entity)-[held]->(end:Entity)
  RETURN start, held, end
  // From the entity outwards: one actor is found as fast in a larger graph.
  UNION ALL
  MATCH (start:Entity {id: $entity})-[held]->(end:Entity)
  RETURN start, held, end
  UNION ALL
  MATCH (end:Entity {id: $entity})<-[held]-(start:Entity)
  WHERE start.id <> $entity
  RETURN start, held, end
}
WITH start, held, end
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND NOT end:Name AND NOT end:Figure
UNWIND [
  {event: 'began', date: held.valid_from, low: held.from_min, high: held.from_max},
  {event: 'ended', date: held.valid_to, low: held.to_min, high: held.to_max}] AS moment
WITH start, held, end, moment
WHERE $from < $to AND moment.low <= $to AND $from < moment.high
  AND (moment.event = 'began' OR (held.valid_to IS NOT NULL AND held.valid_to <> '..'))
RETURN moment.date AS date,
  CASE WHEN moment.low = date('0001-01-01') THEN NULL ELSE moment.low END AS earliest,
  CASE WHEN moment.high = date('9999-12-31') THEN NULL ELSE moment.high END AS latest,
  moment.event AS event, type(held) AS relation,
  start.id AS start, coalesce(start.name, start.title) AS start_name, end.id AS end, coalesce(end.name, end.title) AS end_name, held.role AS role,
  CASE WHEN $from < moment.low AND moment.high <= $to THEN 'certain' ELSE 'possible' END AS certainty,
  held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY coalesce(latest, date('9999-12-31')), coalesce(earliest, date('0001-01-01')), event DESC, relation, start_name, end_name, claim
