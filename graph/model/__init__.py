"""One file a table of the data package: what its columns mean, and what its rows become in the graph."""
