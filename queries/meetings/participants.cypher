// Who took part in a meeting, and as what?
/*
about = """
The participants that a source names, or that follow from the format (which the note then says). `partner_by` are the frameworks
that made a country a partner on the day of the meeting: empty for Allies, and for those that were no partners."""
provisions = ["8", "11"]
tags = ["meetings"]

[params.meeting]
type = "meeting"
about = "Id of the meeting."
example = "BER-01"

[returns]
id = "entity"
name = "text"
capacity = "text"
partner_by = "body[]"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (actor:Actor)-[held:TOOK_PART_IN]->(meeting:Meeting {id: $meeting})
WHERE held.answers AND NOT $as_of < held.from_min
  AND held.known_from <= $known_at AND $known_at < held.known_to
OPTIONAL MATCH (actor)-[partnership:MEMBER_OF {role: 'partner'}]->(framework:Framework {confers_partnership: true})
WHERE partnership.answers AND partnership.from_min <= held.from_min AND held.from_min < partnership.to_max
  AND partnership.known_from <= $known_at AND $known_at < partnership.known_to
WITH actor, held, framework ORDER BY framework.id
WITH actor, held, collect(DISTINCT framework.id) AS partner_by
RETURN actor.id AS id, actor.name AS name, held.capacity AS capacity, partner_by, held.confidence AS confidence,
  held.note AS note, held.claim_id AS claim, held.sources AS sources
ORDER BY capacity, name, claim
