// Write down what was loaded
MERGE (package:Package {id: $package})
SET package.digest = $digest, package.release = $release, package.claims = $claims
