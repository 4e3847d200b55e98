// Who shares which frameworks with a country on a day?
/*
about = """
Every country that belongs to a framework or commission to which the country belongs too, with all that they share.
Sharing is possible where either membership is only possible on the day."""
provisions = ["7"]
tags = ["members", "connections"]

[params.country]
type = "country"
about = "Id of the country."
example = "JOR"

[returns]
id = "country"
name = "text"
certainty = "certainty"

[returns.shared]
body = "body"
role = "text"
certainty = "certainty"
own_claim = "claim"
own_sources = "source[]"
claim = "claim"
sources = "source[]"
*/
MATCH (:Country {id: $country})-[own:MEMBER_OF]->(body:Body)
WHERE own.answers AND own.from_min <= $as_of AND $as_of < own.to_max
  AND own.known_from <= $known_at AND $known_at < own.known_to
  AND (body:Framework OR body:Commission)
MATCH (body)<-[held:MEMBER_OF]-(other:Country)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND other.id <> $country
WITH other, own, held, body ORDER BY body.id, held.claim_id, own.claim_id
WITH other, collect({
  body: body.id, role: held.role,
  certainty: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min
    AND own.from_max <= $as_of AND $as_of < own.to_min THEN 'certain' ELSE 'possible' END,
  own_claim: own.claim_id, own_sources: own.sources,
  claim: held.claim_id, sources: held.sources}) AS shared
RETURN other.id AS id, other.name AS name,
  CASE WHEN any(one IN shared WHERE one.certainty = 'certain') THEN 'certain' ELSE 'possible' END AS certainty, shared
ORDER BY name, id
