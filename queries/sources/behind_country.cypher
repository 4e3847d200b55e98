// Which sources are behind what we say of a country on a day?
/*
about = """
Every source on which a claim about the country rests that holds, or may hold, on the day, with those claims; contact points
in the country count too."""
provisions = []
tags = ["sources"]

[params.country]
type = "country"
about = "Id of the country."
example = "KWT"

[returns]
source = "source"
title = "text"
publisher = "text?"
address = "text?"
published = "date?"
claims = "claim[]"
*/
CALL () {
  MATCH (:Country {id: $country})-[held]-(:Entity)
  RETURN held
  UNION
  MATCH (:Country {id: $country})<-[:SERVES_IN]-(:ContactPointEmbassy)<-[held]-(:Country)
  RETURN held
}
WITH held
WHERE held.answers AND held.from_min <= $as_of AND $as_of < held.to_max
  AND held.known_from <= $known_at AND $known_at < held.known_to
// Ids collected first: only so does the embedded engine look them up in its index.
WITH collect(DISTINCT held.claim_id) AS ids
UNWIND ids AS id
MATCH (:Claim {id: id})-[:RESTS_ON]->(source:Source)
WITH source, id ORDER BY id
WITH source, collect(DISTINCT id) AS claims
RETURN source.id AS source, source.title AS title, source.publisher AS publisher, source.address AS address,
  source.published AS published, claims
ORDER BY source
