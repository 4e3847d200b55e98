// What the graph holds, in numbers
OPTIONAL MATCH (state:GraphState {id: 'graph'})
WITH coalesce(max(state.revision), 0) AS revision
OPTIONAL MATCH (package:Package)
WITH revision, package ORDER BY package.id
WITH revision, collect(package {.id, .release, .claims}) AS packages
CALL () {
  MATCH (node)
  RETURN count(node) AS nodes
}
CALL () {
  MATCH ()-[edge]->()
  RETURN count(edge) AS edges
}
RETURN revision, packages, nodes, edges
