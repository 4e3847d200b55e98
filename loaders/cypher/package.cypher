// What was loaded last of this package
MATCH (package:Package {id: $package})
RETURN package.digest AS digest, package.release AS release, package.claims AS claims
