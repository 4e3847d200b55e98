// Who contributes to an operation on a day, and with how many troops?
/*
about = """
Countries that give, or may give, forces on the day. A troop figure is that of `troops_on` and of no other day; its own confidence
stands beside it. `status` is what the country is to NATO on the day: an Ally, or not. The list holds whom sources name; `partnerships gaps --tool ISAF`
tells what is not known."""
provisions = ["8"]
tags = ["operations", "troops"]

[params.operation]
type = "operation"
about = "Id of the operation."
example = "ISAF"

[returns]
id = "country"
name = "text"
status = "text"
troops = "integer?"
troops_on = "date?"
troops_confidence = "text?"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
recognised = "boolean"
certainty = "certainty"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (country:Country)-[held:CONTRIBUTES_TO]->(operation:Operation {id: $operation})
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
WITH country, held, operation, EXISTS {
  MATCH (country)-[allied:MEMBER_OF {role: 'ally'}]->(:Alliance)
  WHERE allied.answers AND allied.from_min <= $as_of AND $as_of < allied.to_max
    AND allied.known_from <= $known_at AND $known_at < allied.known_to } AS is_ally, EXISTS {
  MATCH (country)-[recognition:RECOGNISED_IN]->(operation)
  WHERE recognition.answers AND recognition.from_min <= $as_of AND $as_of < recognition.to_max
    AND recognition.known_from <= $known_at AND $known_at < recognition.known_to } AS recognised
RETURN country.id AS id, country.name AS name, CASE WHEN is_ally THEN 'ally' ELSE 'no_ally' END AS status,
  held.troops AS troops, held.troops_on AS troops_on, held.troops_confidence AS troops_confidence,
  held.valid_from AS since, held.valid_to AS until, held.attested_from AS attested_from, held.attested_to AS attested_to,
  recognised,
  CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  held.confidence AS confidence, held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY status, name, claim
