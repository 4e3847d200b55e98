// What do sources say of who could use a tool, and on what condition?
/*
about = """
What pages say of the audience of a tool, how it was offered and on what condition, from when to when: the evidence behind the rules, and where practice
differed from the text. Only what is in force, or may be, on the day."""
provisions = ["13"]
tags = ["tools", "rules"]

[params.tool]
type = "entity?"
about = "Only of this tool or framework."
example = "IPAP"

[returns]
id = "entity"
tool = "text?"
audience = "text"
modality = "text"
condition = "text?"
since = "date?"
until = "date?"
certainty = "certainty"
provisions = "text[]"
confidence = "text"
note = "text?"
sources = "source[]"
*/
CALL () {
  WITH $tool AS one WHERE one IS NULL
  MATCH (evidence:RuleEvidence)
  RETURN evidence
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (:Entity {id: $tool})<-[:IS_ABOUT]-(evidence:RuleEvidence)
  RETURN evidence
}
WITH evidence
WHERE evidence.known_from <= $known_at AND $known_at < evidence.known_to
  AND evidence.from_min <= $as_of AND $as_of < evidence.to_max
RETURN evidence.id AS id, evidence.tool AS tool, evidence.audience AS audience, evidence.modality AS modality,
  evidence.condition AS condition, evidence.valid_from AS since, evidence.valid_to AS until,
  CASE WHEN evidence.from_max <= $as_of AND $as_of < evidence.to_min THEN 'certain' ELSE 'possible' END AS certainty,
  coalesce(evidence.provision, []) AS provisions, evidence.confidence AS confidence, evidence.note AS note,
  evidence.sources AS sources
ORDER BY tool, id
