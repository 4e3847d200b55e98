// What is every country to NATO on a day: Ally, partner or neither?
/*
about = """
An Ally is a member of NATO; a partner takes part, as a partner, in a framework that confers partnership. A status is
possible where the dates of the claims behind it leave the day open. States that a succession says had ended, or had
not begun, are left out; for all other countries the data hold no day of independence."""
provisions = ["7", "10"]
tags = ["status"]

[params.country]
type = "country?"
about = "Only this country, whether or not it existed on the day."
example = "SWE"

[returns]
id = "country"
name = "text"
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
OPTIONAL MATCH (country)-[held:MEMBER_OF]->(body:Body)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ((body.id = 'NATO' AND held.role = 'ally') OR (body.confers_partnership AND held.role = 'partner'))
WITH country, held, body ORDER BY body.id
WITH country, [ground IN collect(CASE WHEN held IS NULL THEN NULL ELSE {
    body: body.id, role: held.role, since: held.valid_from,
    certainty: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END,
    claim: held.claim_id, sources: held.sources} END) WHERE ground IS NOT NULL] AS all_grounds
WITH country, all_grounds,
  any(ground IN all_grounds WHERE ground.role = 'ally') AS is_ally,
  any(ground IN all_grounds WHERE ground.role = 'ally' AND ground.certainty = 'certain') AS surely_ally
WHERE size(all_grounds) > 0 OR $country IS NOT NULL OR NOT (
  // A state had ended once another continued it or took it in; where none did, once it was succeeded.
  EXISTS { MATCH (:Country)-[held:SUCCEEDS]->(country)
    WHERE country.kind = 'historic_state' AND held.from_max <= $as_of AND held.answers
      AND held.known_from <= $known_at AND $known_at < held.known_to
      AND (held.kind <> 'succession' OR NOT EXISTS {
        MATCH (:Country)-[going_on:SUCCEEDS]->(country)
        WHERE going_on.kind <> 'succession' AND going_on.answers
          AND going_on.known_from <= $known_at AND $known_at < going_on.known_to }) }
  OR EXISTS { MATCH (country)-[held:SUCCEEDS]->(:Country)
    WHERE held.kind <> 'unification' AND $as_of < held.from_min AND held.answers
      AND held.known_from <= $known_at AND $known_at < held.known_to })
WITH country, is_ally,
  [ground IN all_grounds WHERE NOT surely_ally OR ground.role = 'ally'] AS grounds
RETURN country.id AS id, country.name AS name,
  CASE WHEN is_ally THEN 'ally' WHEN size(grounds) > 0 THEN 'partner' ELSE 'none' END AS status,
  CASE WHEN size(grounds) = 0
    OR any(ground IN grounds WHERE ground.certainty = 'certain' AND (ground.role = 'ally' OR NOT is_ally))
    THEN 'certain' ELSE 'possible' END AS certainty,
  grounds
ORDER BY name, id
