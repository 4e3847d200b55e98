// Countries with the codes of ISO 3166-1 that they have
MATCH (country:Country)
RETURN country.id AS id, country.name AS name, country.alpha_2 AS alpha_2, country.numeric AS numeric
ORDER BY id
