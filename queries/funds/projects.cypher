// Which Trust Funds are there on a day, who benefits, who leads and who pays?
/*
about = """
Trust Fund projects that run, or may run, on the day, by beneficiary and by lead, with purpose, budget and contributors as far as sources give
them. Roles that nobody names are empty lists: a gap, not a finding that there was none."""
provisions = ["14"]
tags = ["funds"]

[params.beneficiary]
type = "country?"
about = "Only projects from which this country benefits."
example = "UKR"

[params.lead]
type = "country?"
about = "Only projects that this country leads."
example = "CAN"

[returns]
id = "entity"
name = "text"
purpose = "text?"
budget_eur = "integer?"
budget_note = "text?"
executing_agent = "text?"
certainty = "certainty"
sources = "source[]"

[returns.roles]
country = "country"
role = "text"
since = "date?"
until = "date?"
certainty = "certainty"
confidence = "text"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH coalesce($beneficiary, $lead) AS one WHERE one IS NULL
  MATCH (fund:TrustFund)
  RETURN fund
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (:Country {id: $beneficiary})-[held:BENEFITS]->(fund:TrustFund)
  RETURN DISTINCT fund
  UNION ALL
  MATCH (:Country {id: $lead})-[held:LEADS_FUND]->(fund:TrustFund)
  WHERE $beneficiary IS NULL
  RETURN DISTINCT fund
}
MATCH (fund)<-[held:BENEFITS|LEADS_FUND|FUNDS]-(country:Country)
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
WITH fund, held, country,
  CASE type(held) WHEN 'BENEFITS' THEN 'beneficiary' WHEN 'LEADS_FUND' THEN 'lead' ELSE 'contributor' END AS role
ORDER BY role, country.id, held.claim_id
WITH fund, collect({country: country.id, role: role, since: held.valid_from, until: held.valid_to,
  certainty: CASE WHEN held.from_max <= $as_of AND $as_of < held.to_min THEN 'certain' ELSE 'possible' END,
  confidence: held.confidence, claim: held.claim_id, sources: held.sources}) AS roles
WHERE ($beneficiary IS NULL OR any(one IN roles WHERE one.role = 'beneficiary' AND one.country = $beneficiary))
  AND ($lead IS NULL OR any(one IN roles WHERE one.role = 'lead' AND one.country = $lead))
RETURN fund.id AS id, fund.name AS name, fund.purpose AS purpose, fund.budget_eur AS budget_eur,
  fund.budget_note AS budget_note, fund.executing_agent AS executing_agent,
  CASE WHEN any(one IN roles WHERE one.certainty = 'certain') THEN 'certain' ELSE 'possible' END AS certainty,
  fund.sources AS sources, roles
ORDER BY id
