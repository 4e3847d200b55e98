// Which frameworks make a partner of whom belongs to them as one?
/*
about = """
Where a rule speaks of partners, it asks for a membership with the role `partner` in one of these: our reading of paragraphs 7 and 10. The Contact Countries and
informal groups make nobody a partner."""
any_day = true
provisions = ["7", "10"]
tags = ["eligibility", "frameworks"]

[params.framework]
type = "body?"
about = "Only this framework, if it is one."
example = "PFP"

[returns]
id = "body"
name = "text"
note = "text?"
sources = "source[]"
*/
CALL () {
  WITH $framework AS one WHERE one IS NULL
  MATCH (framework:Framework)
  RETURN framework
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (framework:Framework {id: $framework})
  RETURN framework
}
WITH framework
WHERE framework.confers_partnership AND $known_at IS NOT NULL
RETURN framework.id AS id, framework.name AS name, framework.note AS note, framework.sources AS sources
ORDER BY id
