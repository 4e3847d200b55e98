// Raise the revision: every writer does this first, and so holds the lock on that one node until it ends
MERGE (state:GraphState {id: 'graph'})
SET state.revision = coalesce(state.revision, 0) + 1
RETURN state.revision AS revision
