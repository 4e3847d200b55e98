"""The pages, one module a kind: `VIEWS`, each with the template of the module's name. The folder is walked."""
