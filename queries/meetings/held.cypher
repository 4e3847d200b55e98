// Which meetings with partners were held up to a day, in which format, with whom, on what?
/*
about = """
Meetings that the data know of, in order of their days: by format (a framework, commission, operation, or the flexible format 28+n), by a
participant, by a word in their topics. Not every meeting there was."""
provisions = ["8", "11"]
tags = ["meetings"]

[params.in_format]
type = "entity?"
about = "Only in this format: a framework, commission, tool or operation."
example = "OUP"

[params.actor]
type = "actor?"
about = "Only those in which this country or organisation took part."
example = "QAT"

[params.topic]
type = "text?"
about = "Only those whose title or topics have this word, in whatever letters."
example = "libya"

[returns]
id = "entity"
title = "text"
date = "date"
end_date = "date?"
place = "text?"
formats = "entity[]"
level = "text?"
topics = "text?"
participants = "integer"
participant_count = "integer?"
texts = "entity[]"
note = "text?"
confidence = "text"
sources = "source[]"
*/
CALL () {
  WITH coalesce($actor, $in_format) AS one WHERE one IS NULL
  MATCH (meeting:Meeting)
  RETURN meeting
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (:Actor {id: $actor})-[held:TOOK_PART_IN]->(meeting:Meeting)
  RETURN DISTINCT meeting
  UNION ALL
  MATCH (:Entity {id: $in_format})<-[:IN_FORMAT]-(meeting:Meeting)
  WHERE $actor IS NULL
  RETURN DISTINCT meeting
}
WITH meeting
WHERE meeting.date <= toString($as_of)
  AND ($topic IS NULL OR toLower(meeting.title) CONTAINS toLower($topic)
    OR toLower(coalesce(meeting.topics, '')) CONTAINS toLower($topic))
OPTIONAL MATCH (meeting)-[:IN_FORMAT]->(format:Entity)
WITH meeting, format ORDER BY format.id
WITH meeting, collect(DISTINCT format.id) AS formats
WHERE $in_format IS NULL OR $in_format IN formats
OPTIONAL MATCH (meeting)<-[held:TOOK_PART_IN]-(actor:Actor)
WHERE held.answers AND held.known_from <= $known_at AND $known_at < held.known_to
WITH meeting, formats, collect(DISTINCT actor.id) AS actors
WHERE $actor IS NULL OR $actor IN actors
OPTIONAL MATCH (meeting)-[:ADOPTED]->(text:Document)
WITH meeting, formats, actors, text ORDER BY text.id
WITH meeting, formats, actors, collect(text.id) AS texts
RETURN meeting.id AS id, meeting.title AS title, meeting.date AS date, meeting.end_date AS end_date, meeting.place AS place,
  formats, meeting.level AS level, meeting.topics AS topics, size(actors) AS participants,
  meeting.participant_count AS participant_count, texts, meeting.note AS note, meeting.confidence AS confidence,
  meeting.sources AS sources
ORDER BY date, id
