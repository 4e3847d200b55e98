// A question's rows with the graph's revision before and after they were read, in one statement and one round trip
MATCH (state_before:GraphState {id: 'graph'})
WITH state_before.revision AS revision_before
CALL () {
CALL () {
/* the question */
}
RETURN collect({/* its columns */}) AS rows
}
MATCH (state_after:GraphState {id: 'graph'})
RETURN revision_before, state_after.revision AS revision_after, rows
