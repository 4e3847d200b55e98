// Which of NATO's partners belong to which international organisations on a day?
/*
about = """
Every country that is a partner on the day by a framework that makes it one, with each organisation that it belongs to that day.
Organisations whose members the data do not hold are not among them (see organisations/on_day)."""
provisions = ["9"]
tags = ["organisations", "members"]

[params.organisation]
type = "body?"
about = "Only this organisation."
example = "EU"

[returns]
id = "country"
name = "text"
organisation = "body"
organisation_name = "text"
role = "text"
since = "date?"
certainty = "certainty"
partner_by = "body[]"
claim = "claim"
sources = "source[]"
*/
MATCH (partner:Country)-[partnership:MEMBER_OF {role: 'partner'}]->(framework:Framework {confers_partnership: true})
WHERE partnership.answers AND partnership.from_min <= $as_of AND $as_of < partnership.to_max
  AND partnership.known_from <= $known_at AND $known_at < partnership.known_to
WITH partner, framework, CASE WHEN partnership.from_max <= $as_of AND $as_of < partnership.to_min THEN 1 ELSE 0 END AS sure
ORDER BY framework.id
WITH partner, collect(DISTINCT framework.id) AS partner_by, max(sure) AS sure
MATCH (partner)-[held:MEMBER_OF]->(body:Organisation)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
  AND ($organisation IS NULL OR body.id = $organisation)
RETURN partner.id AS id, partner.name AS name, body.id AS organisation, body.name AS organisation_name, held.role AS role,
  held.valid_from AS since,
  CASE WHEN sure = 1 AND held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  partner_by, held.claim_id AS claim, held.sources AS sources
ORDER BY organisation, name, claim
