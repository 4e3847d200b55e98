// Which ties do countries have, on which two of them may be linked?
/*
about = """
What the networks of `analytics` are made of, whole, through all of time. Two countries are linked where both have a tie to one thing: a
framework or commission, a contact point embassy, an operation, a Trust Fund. Where a tie gives or receives, only those who give are
linked with those who receive. A tie holds certainly on a day from `from_max` up to `to_min`, possibly from `from_min` up to `to_max`."""
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
from_min = "day"
from_max = "day"
to_min = "day"
to_max = "day"
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
  held.valid_from AS since, held.valid_to AS until, held.from_min AS from_min, held.from_max AS from_max,
  held.to_min AS to_min, held.to_max AS to_max, held.claim_id AS claim, held.sources AS sources
ORDER BY thing, country, claim
