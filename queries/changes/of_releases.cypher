// What did each release of the data add, correct, withdraw and describe anew?
/*
about = """
Every change of every data package in the graph, newest release first: claims and records added, corrected (with what
stands in their place) and withdrawn, and rows without a release of their own that say something else now. Only releases published
up to the state of knowledge asked for; the day asked about plays no part. With an actor or a tool, only what touches it."""
provisions = []
any_day = true
tags = ["changes", "releases"]

[params.release]
type = "integer?"
about = "Only this release."
example = "2"
minimum = 1

[params.actor]
type = "entity?"
about = "Only changes that touch this country, organisation or body."
example = "AZE"

[params.tool]
type = "entity?"
about = "Only changes that touch this tool, framework, commission or operation."
example = "IPAP"

[returns]
package = "text"
release = "integer"
published_at = "instant"
change = "text"
table = "text"
row = "text"
replacement = "text?"
relation = "text?"
start = "entity?"
end = "entity?"
since = "date?"
until = "date?"
column = "text?"
before = "text?"
after = "text?"
withdrawn_source = "source?"
reason = "text?"
sources = "source[]"
*/
CALL () {
  // What replaced something is told of as the correction that it is.
  MATCH (told:Change)
  WHERE told.replacement IS NOT NULL
  WITH collect(told.replacement + ' ' + told.release + ' ' + told.package) AS replacing
  CALL () {
    WITH coalesce($actor, $tool) AS one WHERE one IS NULL
    MATCH (claim:Claim)
    RETURN claim
    // From what is asked about outwards: it is found as fast in a larger graph.
    UNION ALL
    // By paths: the edges only lead to the claims, and are no relations that the question asks about.
    MATCH link = (:Entity {id: coalesce($actor, $tool)})--(:Entity)
    // Ids collected first: only so does the embedded engine look them up in its index.
    WITH collect(DISTINCT relationships(link)[0].claim_id) AS ids
    UNWIND ids AS id
    MATCH (claim:Claim {id: id})
    RETURN claim
  }
  MATCH (release:Release)
  WHERE release.package = claim.package AND release.number = claim.since_release
    AND ($release IS NULL OR release.number = $release)
    AND NOT claim.id + ' ' + release.number + ' ' + release.package IN replacing
  RETURN release, 'added' AS change, claim.table AS table, claim.id AS row, NULL AS replacement, claim.edge AS relation,
    claim.start AS start, claim.end AS end, claim.valid_from AS since, claim.valid_to AS until,
    NULL AS column, NULL AS before, NULL AS after, NULL AS withdrawn_source, NULL AS reason, claim.sources AS sources,
    [claim.start, claim.end] AS touched
  UNION ALL
  MATCH (told:Change)
  WHERE told.replacement IS NOT NULL
  WITH collect(told.replacement + ' ' + told.release + ' ' + told.package) AS replacing
  CALL () {
    WITH coalesce($actor, $tool) AS one WHERE one IS NULL
    MATCH (record:Decision|RuleEvidence|Gap|Rule)
    RETURN record
    UNION ALL
    MATCH (:Entity {id: coalesce($actor, $tool)})<-[:CONCERNS|AFFECTS|IS_ABOUT|OFFERS]-(record:Decision|RuleEvidence|Gap|Rule)
    RETURN DISTINCT record
    UNION ALL
    MATCH (record:Decision|RuleEvidence|Gap|Rule {id: coalesce($actor, $tool)})
    RETURN record
  }
  MATCH (release:Release)
  WHERE release.package = record.package AND release.number = record.since_release
    AND ($release IS NULL OR release.number = $release)
    AND NOT record.id + ' ' + release.number + ' ' + release.package IN replacing
  OPTIONAL MATCH (record)-[:CONCERNS|AFFECTS|IS_ABOUT|OFFERS]->(other:Entity)
  WITH release, record, collect(other.id) AS others
  RETURN release, 'added' AS change,
    CASE WHEN record:Decision THEN 'decisions' WHEN record:RuleEvidence THEN 'rule_evidence' WHEN record:Gap THEN 'gaps'
      WHEN record:Rule THEN 'rules' END AS table, record.id AS row, NULL AS replacement, NULL AS relation,
    NULL AS start, NULL AS end, coalesce(record.effective_from, record.valid_from) AS since,
    coalesce(record.effective_until, record.valid_to) AS until,
    NULL AS column, NULL AS before, NULL AS after, NULL AS withdrawn_source, NULL AS reason, coalesce(record.sources, record.read, []) AS sources,
    others + [record.id] AS touched
  UNION ALL
  MATCH (release:Release)
  MATCH (told:Change {package: release.package})
  WHERE told.release = release.number AND ($release IS NULL OR release.number = $release)
  OPTIONAL MATCH (claim:Claim {id: told.row})
  OPTIONAL MATCH (record:Entity {id: told.row})-[:CONCERNS|AFFECTS|IS_ABOUT|OFFERS]->(other:Entity)
  WITH release, told, claim, collect(other.id) AS others
  RETURN release, told.change AS change, told.table AS table, told.row AS row, told.replacement AS replacement,
    claim.edge AS relation, claim.start AS start, claim.end AS end, claim.valid_from AS since, claim.valid_to AS until,
    told.column AS column, told.before AS before, told.after AS after, told.source AS withdrawn_source,
    told.reason AS reason, coalesce(claim.sources, []) AS sources,
    others + [told.row, claim.start, claim.end] AS touched
}
WITH release, change, table, row, replacement, relation, start, end, since, until, column, before, after,
  withdrawn_source, reason, sources, touched
WHERE release.published_at <= $known_at
  AND ($actor IS NULL OR $actor IN touched)
  AND ($tool IS NULL OR $tool IN touched)
RETURN release.package AS package, release.number AS release, release.published_at AS published_at, change, table,
  row, replacement, relation, start, end, since, until, column, before, after, withdrawn_source, reason, sources
ORDER BY published_at DESC, package, change, table, row, column
