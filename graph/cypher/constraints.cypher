// What must be unique, on either engine. Existence constraints are checked by the loader: only Neo4j Enterprise has them.
CREATE CONSTRAINT graph_state IF NOT EXISTS FOR (state:GraphState) REQUIRE state.id IS UNIQUE;
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (entity:Entity) REQUIRE entity.id IS UNIQUE;
CREATE CONSTRAINT country_id IF NOT EXISTS FOR (country:Country) REQUIRE country.id IS UNIQUE;
CREATE CONSTRAINT body_id IF NOT EXISTS FOR (body:Body) REQUIRE body.id IS UNIQUE;
CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (actor:Actor) REQUIRE actor.id IS UNIQUE;
CREATE CONSTRAINT contact_point_id IF NOT EXISTS FOR (point:ContactPointEmbassy) REQUIRE point.id IS UNIQUE;
CREATE CONSTRAINT claim_id IF NOT EXISTS FOR (claim:Claim) REQUIRE claim.id IS UNIQUE;
CREATE CONSTRAINT source_id IF NOT EXISTS FOR (source:Source) REQUIRE source.id IS UNIQUE;
CREATE CONSTRAINT release_number IF NOT EXISTS FOR (release:Release) REQUIRE release.number IS UNIQUE;
CREATE CONSTRAINT package_id IF NOT EXISTS FOR (package:Package) REQUIRE package.id IS UNIQUE;
