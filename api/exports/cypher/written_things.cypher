UNWIND $rows AS row CREATE (thing:$labels) SET thing = row;
