"""The doors: HTTP and the command line. They take values in text and give answers; the questions live elsewhere."""
