// Edges of this package that this load did not bring
MATCH ()-[edge {package: $package}]->()
WHERE edge.loaded_at <> $revision
DELETE edge
RETURN count(*) AS removed
