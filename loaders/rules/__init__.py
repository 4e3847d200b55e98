"""Rules on the data package, one file each; see `loaders.rule`."""
