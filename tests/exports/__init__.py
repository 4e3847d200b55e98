"""Exports: every format read back with the library that its users use, over HTTP and from the command line."""
