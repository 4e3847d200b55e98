// What releases that were published after an instant did to rows without a record clock, newest first
MATCH (release:Release)
WHERE release.published_at > $known_at
MATCH (told:Change {package: release.package})
WHERE told.release = release.number AND told.change IN ['described', 'entered', 'removed']
RETURN release.package AS package, release.number AS number, release.published_at AS published_at, told.change AS change,
  told.table AS table, told.row AS row, told.column AS column, told.before AS before, told.after AS after
ORDER BY published_at DESC, package, row, column
