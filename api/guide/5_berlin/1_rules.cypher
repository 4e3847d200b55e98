// Rules that began that day, and those whose place they took
/*
Each new rule with its tool and the statement on which it rests; `REPLACES` leads to the rule of the day before, where there was one.
*/
WITH date('2011-04-15') AS day, localdatetime() AS now
MATCH path = (rule:Rule)-[:OFFERS]->(:Tool)
WHERE rule.from_min = day AND rule.from_max = day AND now < rule.known_to
OPTIONAL MATCH replaced = (rule)-[:REPLACES]->(:Rule)
OPTIONAL MATCH cited = (rule)-[:CITES]->(:Provision)
RETURN path, replaced, cited
