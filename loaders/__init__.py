"""Where the facts come from: a data package is read, checked whole, and loaded in one transaction."""
