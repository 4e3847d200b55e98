UNWIND $rows AS row CREATE (source:Source) SET source = row;
