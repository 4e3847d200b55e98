"""One module a format, or a family of them. The folder is walked."""
