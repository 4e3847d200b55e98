// Which countries have a mission to NATO on a day?
/*
about = """
Missions, liaison offices and other representations of partners to NATO that exist, or may exist, on the day, with the steps on the
way to them as far as a source gives them: asked for or decided, accredited, opened."""
provisions = ["13"]
tags = ["missions"]

[params.country]
type = "country?"
about = "Only this country."
example = "SWE"

[returns]
id = "country"
name = "text"
kind = "text"
requested_or_decided = "date?"
accredited = "date?"
opened = "date?"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
certainty = "certainty"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH $country AS one WHERE one IS NULL
  MATCH (country:Country)-[held:HAS_MISSION_TO]->(:Alliance)
  RETURN country, held
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (country:Country {id: $country})-[held:HAS_MISSION_TO]->(:Alliance)
  RETURN country, held
}
WITH country, held
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN country.id AS id, country.name AS name, held.kind AS kind, held.requested_or_decided AS requested_or_decided,
  held.accredited AS accredited, held.opened AS opened, held.valid_from AS since, held.valid_to AS until,
  held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY name, claim
