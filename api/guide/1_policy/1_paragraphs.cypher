// The policy, its paragraphs and what they say
/*
In the middle the text, around it its 18 paragraphs, around those their statements, in our own words (`text` of a node). Click one and
read `modality`: what the text says *will be* done, *may* be done, or is *encouraged*.
*/
MATCH path = (:Provision)-[:PART_OF]->(:Provision)-[:PART_OF]->(:Document {id: 'BERLIN-2011'})
RETURN path
