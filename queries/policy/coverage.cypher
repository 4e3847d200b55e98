// What follows from each statement of the policy?
/*
about = """
Every statement of the 18 paragraphs, in our own words, with its modality and with what it leads to: rules, kinds of facts, a process, or, with
the reason, nothing. `rules` are those that cite it, and whether each is in force on the day (`yes`, `possibly`, `no`). `facts` counts, for
each kind that it leads to and that can be counted, what holds on the day for certain and what only may: claims (`MEMBER_OF` and `MAINTAINS`: partners and lives of
frameworks; `PARTY_TO`: agreements of organisations; `HOSTS`: training centres of partnership; `USES`: of the tools that its rules offer; `BEARS_ON`:
on its consideration); what addresses its objective or area, or which areas the tools of its rules address (`ADDRESSES`); meetings in the
format that its rules offer (`IN_FORMAT`); acts of the Council up to the day that cite it or its paragraph and, where it leads to a rule,
affect a tool of that rule (`Decision`; the policy's own adoption is one); texts that it names (`Document`); and, where there are rules, what
pages say of who could use their tools (`RuleEvidence`). A count is no measure of how far a statement is kept. The policy is of 15 April 2011;
before that day the list is empty."""
provisions = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18"]
tags = ["policy", "rules"]

[params.paragraph]
type = "text?"
about = "Only this paragraph with what it is divided into, such as 13, 7 or 7c.ii."
example = "13"
choices = ["1", "2", "3", "4", "5", "6", "7", "7a", "7a.i", "7b", "7b.i", "7c", "7c.i", "7c.ii", "7c.iii", "7c.iv", "7c.v",
  "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18"]

[returns]
id = "entity"
paragraph = "text"
heading = "text"
number = "integer?"
kind = "text"
modality = "text?"
text = "text"
leads_to = "text[]"
how = "text"
cites = "entity[]"
sources = "source[]"

[returns.rules]
id = "entity"
tool = "entity"
modality = "text"
wording = "text"
since = "date?"
until = "date?"
in_force = "text"
sources = "source[]"

[returns.facts]
kind = "text"
certain = "integer"
possible = "integer"
*/
// What is small is gathered first: the embedded engine counts all that a grouping carries along, once for each group
MATCH (document:Document)<-[:PART_OF]-(statement:Provision)-[:PART_OF]->(heading:Provision)
WHERE document.date <= toString($as_of) AND statement.kind <> 'paragraph'
MATCH (statement)-[:PART_OF*0..3]->(above:Provision)
WITH statement, heading, collect(above.id) AS above, collect(above.paragraph) AS paragraphs
WHERE $paragraph IS NULL OR $paragraph IN paragraphs
OPTIONAL MATCH (item:Entity)-[:CITES]->(statement)
WHERE item:Objective OR item:PriorityArea OR item:Consideration
WITH statement, heading, above, collect(item.id) AS items
OPTIONAL MATCH (rule:Rule)-[:CITES]->(statement)
WHERE rule.known_from <= $known_at AND $known_at < rule.known_to
WITH statement, heading, above, items, rule ORDER BY rule.id
WITH statement, heading, above, items, [one IN collect({id: rule.id, tool: rule.tool, modality: rule.modality,
  wording: rule.wording, since: rule.valid_from, until: rule.valid_to, sources: rule.sources,
  in_force: CASE WHEN rule.from_max <= $as_of AND $as_of < rule.to_min THEN 'yes'
    WHEN rule.from_min <= $as_of AND $as_of < rule.to_max THEN 'possibly' ELSE 'no' END}) WHERE one.id IS NOT NULL] AS rules
