// The claims and records that a release of a package brought or took back: their ends and the days on which they begin and end
MATCH (release:Release {package: $package, number: $release})
MATCH (claim:Claim {package: $package})
WHERE claim.since_release = $release OR claim.until_release = $release
RETURN release.published_at AS published_at, claim.edge AS relation, [claim.start, claim.end] AS ends,
  [claim.from_min, claim.from_max, claim.to_min, claim.to_max] AS days
UNION ALL
MATCH (release:Release {package: $package, number: $release})
MATCH (record:Decision|RuleEvidence|Gap {package: $package})
WHERE record.since_release = $release OR record.until_release = $release
OPTIONAL MATCH (record)-[:CONCERNS|AFFECTS|IS_ABOUT]->(other:Entity)
WITH release, record, collect(other.id) AS others
RETURN release.published_at AS published_at, 'record' AS relation, others + [record.id] AS ends,
  [day IN [record.from_min, record.from_max, record.to_min, record.to_max] WHERE day IS NOT NULL] AS days
