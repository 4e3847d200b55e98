// Which releases of the data are there, and what did each do?
/*
about = """
Every release of every data package in the graph, newest first, with the instant from which on what it says counts as known, and
how many rows it added, corrected, withdrew and described anew. Only releases published up to the state of knowledge asked for;
the day asked about plays no part."""
provisions = []
any_day = true
tags = ["changes", "releases"]

[returns]
package = "text"
release = "integer"
published_at = "instant"
note = "text?"
added = "integer"
corrected = "integer"
withdrawn = "integer"
described = "integer"
*/
CALL () {
  // Counted once for all releases, not anew for each.
  MATCH (row:Claim|Entity)
  WHERE row.since_release IS NOT NULL
  WITH row.package AS package, row.since_release AS number, count(row) AS rows
  RETURN collect({package: package, number: number, rows: rows}) AS counts
}
MATCH (release:Release)
WHERE release.published_at <= $known_at
WITH release, reduce(total = 0, one IN counts |
  total + CASE WHEN one.package = release.package AND one.number = release.number THEN one.rows ELSE 0 END) AS brought
OPTIONAL MATCH (told:Change {package: release.package, release: release.number})
WITH release, brought,
  sum(CASE WHEN told.change = 'corrected' THEN 1 ELSE 0 END) AS corrected,
  sum(CASE WHEN told.change = 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn,
  sum(CASE WHEN told.change IN ['described', 'entered', 'removed'] THEN 1 ELSE 0 END) AS described
RETURN release.package AS package, release.number AS release, release.published_at AS published_at,
  release.note AS note, brought - corrected AS added, corrected, withdrawn, described
ORDER BY published_at DESC, package