WITH collect({statement: statement, heading: heading.text, above: above, items: items, rules: rules}) AS statements
CALL () {
  CALL () {
    // What holds on the day, by kind and by what it hangs on: a tool, a consideration, an objective, an area, a statement; '' for nothing
    MATCH (start:Entity)-[held:ASPIRES_TO|BEARS_ON|BENEFITS|CONDUCTS|CONTRIBUTES_TO|FUNDS|HAS_MISSION_TO|HAS_RELATIONS_WITH|HOSTS|LEADS
      |LEADS_FUND|MAINTAINS|MEMBER_OF|PARTY_TO|RECOGNISED_IN|SERVES_IN|SUPPORTS|USES]->(end:Entity)
    WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
      AND held.known_from <= $known_at AND $known_at < held.known_to
      AND (type(held) <> 'MEMBER_OF' OR (held.role = 'partner' AND end:Framework))
      AND (type(held) <> 'MAINTAINS' OR end:Framework)
      AND (type(held) <> 'PARTY_TO' OR start:Organisation)
      AND (type(held) <> 'HOSTS' OR end.kind = 'PTEC')
    RETURN type(held) AS kind, CASE WHEN type(held) IN ['BEARS_ON', 'USES'] THEN end.id ELSE '' END AS at,
      held.from_max <= $as_of AND $as_of < held.to_min AS certain
    UNION ALL
    MATCH (evidence:RuleEvidence)
    WHERE evidence.known_from <= $known_at AND $known_at < evidence.known_to
      AND evidence.from_min <= $as_of AND $as_of < evidence.to_max AND evidence.tool IS NOT NULL
    RETURN 'RuleEvidence' AS kind, evidence.tool AS at, evidence.from_max <= $as_of AND $as_of < evidence.to_min AS certain
    UNION ALL
    // A date may be as coarse as a year, or a span of days; tools have none and are there on any day
    MATCH (subject:Entity)-[tie:ADDRESSES|IN_FORMAT]->(object:Entity)
    WHERE subject.known_from IS NULL OR (subject.known_from <= $known_at AND $known_at < subject.known_to)
    WITH type(tie) AS kind, object.id AS at, subject:Tool AS lasting, coalesce(subject.decided_on, subject.date) AS date
    WITH kind, at, lasting, CASE WHEN date STARTS WITH '[' THEN substring(date, 1, 10) ELSE date END AS earliest,
      CASE WHEN date STARTS WITH '[' THEN substring(date, 13, 10) ELSE date END AS latest
    WHERE earliest IS NULL OR earliest <= toString($as_of)
    RETURN kind, at, lasting OR (latest IS NOT NULL AND latest <= toString($as_of)
      AND (size(latest) = 10 OR NOT toString($as_of) STARTS WITH latest)) AS certain
    UNION ALL
    MATCH (tool:Tool)-[:ADDRESSES]->(:PriorityArea)
    RETURN 'ADDRESSES' AS kind, tool.id AS at, true AS certain
    UNION ALL
    // A statement about a whole list hangs together with each of its items
    MATCH (item:Entity)-[:CITES]->(said:Provision)
    WHERE item:Objective OR item:PriorityArea OR item:Consideration
    UNWIND [said.id, said.parent] AS at
    RETURN CASE WHEN item:Objective THEN 'Objective' WHEN item:PriorityArea THEN 'PriorityArea' ELSE 'Consideration' END AS kind,
      at, true AS certain
  }
  WITH kind, at, sum(CASE WHEN certain THEN 1 ELSE 0 END) AS certain, sum(CASE WHEN certain THEN 0 ELSE 1 END) AS possible
  RETURN collect({kind: kind, at: at, certain: certain, possible: possible}) AS counted
}
CALL () {
  MATCH (decision:Decision)
  WHERE decision.known_from <= $known_at AND $known_at < decision.known_to
  OPTIONAL MATCH (decision)-[:AFFECTS]->(tool:Tool)
  WITH decision, collect(tool.id) AS tools, decision.decided_on AS date
  WITH decision, tools, CASE WHEN date STARTS WITH '[' THEN substring(date, 1, 10) ELSE date END AS earliest,
    CASE WHEN date STARTS WITH '[' THEN substring(date, 13, 10) ELSE date END AS latest
  WHERE earliest IS NULL OR earliest <= toString($as_of)
  RETURN collect({cites: coalesce(decision.provision, []), tools: tools, certain: latest IS NOT NULL AND latest <= toString($as_of)
    AND (size(latest) = 10 OR NOT toString($as_of) STARTS WITH latest)}) AS decisions
}
UNWIND statements AS one_statement
WITH counted, decisions, one_statement.statement AS statement, one_statement.heading AS heading, one_statement.above AS above,
  one_statement.items AS items, one_statement.rules AS rules
WITH counted, decisions, statement, heading, above, items, rules, [rule IN rules | rule.tool] AS tools
WITH statement, heading, rules, [kind IN statement.leads_to + CASE WHEN size(rules) > 0 THEN ['RuleEvidence'] ELSE [] END
  WHERE kind IN ['ADDRESSES', 'ASPIRES_TO', 'BEARS_ON', 'BENEFITS', 'CONDUCTS', 'CONTRIBUTES_TO', 'Consideration', 'Decision',
    'Document', 'FUNDS', 'HAS_MISSION_TO', 'HAS_RELATIONS_WITH', 'HOSTS', 'IN_FORMAT', 'LEADS', 'LEADS_FUND', 'MAINTAINS',
    'MEMBER_OF', 'Objective', 'PARTY_TO', 'PriorityArea', 'RECOGNISED_IN', 'RuleEvidence', 'SERVES_IN', 'SUPPORTS', 'USES'] |
  {kind: kind, of: CASE kind
    WHEN 'Decision' THEN [one IN decisions WHERE any(cited IN one.cites WHERE cited IN above)
      AND (size(tools) = 0 OR any(tool IN one.tools WHERE tool IN tools)) |
      {certain: CASE WHEN one.certain THEN 1 ELSE 0 END, possible: CASE WHEN one.certain THEN 0 ELSE 1 END}]
    WHEN 'Document' THEN [{certain: size(coalesce(statement.cites, [])), possible: 0}]
    WHEN 'ADDRESSES' THEN [one IN counted WHERE one.kind = kind AND one.at IN CASE WHEN size(items) > 0 THEN items ELSE tools END]
    ELSE [one IN counted WHERE one.kind = kind AND (one.at IN ['', statement.id] OR one.at IN tools OR one.at IN items
      OR (statement.kind = 'rule' AND one.at = statement.parent))] END}] AS found
WITH statement, heading, rules, [one IN found | {kind: one.kind,
  certain: reduce(total = 0, part IN one.of | total + part.certain),
  possible: reduce(total = 0, part IN one.of | total + part.possible)}] AS facts
RETURN statement.id AS id, statement.paragraph AS paragraph, heading, statement.number AS number,
  statement.kind AS kind, statement.modality AS modality, statement.text AS text, statement.leads_to AS leads_to,
  statement.how AS how, coalesce(statement.cites, []) AS cites, statement.sources AS sources, rules, facts
ORDER BY coalesce(toInteger(left(paragraph, 2)), toInteger(left(paragraph, 1))), paragraph, number
