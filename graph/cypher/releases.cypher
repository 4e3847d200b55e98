// The releases of every data package in the graph, oldest first
MATCH (release:Release)
RETURN release.package AS package, release.number AS number, release.published_at AS published_at, release.note AS note
ORDER BY published_at, package, number
