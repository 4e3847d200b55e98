// Labels for colour, put on countries by what each is on the day of the load
MATCH (country:Country) WHERE country.id IN $due.AllyAtLoad SET country:AllyAtLoad;
MATCH (country:Country) WHERE country.id IN $due.PfpPartnerAtLoad SET country:PfpPartnerAtLoad;
MATCH (country:Country) WHERE country.id IN $due.MdPartnerAtLoad SET country:MdPartnerAtLoad;
MATCH (country:Country) WHERE country.id IN $due.IciPartnerAtLoad SET country:IciPartnerAtLoad;
MATCH (country:Country) WHERE country.id IN $due.GlobalPartnerAtLoad SET country:GlobalPartnerAtLoad;
