// Which of our facts are disputed?
/*
about = """
Every claim that has rivals, whatever day it holds on: which of them answers, why, and what each rests on. At most one of
a group is right. `answers` is the one that all other questions use; `value` is the number, where a figure is disputed. Only disputes that begin up to the day are listed."""
provisions = []
tags = ["sources", "rivals"]

[returns]
group = "text"
answers = "boolean"
rank = "text"
reason = "text"
relation = "text"
start = "entity"
start_name = "text"
end = "entity"
end_name = "text"
value = "text?"
since = "date?"
until = "date?"
attested_from = "date?"
attested_to = "date?"
confidence = "text"
note = "text?"
claim = "claim"
sources = "source[]"
*/
MATCH (start:Entity)-[held]->(end:Entity)
WHERE held.rival_group IS NOT NULL AND NOT $as_of < held.from_min
  AND held.known_from <= $known_at AND $known_at < held.known_to
RETURN held.rival_group AS group, held.answers AS answers, held.rank AS rank, held.rank_reason AS reason,
  type(held) AS relation, start.id AS start, coalesce(start.name, start.title) AS start_name, end.id AS end,
  coalesce(end.name, end.title, end.what) AS end_name,
  held.value AS value, held.valid_from AS since, held.valid_to AS until,
  held.attested_from AS attested_from, held.attested_to AS attested_to, held.confidence AS confidence, held.note AS note,
  held.claim_id AS claim, held.sources AS sources
ORDER BY group, answers DESC, claim
