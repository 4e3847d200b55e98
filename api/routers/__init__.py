"""The endpoints, one file a subject. Each module's `router(desk)` gives its routes; the folder is walked."""
