// Forget that the package was loaded
MATCH (package:Package {id: $package})
DELETE package
