// The rules on one tool, what each asks and where it stands
/*
All rules on the IPAP, of whatever day, with their conditions, what these are about, and the statements of the policy. `modality` of a rule
is *open*, *on request* or *needs a decision*.
*/
WITH localdatetime() AS now
MATCH path = (rule:Rule)-[:OFFERS]->(:Tool {id: 'IPAP'})
WHERE now < rule.known_to
OPTIONAL MATCH asked = (rule)-[:REQUIRES]->(:Condition)
OPTIONAL MATCH about = (rule)-[:REQUIRES]->(:Condition)-[:IS_ABOUT]->()
OPTIONAL MATCH cited = (rule)-[:CITES]->(:Provision)
RETURN path, asked, about, cited
