// Which nations lie beyond the Euro-Atlantic area, as paragraph 10 has it?
/*
about = """
How each nation is read where paragraph 10 speaks of those beyond the Euro-Atlantic area: our reading. Inside are the participating States of the OSCE but Mongolia, historic
states of that area and Kosovo; beyond it all other members and observer states of the United Nations. The day plays no part."""
any_day = true
provisions = ["10"]
tags = ["eligibility", "status"]

[params.reading]
type = "text?"
about = "Only those read so."
example = "beyond"
choices = ["inside", "beyond"]

[returns]
id = "country"
name = "text"
euro_atlantic = "text"
kind = "text"
sources = "source[]"
*/
MATCH (country:Country)
WHERE country.euro_atlantic IS NOT NULL AND ($reading IS NULL OR country.euro_atlantic = $reading) AND $known_at IS NOT NULL
RETURN country.id AS id, country.name AS name, country.euro_atlantic AS euro_atlantic, country.kind AS kind,
  country.sources AS sources
ORDER BY euro_atlantic, name, id
