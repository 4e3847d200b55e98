// How many contact point embassies does each Ally hold on a day?
/*
about = """
For every Ally of the day the contact points that its embassies lead: certain ones, and those that are only possible because no source
gives the end of the term. A number of what is known, and no measure of effort."""
provisions = ["14"]
tags = ["contact points", "counts"]

[returns]
id = "country"
name = "text"
leads = "integer"
may_lead = "integer"
hosts = "country[]"
possible_hosts = "country[]"
claims = "claim[]"
*/
MATCH (ally:Country)-[allied:MEMBER_OF {role: 'ally'}]->(:Alliance)
WHERE allied.answers AND allied.from_min <= $as_of AND $as_of < allied.to_max
  AND allied.known_from <= $known_at AND $known_at < allied.known_to
WITH DISTINCT ally
OPTIONAL MATCH (ally)-[held:LEADS]->(:ContactPointEmbassy)-[:SERVES_IN]->(host:Country)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
WITH ally, host, held ORDER BY host.id, held.claim_id
WITH ally, collect(DISTINCT held.claim_id) AS claims,
  collect(DISTINCT CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN host.id END) AS hosts,
  collect(DISTINCT host.id) AS every
WITH ally, claims, hosts, [one IN every WHERE NOT one IN hosts] AS possible_hosts
RETURN ally.id AS id, ally.name AS name, size(hosts) AS leads, size(possible_hosts) AS may_lead, hosts, possible_hosts, claims
ORDER BY leads DESC, may_lead DESC, name
