// What is not known, by actor, tool and time?
/*
about = """
What was looked for and found in no public source that was read, and every claim whose start or end no source gives, with
the days that leaves open. A gap is no finding that there was nothing. `kind` is `gap`, `start` or `end`; for a start or
an end the claim holds between `attested_from` and `attested_to`, where those are given."""
provisions = []
tags = ["gaps"]

[params.actor]
type = "actor?"
about = "Only what concerns this country or organisation."
example = "QAT"

[params.tool]
type = "entity?"
about = "Only what concerns this tool, framework, operation, commission or body."
example = "CPE"

[params.from]
type = "day?"
about = "Only what is open on this day or later."
example = "2005-01-01"

[params.to]
type = "day"
about = "Only what is open before this day, or on it. The day asked about by default."
example = "2012-01-01"
default = "@as_of"
not_before = "from"

[returns]
kind = "text"
id = "text"
what = "text"
actors = "text[]"
tools = "text[]"
open_from = "day?"
open_to = "day?"
attested_from = "date?"
attested_to = "date?"
looked_on = "date?"
looked_where = "text?"
note = "text?"
claim = "claim?"
sources = "source[]"
*/
CALL () {
  CALL () {
    WITH $actor AS actor WHERE actor IS NULL
    MATCH (gap:Gap)
    RETURN gap
    // From the actor outwards: one actor is found as fast in a larger graph.
    UNION ALL
    MATCH (:Entity {id: $actor})<-[:IS_ABOUT]-(gap:Gap)
    RETURN gap
  }
  WITH gap
  WHERE gap.known_from <= $known_at AND $known_at < gap.known_to
  RETURN 'gap' AS kind, gap.id AS id, gap.what AS what, coalesce(gap.actor, []) AS actors, coalesce(gap.tool, []) AS tools,
    gap.from_min AS open_from, gap.to_max AS open_to, NULL AS attested_from, NULL AS attested_to,
    gap.looked_on AS looked_on, gap.looked_where AS looked_where, gap.note AS note, NULL AS claim,
    coalesce(gap.read, []) AS sources
  UNION ALL
  CALL () {
    WITH $actor AS actor WHERE actor IS NULL
    MATCH (start:Actor)-[held]->(end:Entity)
    RETURN start, held, end
    UNION ALL
    MATCH (start:Actor {id: $actor})-[held]->(end:Entity)
    RETURN start, held, end
  }
  WITH start, held, end
  WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
    AND (held.valid_from IS NULL OR held.valid_to IS NULL) AND NOT type(held) IN ['HAS_FIGURE', 'HAS_NAME', 'BEARS_ON']
  UNWIND [
    {kind: 'start', date: held.valid_from, what: ' from an unknown day', low: held.from_min, high: held.from_max},
    {kind: 'end', date: held.valid_to, what: ' to an unknown day', low: held.to_min, high: held.to_max}] AS side
  WITH start, held, end, side
  WHERE side.date IS NULL
  RETURN side.kind AS kind, held.claim_id AS id, type(held) + side.what AS what, [start.id] AS actors,
    [end.id] AS tools, side.low AS open_from, side.high AS open_to,
    held.attested_from AS attested_from, held.attested_to AS attested_to, NULL AS looked_on, NULL AS looked_where,
    held.note AS note, held.claim_id AS claim, held.sources AS sources
}
WITH kind, id, what, actors, tools, open_from, open_to, attested_from, attested_to, looked_on, looked_where, note, claim,
  sources
WHERE open_from <= $to AND ($from IS NULL OR $from < open_to)
  AND ($actor IS NULL OR $actor IN actors)
  AND ($tool IS NULL OR $tool IN tools OR ($tool = 'CPE' AND any(other IN tools WHERE other STARTS WITH 'CPE:')))
RETURN kind, id, what, actors, tools,
  CASE WHEN open_from = date('0001-01-01') THEN NULL ELSE open_from END AS open_from,
  CASE WHEN open_to = date('9999-12-31') THEN NULL ELSE open_to END AS open_to,
  attested_from, attested_to, looked_on, looked_where, note, claim, sources
ORDER BY CASE kind WHEN 'gap' THEN 0 ELSE 1 END, id, kind
