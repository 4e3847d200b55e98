// Who uses a tool on a day, in which cycle, and since when?
/*
about = """
Countries that take part in the programme, or may, on the day. Each cycle that a source tells apart is a row of its own."""
provisions = ["13", "14"]
tags = ["tools", "members"]

[params.tool]
type = "tool"
about = "Id of the tool."
example = "PARP"

[returns]
id = "country"
name = "text"
cycle = "text?"
capacity = "text?"
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
MATCH (country:Country)-[held:USES]->(:Tool {id: $tool})
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN country.id AS id, country.name AS name, held.cycle AS cycle, held.capacity AS capacity,
  held.valid_from AS since, held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY name, cycle, claim
