// Which numbers do pages give of a body, tool or operation?
/*
about = """
Counts of nations, troops, centres, embassies and missions that pages give, each for its day, in order; only those of days up to the one asked about, or of no stated day.
Counts that disagree stand beside the answer as rivals."""
provisions = []
tags = ["figures", "counts"]

[params.subject]
type = "entity?"
about = "Only of this body, tool, operation or country."
example = "ISAF"

[returns]
id = "entity"
subject = "entity"
subject_name = "text"
what = "text"
value = "text"
counted_on = "date?"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
CALL () {
  WITH $subject AS one WHERE one IS NULL
  MATCH (subject:Entity)-[held:HAS_FIGURE]->(figure:Figure)
  RETURN subject, held, figure
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (subject:Entity {id: $subject})-[held:HAS_FIGURE]->(figure:Figure)
  RETURN subject, held, figure
}
WITH subject, held, figure
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
  AND (held.attested_from IS NULL OR held.attested_from <= toString($as_of))
RETURN figure.id AS id, subject.id AS subject, subject.name AS subject_name, held.what AS what, held.value AS value,
  held.attested_from AS counted_on, held.confidence AS confidence, held.note AS note, held.claim_id AS claim,
  held.sources AS sources
ORDER BY subject, what, coalesce(counted_on, '9999'), id
