// Which ties do countries have, on which two of them may be linked?
/*
about = """
What the networks of `analytics` are made of, whole, through all of time. Two countries are linked where both have a tie to one thing: a
framework or commission, a contact point embassy, an operation, a Trust Fund. Where a tie gives or receives, only those who give are
linked with those who receive. A tie holds certainly on a day from `from_latest` up to `to_earliest`, possibly from `from_earliest` up to
`to_latest`. Null stands for no day:
before all days in `from_earliest`, after all in the others."""
any_day = true
provisions = ["7", "8", "14"]
tags = ["networks"]

[params.network]
type = "text"
about = "The network."
example = "contact_points"
choices = ["frameworks", "contact_points", "operations", "funds"]

[returns]
country = "country"
thing = "entity"
thing_name = "text"
relation = "text"
part = "text"
since = "date?"
until = "date?"
from_earliest = "day?"
from_latest = "day?"
to_earliest = "day?"
to_latest = "day?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  MATCH (country:Country)-[held:MEMBER_OF]->(thing:Body)
  WHERE $network = 'frameworks' AND (thing:Framework OR thing:Commission)
  RETURN country, held, thing, 'shares' AS part
  UNION ALL
  MATCH (country:Country)-[held:LEADS|SUPPORTS]->(thing:ContactPointEmbassy)
  WHERE $network = 'contact_points'
  RETURN country, held, thing, 'gives' AS part
  UNION ALL
  MATCH (thing:ContactPointEmbassy)-[held:SERVES_IN]->(country:Country)
  WHERE $network = 'contact_points'
  RETURN country, held, thing, 'receives' AS part
  UNION ALL
  MATCH (country:Country)-[held:CONTRIBUTES_TO]->(thing:Operation)
  WHERE $network = 'operations'
  RETURN country, held, thing, 'shares' AS part
  UNION ALL
  MATCH (country:Country)-[held:LEADS_FUND|FUNDS]->(thing:TrustFund)
  WHERE $network = 'funds'
  RETURN country, held, thing, 'gives' AS part
  UNION ALL
  MATCH (country:Country)-[held:BENEFITS]->(thing:TrustFund)
  WHERE $network = 'funds'
  RETURN country, held, thing, 'receives' AS part
}
WITH country, held, thing, part
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN country.id AS country, thing.id AS thing, thing.name AS thing_name, type(held) AS relation, part,
  held.valid_from AS since, held.valid_to AS until,
  CASE WHEN held.from_min = date('0001-01-01') THEN NULL ELSE held.from_min END AS from_earliest,
  CASE WHEN held.from_max = date('9999-12-31') THEN NULL ELSE held.from_max END AS from_latest,
  CASE WHEN held.to_min = date('9999-12-31') THEN NULL ELSE held.to_min END AS to_earliest,
  CASE WHEN held.to_max = date('9999-12-31') THEN NULL ELSE held.to_max END AS to_latest,
  held.claim_id AS claim, held.sources AS sources
ORDER BY thing, country, claim
