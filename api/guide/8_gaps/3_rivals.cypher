// Claims of which at most one is right, and what each rests on
/*
Each group of rivals: the preferred claim answers, the others stand beside it. `rank_reason` says why.
*/
MATCH path = (:Source)<-[:RESTS_ON]-(one:Claim)-[:RIVALS]-(other:Claim)-[:RESTS_ON]->(:Source)
WHERE localdatetime() < one.known_to AND localdatetime() < other.known_to
RETURN path
