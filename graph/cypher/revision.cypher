// How often the graph was written: an answer says which state it speaks of
MATCH (state:GraphState {id: 'graph'})
RETURN state.revision AS revision
