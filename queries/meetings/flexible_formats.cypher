// Which meetings in the flexible format 28+n are known up to a day, and who took part that was no partner?
/*
about = """
Meetings of the Allies with partners, and others, chosen by subject (paragraph 11), in order of their days. `no_partners` are countries that were neither
Allies nor partners in a framework on the day of the meeting, as far as its participants are known."""
provisions = ["11"]
tags = ["meetings", "flexible formats"]

[returns]
id = "entity"
title = "text"
date = "date"
format = "text"
topics = "text?"
partners = "entity[]"
no_partners = "entity[]"
organisations = "entity[]"
note = "text?"
confidence = "text"
sources = "source[]"
*/
MATCH (meeting:Meeting)-[:IN_FORMAT]->(:Tool {id: 'FLEXIBLE_FORMAT'})
WHERE meeting.date <= toString($as_of)
OPTIONAL MATCH (meeting)<-[held:TOOK_PART_IN]-(actor:Actor)
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to AND held.capacity <> 'ally'
WITH meeting, held, actor, EXISTS {
  MATCH (actor)-[partnership:MEMBER_OF {role: 'partner'}]->(framework:Framework {confers_partnership: true})
  WHERE partnership.answers AND partnership.from_min <= held.from_min AND held.from_min < partnership.to_max
    AND partnership.known_from <= $known_at AND $known_at < partnership.known_to } AS is_partner
ORDER BY actor.id
WITH meeting,
  collect(DISTINCT CASE WHEN actor:Country AND is_partner THEN actor.id END) AS partners,
  collect(DISTINCT CASE WHEN actor:Country AND NOT is_partner THEN actor.id END) AS no_partners,
  collect(DISTINCT CASE WHEN NOT actor:Country THEN actor.id END) AS organisations
RETURN meeting.id AS id, meeting.title AS title, meeting.date AS date, meeting.format AS format, meeting.topics AS topics,
  partners, no_partners, organisations, meeting.note AS note, meeting.confidence AS confidence, meeting.sources AS sources
ORDER BY date, id
