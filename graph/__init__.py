"""What the graph is: its engine, its schema, its clocks, and the sessions that read and write it."""
