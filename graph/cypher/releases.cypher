// The releases of the data package, oldest first
MATCH (release:Release)
RETURN release.number AS number, release.published_at AS published_at, release.note AS note
ORDER BY number
