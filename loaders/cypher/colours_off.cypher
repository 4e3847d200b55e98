// Labels for colour, taken off countries that are something else by now; a label cannot be a parameter
MATCH (country:AllyAtLoad) WHERE country.id IN $countries REMOVE country:AllyAtLoad;
MATCH (country:PfpPartnerAtLoad) WHERE country.id IN $countries REMOVE country:PfpPartnerAtLoad;
MATCH (country:MdPartnerAtLoad) WHERE country.id IN $countries REMOVE country:MdPartnerAtLoad;
MATCH (country:IciPartnerAtLoad) WHERE country.id IN $countries REMOVE country:IciPartnerAtLoad;
MATCH (country:GlobalPartnerAtLoad) WHERE country.id IN $countries REMOVE country:GlobalPartnerAtLoad;
