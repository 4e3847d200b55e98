// From when until when has each country been an Ally or a partner, and by what?
/*
about = """
Every span of days on which a country was, or may have been, an Ally or a partner, cut where any of the claims behind its
status begins or ends, or may: `countries/status` says the same of one day. Between spans, before the first and after the last it
was neither, as far as is known. `since` null: since before any date known. `until` is the first day on which it no longer is
so; null: no end is known."""
any_day = true
provisions = ["7", "10"]
tags = ["status", "time"]

[params.country]
type = "country?"
about = "Only this country."
example = "SWE"

[returns]
id = "country"
name = "text"
since = "day?"
until = "day?"
status = "text"
certainty = "certainty"

[returns.grounds]
body = "body"
role = "text"
since = "date?"
certainty = "certainty"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH $country AS one WHERE one IS NULL
  MATCH (country:Country)
  RETURN country
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (country:Country {id: $country})
  RETURN country
}
MATCH (country)-[held:MEMBER_OF]->(body:Body)
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ((body.id = 'NATO' AND held.role = 'ally') OR (body.confers_partnership AND held.role = 'partner'))
WITH country, held, body ORDER BY body.id, held.claim_id
WITH country, collect({body: body.id, role: held.role, since: held.valid_from, claim: held.claim_id, sources: held.sources,
  from_min: held.from_min, from_max: held.from_max, to_min: held.to_min, to_max: held.to_max}) AS claims
UNWIND claims AS one
UNWIND [one.from_min, one.from_max, one.to_min, one.to_max] AS day
WITH DISTINCT country, claims, day ORDER BY country.id, day
WITH country, claims, collect(day) AS days
UNWIND range(0, size(days) - 2) AS at
WITH country, days[at] AS day, days[at + 1] AS until, claims
WITH country, day, until, [one IN claims WHERE one.from_min <= day AND day < one.to_max | {
  body: one.body, role: one.role, since: one.since, claim: one.claim, sources: one.sources,
  certainty: CASE WHEN one.from_max <= day AND day < one.to_min THEN 'certain' ELSE 'possible' END}] AS all_grounds
WHERE size(all_grounds) > 0
WITH country, day, until, all_grounds, any(ground IN all_grounds WHERE ground.role = 'ally') AS is_ally,
  any(ground IN all_grounds WHERE ground.role = 'ally' AND ground.certainty = 'certain') AS surely_ally
WITH country, day, until, is_ally, [ground IN all_grounds WHERE NOT surely_ally OR ground.role = 'ally'] AS grounds
RETURN country.id AS id, country.name AS name,
  CASE WHEN day = date('0001-01-01') THEN NULL ELSE day END AS since,
  CASE WHEN until = date('9999-12-31') THEN NULL ELSE until END AS until,
  CASE WHEN is_ally THEN 'ally' ELSE 'partner' END AS status,
  CASE WHEN any(ground IN grounds WHERE ground.certainty = 'certain' AND (ground.role = 'ally' OR NOT is_ally))
    THEN 'certain' ELSE 'possible' END AS certainty,
  grounds
ORDER BY name, id, coalesce(since, date('0001-01-01'))
