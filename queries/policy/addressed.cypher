// Which tools, meetings and decisions address which priority area or objective?
/*
about = """
What the policy or a page says addresses one of the eight priority areas or the objectives, and what we read so (`reading` is then `ours`).
The policy ranks neither."""
provisions = ["4", "5"]
tags = ["policy", "tools"]
any_day = true

[params.object]
type = "entity?"
about = "Only this priority area or objective."
example = "OPERATIONS"

[returns]
object = "entity"
object_name = "text"
subject = "entity"
subject_name = "text"
reading = "text"
note = "text?"
sources = "source[]"
*/
CALL () {
  WITH $object AS one WHERE one IS NULL
  MATCH (subject:Entity)-[addresses:ADDRESSES]->(object:Entity)
  RETURN subject, addresses, object
  // From what is asked about outwards: it is found as fast in a larger graph.
  UNION ALL
  MATCH (object:Entity {id: $object})<-[addresses:ADDRESSES]-(subject:Entity)
  RETURN subject, addresses, object
}
WITH subject, addresses, object
WHERE (subject.known_from IS NULL OR (subject.known_from <= $known_at AND $known_at < subject.known_to))
RETURN object.id AS object, object.name AS object_name, subject.id AS subject,
  coalesce(subject.name, subject.title) AS subject_name, addresses.reading AS reading, addresses.note AS note,
  coalesce(addresses.sources, []) AS sources
ORDER BY object, subject
